/** The view of each kind of step. */

import { checkInView } from "./check-in.js";
import { overView } from "./over.js";
import { scanView } from "./scan.js";
import { setView } from "./set.js";
import { timedView } from "./timed.js";

/**
 * @typedef {import("../player.js").Player} Player
 * @typedef {{
 *   element: HTMLElement, words?: string, focus?: () => HTMLElement | null, key?: (key: string) => boolean,
 *   update?: (place: import("../timeline.js").Place | null, seconds: number) => void, leave?: () => void,
 * }} View  `words` are said when the step begins; `key` tells whether it took a key; `update` comes ten times a second
 */

/**
 * @param {Player} player
 * @returns {View}
 */
export function viewFor(player) {
  const { run, step } = player;
  if (run.stage === "over") return overView(player);
  switch (step.kind) {
    case "scan":
      return scanView(player, step);
    case "set":
      return setView(player, step);
    case "check_in":
      return checkInView(player);
    default:
      return timedView(player, step);
  }
}
