/** What somebody chose last, kept in this browser. Not the video switch: that is asked for each set. */

const KEY = "formcue.practice";
const NAMES = ["exercise", "focus", "load", "facing", "voice", "keep", "camera"];

/** @returns {Record<string, string | boolean>} fields of the form by name; empty where nothing is kept */
export function remembered() {
  try {
    const kept = /** @type {unknown} */ (JSON.parse(localStorage.getItem(KEY) ?? "{}"));
    if (typeof kept !== "object" || kept === null) return {};
    return Object.fromEntries(Object.entries(kept).filter(([name, value]) => NAMES.includes(name) && ["string", "boolean"].includes(typeof value)));
  } catch {
    return {}; // a browser that keeps nothing, or something else under this name
  }
}

/** @param {Record<string, string | boolean>} fields those that changed */
export function remember(fields) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...remembered(), ...fields }));
  } catch {
    // a browser that keeps nothing asks again next time
  }
}
