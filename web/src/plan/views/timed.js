/** Breathing, relaxation, drills and rest: a balloon, a word and a number. Without motion: the number and a bar. */

import { html, svg } from "../../dom.js";
import { sendSet } from "../set-pass.js";
import { keepRun } from "../log.js";
import { clock } from "../../summary.js";
import { length } from "../timeline.js";

/**
 * @typedef {import("../player.js").Player} Player
 * @typedef {import("../plan-api.d.ts").Breathe} Breathe
 * @typedef {import("../plan-api.d.ts").Step} Step
 */

const SMALL = 0.32;

/**
 * @param {Player} player
 * @param {Step} step
 * @returns {import("./view.js").View}
 */
export function timedView(player, step) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const ball = svg("circle", { cx: 100, cy: 100, r: 92, class: "balloon-skin" });
  const word = html("p", { class: "word" });
  const number = html("p", { class: "number", "aria-hidden": "true" });
  const bar = html("span", { class: "meter", "aria-hidden": "true" });
  const hint = html("p", { class: "quiet hint" });
  const left = html("p", { class: "quiet small left" });
  const total = player.segments ? length(player.segments) : 0;
  const balloon = html("div", { class: `balloon${still ? " still" : ""}` }, still ? null : svg("svg", { viewBox: "0 0 200 200", "aria-hidden": "true" }, svg("circle", { cx: 100, cy: 100, r: 97, class: "balloon-rim" }), ball), html("div", { class: "balloon-words" }, word, number));
  const element = html(
    "div",
    { class: "timed stack" },
    balloon,
    still ? bar : null,
    hint,
    left,
    step.kind === "breathe" ? counts(player, step) : null,
    step.kind === "activate" ? cameraCheck(player, step) : null,
  );
  /** @param {HTMLElement} one @param {string} text */
  const put = (one, text) => {
    if (one.textContent !== text) one.textContent = text;
  };
  return {
    element,
    update(place) {
      if (!place) return;
      const { segment } = place;
      put(word, segment.show);
      put(number, segment.count === "down" || segment.count === "all" ? String(Math.max(1, Math.ceil(segment.count === "all" ? total - player.run.elapsed : place.left))) : "");
      put(hint, segment.hint ?? "");
      put(left, `${clock(Math.max(0, total - player.run.elapsed))} left in this step`);
      balloon.classList.toggle("words-only", !segment.fill);
      ball.style.transform = `scale(${SMALL + (1 - SMALL) * (segment.fill ? place.fill : 0.5)})`;
      const [from, to] = segment.fill ?? [0, 0];
      bar.style.setProperty("--share", `${Math.round(100 * (from + (to - from) * Math.min(1, Math.ceil(place.into) / segment.seconds)))}%`);
    },
  };
}

/**
 * @param {Player} player
 * @param {Breathe} step
 */
function counts(player, step) {
  /**
   * @param {string} id
   * @param {string} label
   * @param {"rounds" | "inhale_s" | "second_inhale_s" | "exhale_s"} name
   * @param {number} min
   * @param {number} max
   */
  const field = (id, label, name, min, max) =>
    html(
      "div",
      { class: "field" },
      html("label", { for: id }, label),
      html("input", { id, type: "number", min, max, step: name === "second_inhale_s" ? 0.5 : 1, value: step[name], change: (event) => {
        const value = Number(/** @type {HTMLInputElement} */ (event.target).value);
        if (value >= min && value <= max) player.dispatch({ type: "change", step: { ...step, [name]: value } });
      } }),
    );
  return html(
    "details",
    {},
    html("summary", {}, "Adjust the counts"),
    html("div", { class: "counts" }, field("rounds", "Rounds", "rounds", 1, 60), field("inhale", "In, s", "inhale_s", 1, 12), step.pattern === "sigh" ? field("second", "A little more, s", "second_inhale_s", 0.5, 4) : null, field("exhale", "Out, s", "exhale_s", 1, 20)),
    html("p", { class: "quiet small" }, "A change begins the step anew. If you get dizzy, breathe as you like."),
  );
}

/**
 * @param {Player} player
 * @param {import("../plan-api.d.ts").Activate} step
 */
function cameraCheck(player, step) {
  const drill = player.known.drills.get(step.drill);
  const exercise = drill?.exercise ? player.known.exercises.get(drill.exercise) : undefined;
  if (!drill || !exercise) return null;
  return html(
    "div",
    { class: "buttons" },
    html("button", { class: "button slim", type: "button", id: "camera-check", click: () => {
      sendSet({
        exercise: exercise.name, reps: step.reps, seconds: null, load_percent: null, focus: "internal", explosive: false, hard: false,
        association: "", words: drill.feel, why: drill.litmus, voice: player.voice.on, keep: player.run.keep, step: player.run.index, uid: player.run.uid,
      });
      player.dispatch({ type: "pause" });
      keepRun(player.run);
      location.assign("/practice?plan=1");
    } }, "Check it with the camera"),
  );
}
