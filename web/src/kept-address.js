/**
 * The address of the summary of a set that was kept: it outlives a reload, and the way back from the review.
 *
 * @typedef {import("./state.js").Facts} Facts
 */

import { get } from "./api.js";

const NAME = "done";

/**
 * @param {string | null} setId null: the address of the page itself
 * @param {Facts | null} [facts] kept beside it
 */
export function showAddress(setId, facts = null) {
  history.replaceState(facts, "", setId === null ? "/practice" : `/practice?${NAME}=${encodeURIComponent(setId)}`);
}

/**
 * The report of the set that the address names, and what was kept beside it.
 *
 * @returns {Promise<{ setId: string, report: import("./report.d.ts").Report, facts: Partial<Facts> } | null>} null where it names none, or one that is gone
 */
export async function keptSet() {
  const setId = new URLSearchParams(location.search).get(NAME);
  if (setId === null) return null;
  try {
    return { setId, facts: history.state ?? {}, report: /** @type {import("./report.d.ts").Report} */ (await get(`/api/sets/${encodeURIComponent(setId)}`)) };
  } catch {
    showAddress(null); // deleted meanwhile
    return null;
  }
}
