/** The end of a plan: what was done, and where to look next. */

import { html } from "../../dom.js";
import { counted } from "../../words.js";
import { secondsOf } from "../runner.js";
import { minutes } from "../step-words.js";

/**
 * @param {import("../player.js").Player} player
 * @returns {import("./view.js").View}
 */
export function overView({ run }) {
  const done = run.done.filter(({ outcome }) => outcome === "done").length;
  const skipped = run.done.length - done;
  const words = `${minutes(secondsOf(run))}, ${counted(done, "step")}${skipped > 0 ? `, ${skipped} skipped` : ""}.`;
  return {
    words: `Done: ${run.title}. ${words}`,
    element: html(
      "div",
      { class: "stack" },
      html("p", { class: "word" }, words),
      html("p", { class: "quiet" }, run.keep ? "It stands in your log, on the machine that Formcue runs on." : "Nothing of it was kept."),
      html("div", { class: "buttons" }, html("a", { class: "button main", href: "/progress" }, "See your progress"), html("a", { class: "button", href: "/plan" }, "All plans")),
    ),
  };
}
