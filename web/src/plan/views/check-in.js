/** After a set: how is the muscle, where was it felt, how hard was it; then what the next set should be, and why. */

import "../../elements/body-map.js";
import { sayError } from "../../coach.js";
import { html } from "../../dom.js";
import { BodyMap } from "../../elements/body-map.js";
import { counted } from "../../words.js";
import { GROUPS, MOVES, partName, targetParts } from "../body-parts.js";
import { logCheckIn } from "../log.js";
import { stepTitle } from "../step-words.js";
import { suggest } from "../suggest.js";

/**
 * @typedef {import("../player.js").Player} Player
 * @typedef {import("../plan-api.d.ts").SetStep} SetStep
 * @typedef {import("../plan-api.d.ts").Muscle} Muscle
 * @typedef {import("../plan-api.d.ts").Felt} Felt
 */

/** @type {ReadonlyArray<readonly [Muscle, string]>} */
const MUSCLE = [["burnt_out", "Burnt out"], ["working", "Working"], ["ready", "Ready for more"]];
/** @type {ReadonlyArray<readonly [Felt, string]>} */
const FELT = [["target", "There"], ["elsewhere", "Elsewhere"], ["nowhere", "Nowhere in particular"]];

/**
 * @param {Player} player
 * @returns {import("./view.js").View}
 */
export function checkInView(player) {
  const { run, known } = player;
  const before = run.steps.slice(0, run.index).findLast((one) => one.kind === "set");
  const step = /** @type {SetStep} */ (before);
  const result = run.result?.exercise === step.exercise ? run.result : null;
  const feel = MOVES[step.exercise]?.feel ?? "target muscle";
  /** @type {{ muscle: Muscle | null, felt: Felt | null, effort: number | null }} */
  const answers = { muscle: null, felt: null, effort: null };
  /** @type {Set<string>} */
  const places = new Set();
  let question = 0;
  /** Arrow keys pass over answers on their way: the focus leaves them only after a number or a tap. */
  let jump = false;
  const map = /** @type {BodyMap} */ (document.createElement("body-map"));
  const outcome = html("div", { class: "stack", id: "suggestion" });
  const body = html("details", { class: "where" }, html("summary", {}, "Show where"), html("p", { class: "quiet small" }, "Tap the body, or choose from the list."), map, html("div", { class: "chips", role: "group", "aria-label": "Parts of the body" }, ...GROUPS.flatMap(({ parts }) => parts).map((part) => html("button", { class: "button slim", type: "button", "aria-pressed": "false", "data-part": part, click: () => toggle(part) }, partName(part)))));
  const words = [
    `How ${/s$/u.test(feel.split(" ")[0] ?? "") ? "are" : "is"} the ${feel}? 1 burnt out, 2 working, 3 ready for more.`,
    `Where did you feel it? 1 in the ${feel}, 2 elsewhere, 3 nowhere in particular.`,
    "How hard was it, from 1 to 10? 0 is ten.",
  ];
  const element = html(
    "div",
    { class: "check-in stack" },
    html("p", {}, resultWords()),
    radios("muscle", `The ${feel}: how now?`, MUSCLE, (value) => { answers.muscle = value; answered(0); }),
    radios("felt", `Where did you feel it? Meant: the ${feel}`, FELT, (value) => { answers.felt = value; if (value === "elsewhere") body.open = true; answered(1); }),
    body,
    radios("effort", "How hard was it? 1 very easy, 10 all you had", Array.from({ length: 10 }, (_, i) => /** @type {const} */ ([String(i + 1), String(i + 1)])), (value) => { answers.effort = Number(value); answered(2); }),
    outcome,
  );
  element.addEventListener("pointerdown", () => {
    jump = true;
  });
  element.addEventListener("keydown", ({ key }) => {
    jump = !key.startsWith("Arrow");
  });
  map.addEventListener("part", (event) => {
    if (event instanceof CustomEvent) toggle(event.detail);
  });

  function resultWords() {
    const title = stepTitle(step, known);
    if (!result) return `${title}: nothing was counted.`;
    const did = result.seconds === null ? counted(result.reps, "rep") : `${result.seconds} seconds`;
    const clean = result.scored > 0 ? `, ${result.clean} of ${result.scored} clean` : result.camera ? ", form could not be judged" : ", without the camera";
    const reaches = result.reaches === null ? "" : ` ${counted(result.reaches, "reach", "reaches")} beyond the knee.`;
    return `${title}: ${did}${clean}.${reaches}`;
  }

  /** @param {string} part */
  function toggle(part) {
    if (places.has(part)) places.delete(part);
    else places.add(part);
    for (const chip of element.querySelectorAll("[data-part][aria-pressed]")) chip.setAttribute("aria-pressed", String(places.has(chip.getAttribute("data-part") ?? "")));
    map.show(Object.fromEntries([...places].map((one) => [one, { letter: "●", level: "felt" }])));
  }

  /** @param {number} which */
  function answered(which) {
    question = Math.max(question, which + 1);
    const { muscle, felt, effort } = answers;
    if (muscle && felt && effort) void conclude({ muscle, felt, effort });
    else {
      question = muscle === null ? 0 : felt === null ? 1 : 2;
      player.say(words[question] ?? "");
    }
  }

  /** @param {import("../suggest.js").Answers} given */
  async function conclude(given) {
    question = 3;
    const found = suggest(step, result, given);
    const ahead = run.steps.findIndex((one, i) => i > run.index && one.kind === "set" && one.exercise === step.exercise);
    const changes = ahead !== -1 && Object.keys(found.change).length > 0;
    const felt = given.felt === "target" ? [...new Set([...targetParts(step.exercise), ...places])] : [...places];
    const save = () =>
      logCheckIn(run, {
        at: new Date().toISOString(), exercise: step.exercise, target: feel, ...given, places: felt, set_id: result?.set_id ?? null,
        reps: result?.reps ?? null, seconds: result?.seconds ?? null, scored: result?.scored ?? null, clean: result?.clean ?? null,
        load_percent: step.load_percent, suggestion: found.kind, reason: `${found.title}. ${found.reason}`,
      }).catch(sayError);
    const go = async (/** @type {boolean} */ take) => {
      await save();
      if (take) player.dispatch({ type: "steps", steps: run.steps.slice(run.index + 1).map((one, i) => (run.index + 1 + i === ahead ? /** @type {SetStep} */ ({ ...one, ...found.change }) : one)) });
      player.dispatch({ type: "next", outcome: "done" });
    };
    const yes = html("button", { class: "button main", type: "button", click: () => void go(changes) }, changes ? "Take it" : "Go on");
    outcome.replaceChildren(
      html("h3", {}, found.title),
      html("p", {}, found.reason),
      ...(ahead === -1 ? [html("p", { class: "quiet small" }, "For the next time: this plan has no further set of it.")] : []),
      html("div", { class: "buttons" }, yes, changes ? html("button", { class: "button", type: "button", click: () => void go(false) }, "Keep the plan as it is") : null),
    );
    if (jump) yes.focus();
    outcome.scrollIntoView({ block: "nearest" });
    player.say(`Suggestion: ${found.title}. ${found.reason} ${changes ? "Press Enter to take it, Tab and Enter to keep the plan." : "Press Enter to go on."}`);
  }

  return {
    element,
    words: `Check in. ${resultWords()} ${words[0]}`,
    key(key) {
      if (!/^\d$/u.test(key) || question > 2) return false;
      const name = ["muscle", "felt", "effort"][question];
      const value = question === 2 ? (key === "0" ? "10" : key) : (question === 0 ? MUSCLE : FELT)[Number(key) - 1]?.[0];
      const input = value === undefined ? null : element.querySelector(`input[name="${name}"][value="${value}"]`);
      if (!(input instanceof HTMLInputElement)) return false;
      jump = true;
      input.click();
      return true;
    },
  };
}

/**
 * @template {string} Value
 * @param {string} name
 * @param {string} legend
 * @param {ReadonlyArray<readonly [Value, string]>} options
 * @param {(value: Value) => void} chosen
 */
function radios(name, legend, options, chosen) {
  return html(
    "fieldset",
    { class: `field ${name}` },
    html("legend", { class: "label" }, legend),
    html("div", { class: "choices" }, ...options.map(([value, label]) => html("label", { class: "choice" }, html("input", { type: "radio", name, value, change: () => chosen(value) }), html("span", {}, label)))),
  );
}
