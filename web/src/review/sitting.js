/**
 * One sitting of a coach: the list in the order of the queue, where in it we are, and what was judged so far. Pure.
 * A judged rep stays in the list, so that K goes back to it.
 *
 * @typedef {import("../review-api.d.ts").Id} Id
 * @typedef {import("../review-api.d.ts").QueueItem} QueueItem
 * @typedef {{ verdict: import("../review-api.d.ts").Verdict, reason: import("../review-api.d.ts").Reason | null }} Mine
 * @typedef {{ items: ReadonlyArray<QueueItem>, cursor: string | null, total: number, more: boolean, at: number,
 *   mine: Readonly<Record<string, Mine | null>>, done: ReadonlyArray<Id> }} Sitting
 *   `at` -1: nothing is open; `mine` by finding id, null where a verdict was taken back in this sitting; `done` in the order of the verdicts
 */

/** @type {Sitting} */
export const EMPTY = { items: [], cursor: null, total: 0, more: false, at: -1, mine: {}, done: [] };

/** Fetch the next page when so few are left ahead. */
export const FEW = 6;

/**
 * @param {Sitting} sitting
 * @param {import("../review-api.d.ts").Page<QueueItem>} page
 * @param {string} coach
 * @returns {Sitting}
 */
export function withPage(sitting, page, coach) {
  const known = new Set(sitting.items.map((item) => String(item.id)));
  const fresh = page.items.filter((item) => !known.has(String(item.id)));
  const mine = { ...sitting.mine };
  for (const item of fresh) {
    const own = item.reviews.find((review) => review.coach === coach);
    if (own) mine[String(item.id)] = { verdict: own.verdict, reason: own.reason };
  }
  const first = sitting.items.length === 0;
  return { ...sitting, items: [...sitting.items, ...fresh], cursor: page.next, total: first ? page.total : sitting.total, more: first ? page.more : sitting.more, mine };
}

/**
 * @param {Sitting} sitting
 * @param {Id} id
 * @returns {Sitting} with that finding open; the same where it is not in the list
 */
export function opened(sitting, id) {
  const at = sitting.items.findIndex((item) => String(item.id) === String(id));
  return at < 0 ? sitting : { ...sitting, at };
}

/**
 * @param {Sitting} sitting
 * @param {number} by
 * @returns {Sitting} the same at either end
 */
export function moved(sitting, by) {
  const at = sitting.at + by;
  return at < 0 || at >= sitting.items.length ? sitting : { ...sitting, at };
}

/**
 * @param {Sitting} sitting
 * @param {Id} id of the finding; it may be one that is not in the list, opened by its address
 * @param {Mine} verdict
 * @returns {Sitting} judged, and on to the next
 */
export function judged(sitting, id, verdict) {
  const done = [...sitting.done.filter((one) => one !== id), id];
  return moved({ ...sitting, mine: { ...sitting.mine, [String(id)]: verdict }, done }, 1);
}

/**
 * @param {Sitting} sitting
 * @returns {{ sitting: Sitting, id: Id | null }} back at the rep whose verdict was taken away
 */
export function undone(sitting) {
  const id = sitting.done.at(-1);
  if (id === undefined) return { sitting, id: null };
  return { sitting: opened(withoutVerdict(sitting, id), id), id };
}

/**
 * @param {Sitting} sitting
 * @param {Id} id
 * @returns {Sitting}
 */
export function withoutVerdict(sitting, id) {
  return { ...sitting, mine: { ...sitting.mine, [String(id)]: null }, done: sitting.done.filter((one) => String(one) !== String(id)) };
}

/**
 * @param {Sitting} sitting
 * @param {number} ahead
 * @returns {QueueItem[]} those to get ready: the next few, then the one before
 */
export function upcoming(sitting, ahead) {
  const behind = sitting.items[sitting.at - 1];
  return [...sitting.items.slice(sitting.at + 1, sitting.at + 1 + ahead), ...(behind ? [behind] : [])];
}
