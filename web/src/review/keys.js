/**
 * What a key means on the review page. Pure: the state is only whether a number is awaited, and for what.
 *
 * @typedef {"idle" | "reason" | "missed"} Waiting
 * @typedef {{ type: "agree" } | { type: "ask_reason" } | { type: "disagree", choice: number } | { type: "ask_missed" }
 *   | { type: "missed", choice: number } | { type: "dismiss" } | { type: "undo" } | { type: "next" } | { type: "previous" }
 *   | { type: "toggle" } | { type: "step", by: number } | { type: "rate" } | { type: "skeleton" } | { type: "angles" }
 *   | { type: "compare" } | { type: "worst" } | { type: "draw" } | { type: "comment" } | { type: "tag" } | { type: "help" }
 *   | { type: "queue" }} Command
 * @typedef {{ key: string, ctrl?: boolean, shift?: boolean, repeat?: boolean }} Press
 */

/** @type {ReadonlyArray<{ keys: string, words: string }>} as the overlay lists them */
export const SHORTCUTS = [
  { keys: "A", words: "Agree: the fault is there" },
  { keys: "D", words: "Disagree, then 1–5 for why" },
  { keys: "U", words: "Undo the last verdict" },
  { keys: "J  K", words: "Next and previous rep" },
  { keys: "Space", words: "Play or pause" },
  { keys: "←  →", words: "One frame back or on; with Shift, ten" },
  { keys: "W", words: "To the worst moment" },
  { keys: "R", words: "Speed: 1×, 0.5×, 0.25×" },
  { keys: "S", words: "Skeleton on or off" },
  { keys: "G", words: "Angles on or off" },
  { keys: "B", words: "Beside the best rep" },
  { keys: "F", words: "Flag a fault that was missed, then its number" },
  { keys: "C", words: "Write a comment at this moment" },
  { keys: "T", words: "Add a tag" },
  { keys: "P", words: "Draw on this frame" },
  { keys: "Esc", words: "Leave a field, or go back to the queue" },
  { keys: "?", words: "This list" },
];

/** @type {Readonly<Record<string, Command>>} */
const PLAIN = {
  a: { type: "agree" },
  d: { type: "ask_reason" },
  f: { type: "ask_missed" },
  u: { type: "undo" },
  j: { type: "next" },
  k: { type: "previous" },
  " ": { type: "toggle" },
  r: { type: "rate" },
  s: { type: "skeleton" },
  g: { type: "angles" },
  b: { type: "compare" },
  w: { type: "worst" },
  p: { type: "draw" },
  c: { type: "comment" },
  t: { type: "tag" },
  "?": { type: "help" },
};

/** Held down, these go on; the others count once. */
const REPEATING = new Set(["j", "k", "arrowleft", "arrowright"]);

/**
 * @param {Waiting} waiting
 * @param {Press} press
 * @param {{ reasons: number, missed: number }} choices how many numbers there are to choose from
 * @returns {{ waiting: Waiting, command: Command | null }} command null: the key means nothing here
 */
export function pressed(waiting, press, choices) {
  const key = press.key.toLowerCase();
  if (press.ctrl || (press.repeat && !REPEATING.has(key))) return { waiting, command: null };
  if (waiting !== "idle") {
    const choice = /^[1-9]$/u.test(key) ? Number(key) : 0;
    if (waiting === "reason" && choice >= 1 && choice <= choices.reasons) return { waiting: "idle", command: { type: "disagree", choice } };
    if (waiting === "missed" && choice >= 1 && choice <= choices.missed) return { waiting: "idle", command: { type: "missed", choice } };
    if (choice > 0) return { waiting, command: null };
    if (key === "escape") return { waiting: "idle", command: { type: "dismiss" } };
  }
  if (key === "escape") return { waiting: "idle", command: { type: "queue" } };
  if (key === "arrowleft" || key === "arrowright") {
    const size = press.shift ? 10 : 1;
    return { waiting, command: { type: "step", by: key === "arrowleft" ? -size : size } };
  }
  const command = PLAIN[key] ?? null;
  if (command === null) return { waiting, command };
  if (command.type === "ask_reason") return { waiting: "reason", command };
  if (command.type === "ask_missed") return { waiting: "missed", command };
  return { waiting: "idle", command };
}
