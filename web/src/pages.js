/** The pages that exist, in the order of the header. A page joins by a line here. */

/** @type {ReadonlyArray<readonly [string, string]>} */
export const PAGES = [
  ["/practice", "Practice"],
  ["/plan", "Plans"],
  ["/progress", "Progress"],
  ["/review", "Review"],
  ["/videos", "Videos"],
  ["/athlete", "Athletes"],
  ["/trust", "Trust"],
  ["/sources", "Sources"],
];

/**
 * Where the reps of a kept set can be looked at.
 *
 * @param {string | null} setId
 * @returns {string | null} null where nothing was kept or there is no such page
 */
export function reviewUrl(setId) {
  return setId !== null && PAGES.some(([href]) => href === "/review") ? `/review?set=${encodeURIComponent(setId)}` : null;
}
