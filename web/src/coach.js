/** Who reviews: asked once, kept in this browser. And short notes to the coach that pass by. */

import { ask } from "./ask.js";
import { html } from "./dom.js";

const KEY = "formcue.coach";

/** @returns {string} "" while nobody has said */
export function coachName() {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

/**
 * The coach's name; asks for it where it is not known, or where it is to be changed.
 *
 * @param {{ change?: boolean }} [options]
 * @returns {Promise<string>} "" where the question was put away
 */
export async function askCoach({ change = false } = {}) {
  const known = coachName();
  if (known && !change) return known;
  const input = html("input", { id: "coach-name", name: "coach", type: "text", required: true, maxlength: 80, autocomplete: "name", value: known });
  const name = await ask("Who is reviewing?", [html("div", { class: "field" }, html("label", { for: "coach-name" }, "Your name"), input, html("p", { class: "quiet small" }, "It stands beside your verdicts and comments. It is kept in this browser."))], "Start", () => input.value.trim());
  if (name) {
    try {
      localStorage.setItem(KEY, name);
    } catch {
      // a browser that keeps nothing asks again next time
    }
  }
  return name ?? known;
}

const PASSING_MS = 6000;

/**
 * Say something at the lower edge for a while; said again to those who listen.
 *
 * @param {string} text
 * @param {{ bad?: boolean }} [options] bad stays until it is put away
 */
export function say(text, { bad = false } = {}) {
  let place = document.querySelector("#said");
  if (!place) {
    place = html("div", { id: "said", role: "status", "aria-live": "polite" });
    document.body.append(place);
  }
  const note = html("div", { class: bad ? "said bad" : "said" }, html("p", {}, text));
  if (bad) note.append(html("button", { class: "button small", type: "button", click: () => note.remove() }, "Close"));
  else setTimeout(() => note.remove(), PASSING_MS);
  place.replaceChildren(note);
}

/** @param {unknown} error */
export function sayError(error) {
  say(error instanceof Error ? error.message : String(error), { bad: true });
}
