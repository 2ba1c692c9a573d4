/** A set: what it is for, how much, where the attention goes and why; then the camera, or without it. */

import { html } from "../../dom.js";
import { figure } from "../../figures.js";
import { MOVES } from "../body-parts.js";
import { focusFor, GOALS } from "../focus.js";
import { associationFor, keepAssociation, keepRun, latestCheckIn } from "../log.js";
import { sendSet } from "../set-pass.js";
import { sentence, setWords, stepTitle } from "../step-words.js";
import { holding } from "../timed.js";
import { timedView } from "./timed.js";

/**
 * @typedef {import("../player.js").Player} Player
 * @typedef {import("../plan-api.d.ts").SetStep} SetStep
 * @typedef {import("../plan-api.d.ts").Goal} Goal
 */

const HARD_LOAD = 70;

/**
 * @param {Player} player
 * @param {SetStep} step
 * @returns {import("./view.js").View}
 */
export function setView(player, step) {
  const { known } = player;
  const association = step.association || associationFor(step.exercise);
  const why = html("p", { class: "why quiet", id: "why" });
  const last = html("p", { class: "quiet small" });
  const start = html("button", { class: "button main large", type: "submit" }, "Start with the camera");
  const move = MOVES[step.exercise];
  const element = html("div", {});
  const form = html(
    "form",
    { class: "set", change: () => changed(), submit: (event) => { event.preventDefault(); camera(); } },
    html("div", { class: "set-figure" }, figure(step.exercise)),
    html(
      "div",
      { class: "stack" },
      html("p", { class: "word", id: "set-dose" }, step.seconds === null ? `${step.reps} reps` : `${step.seconds} seconds`),
      step.say ? html("p", {}, sentence(step.say)) : null,
      step.reach ? html("p", {}, "Reach across with the far hand, beyond the bending knee. The camera counts the reaches.") : null,
      move ? html("p", {}, `Feel the ${move.feel}.`) : null,
      html("div", { class: "field" }, html("label", { for: "association" }, "What is it for?"), html("input", { id: "association", type: "text", maxlength: 80, value: association, placeholder: "wide backhand, slip on ice", autocomplete: "off" })),
      html(
        "div",
        { class: "counts" },
        html("div", { class: "field" }, html("label", { for: "goal" }, "Goal"), html("select", { id: "goal" }, ...Object.entries(GOALS).map(([value, label]) => html("option", { value, selected: value === step.goal }, label)))),
        html("div", { class: "field" }, html("label", { for: "set-load" }, "Load, % of your maximum"), html("input", { id: "set-load", type: "number", min: 0, max: 150, step: 5, value: step.load_percent ?? "", placeholder: "no weights" })),
      ),
      why,
      last,
      html("div", { class: "buttons" }, start, html("button", { class: "button", type: "button", id: "without", click: () => without() }, "Without the camera")),
    ),
  );
  element.append(form);

  const chosen = () => {
    const goal = /** @type {Goal} */ (/** @type {HTMLSelectElement} */ (form.querySelector("#goal")).value);
    const load = Number.parseFloat(/** @type {HTMLInputElement} */ (form.querySelector("#set-load")).value);
    const words = /** @type {HTMLInputElement} */ (form.querySelector("#association")).value.trim();
    return { goal, load: Number.isFinite(load) ? load : null, words };
  };

  function changed() {
    const { goal, load, words } = chosen();
    why.replaceChildren(`${focusFor(goal, load).why} `, html("a", { href: "/sources#focus" }, "Sources"));
    keepAssociation(step.exercise, words);
  }

  function camera() {
    const { goal, load, words } = chosen();
    const { focus, explosive, why: reason } = focusFor(goal, load);
    sendSet({
      exercise: step.exercise, reps: step.reps, seconds: step.seconds, load_percent: load, focus, explosive,
      association: words, hard: goal === "heavy" || (load ?? 0) >= HARD_LOAD, words: setWords({ ...step, goal }, known, words), why: reason,
      voice: player.voice.on, keep: player.run.keep, step: player.run.index, uid: player.run.uid,
    });
    player.dispatch({ type: "pause" });
    keepRun(player.run);
    location.assign("/practice?plan=1");
  }

  /** @param {number | null} reps */
  function finish(reps) {
    player.dispatch({ type: "result", result: { exercise: step.exercise, camera: false, set_id: null, reps: reps ?? 1, seconds: step.seconds, scored: 0, clean: 0, reaches: null, cue: null } });
    player.dispatch({ type: "next", outcome: "done" });
  }

  function without() {
    if (step.seconds !== null) {
      player.segments = holding(stepTitle(step, known), step.seconds);
      player.dispatch({ type: "result", result: { exercise: step.exercise, camera: false, set_id: null, reps: 1, seconds: step.seconds, scored: 0, clean: 0, reaches: null, cue: null } });
      const timed = timedView(player, step);
      player.beginTimed(timed);
      return;
    }
    const done = html("button", { class: "button main large", type: "button", click: () => finish(Number(/** @type {HTMLInputElement} */ (element.querySelector("#did")).value) || 0) }, "Done");
    element.replaceChildren(
      html(
        "div",
        { class: "stack" },
        html("p", { class: "word" }, `${step.reps} reps, at your own pace`),
        html("p", {}, "Keep breathing: out as you push or lift."),
        html("div", { class: "field narrow" }, html("label", { for: "did" }, "Reps you did"), html("input", { id: "did", type: "number", min: 0, max: 200, value: step.reps ?? 0 })),
        html("div", { class: "buttons" }, done),
      ),
    );
    done.focus();
    player.say(`${step.reps} reps, at your own pace. Keep breathing. Press Enter when you are done.`);
  }

  changed();
  void latestCheckIn(step.exercise).then(
    (check) => {
      if (check) last.textContent = `Last time: effort ${check.effort} of 10. ${check.reason}`;
    },
    () => {},
  );
  return {
    element,
    words: `${setWords(step, known, association)} ${focusFor(step.goal, step.load_percent).why} Press Enter to start with the camera, Tab and Enter to do it without.`,
    focus: () => start,
  };
}
