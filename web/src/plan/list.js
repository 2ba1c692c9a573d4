/** The plans to choose from, and one of them with its steps. */

import { send } from "../api.js";
import { sayError } from "../coach.js";
import { html } from "../dom.js";
import { counted } from "../words.js";
import { newUid } from "./log.js";
import { dose, minutes, stepSeconds, stepTitle } from "./step-words.js";

/**
 * @typedef {import("./plan-api.d.ts").PlanAnswer} PlanAnswer
 * @typedef {import("./plan-api.d.ts").Step} Step
 * @typedef {import("./step-words.js").Known} Known
 * @typedef {import("./runner.js").Run} Run
 */

/**
 * @param {HTMLElement} main
 * @param {Known} known
 * @param {ReadonlyArray<PlanAnswer>} plans
 * @param {Run | null} kept
 */
export function showList(main, known, plans, kept) {
  document.title = "Plans · Formcue";
  main.replaceChildren(
    html("div", { class: "page-title" }, html("div", { class: "stack tight" }, html("h1", {}, "What do you have time for?"), html("p", { class: "quiet" }, "Settle, wake the muscle, do the set with attention, ask how it was.")), html("a", { class: "button slim", href: "/plan?edit=" }, "Make your own")),
    ...(kept ? [resume(kept, known)] : []),
    html("ul", { class: "plans" }, ...plans.map((plan) => html("li", {}, plan.plan ? card(plan, known) : broken(plan)))),
  );
}

/**
 * @param {Run} kept
 * @param {Known} known
 */
function resume(kept, known) {
  const step = kept.steps[kept.index];
  return html(
    "section",
    { class: "panel row resume", "aria-label": "Under way" },
    html("p", {}, html("strong", {}, kept.title), ` waits at step ${kept.index + 1} of ${kept.steps.length}${step ? `: ${stepTitle(step, known)}` : ""}.`),
    html("a", { class: "button main slim", href: "/plan?run" }, "Go on"),
  );
}

/**
 * @param {PlanAnswer} answer
 * @param {Known} known
 */
function card({ name, plan, shipped }, known) {
  const steps = plan?.step ?? [];
  return html(
    "a",
    { class: "panel plan-card", href: `/plan?name=${name}` },
    html("strong", {}, plan?.title ?? name),
    html("span", { class: "chip plain" }, minutes(total(steps, known))),
    html("span", { class: "quiet" }, plan?.about ?? ""),
    html("span", { class: "quiet small" }, `${steps.some(({ kind }) => kind === "set") ? "With the camera" : "No camera"}${shipped ? "" : ", your own"}`),
  );
}

/** @param {PlanAnswer} answer */
function broken({ name, error, line }) {
  return html("div", { class: "panel plan-card" }, html("strong", {}, name), html("span", { class: "notice-line" }, `Line ${line}: ${error}`), html("a", { class: "button slim", href: `/plan?edit=${name}` }, "Mend it"));
}

/**
 * @param {HTMLElement} main
 * @param {Known} known
 * @param {PlanAnswer} answer
 * @param {(plan: PlanAnswer, keep: boolean, uid: string) => void} start
 */
export function showPlan(main, known, answer, start) {
  const { name, plan, shipped } = answer;
  if (!plan) {
    main.replaceChildren(html("h1", {}, name), broken(answer));
    return;
  }
  document.title = `${plan.title} · Formcue`;
  const keep = html("input", { type: "checkbox", role: "switch", id: "keep", checked: true });
  const button = html("button", { class: "button main large", type: "button", click: () => start(answer, keep.checked, newUid()) }, "Start");
  main.replaceChildren(
    html("div", { class: "stack tight" }, html("p", {}, html("a", { href: "/plan" }, "All plans")), html("h1", {}, plan.title), html("p", { class: "quiet" }, plan.about)),
    html(
      "div",
      { class: "plan-detail" },
      html("section", { class: "panel", "aria-label": "Steps" }, html("ol", { class: "step-list" }, ...plan.step.map((step) => html("li", {}, html("span", {}, stepTitle(step, known), " ", html("span", { class: "quiet small" }, dose(step))), html("span", { class: "quiet small" }, minutes(stepSeconds(step, known)))))), html("p", { class: "quiet small total" }, `${counted(plan.step.length, "step")}, about ${minutes(total(plan.step, known))}`)),
      html(
        "div",
        { class: "stack" },
        button,
        html("label", { class: "switch" }, html("span", { class: "label" }, "Keep a log"), html("small", {}, "Steps, scan and check-ins, on the machine that Formcue runs on."), keep),
        html("p", { class: "quiet small" }, "A voice leads through every step; switch it off to go by the screen alone. Every key and button is named as it is needed."),
        html("div", { class: "buttons" }, html("a", { class: "button slim", href: `/plan?edit=${name}` }, shipped ? "Make it your own" : "Edit"), shipped ? null : html("button", { class: "button slim danger", type: "button", click: () => void remove(name) }, "Delete")),
      ),
    ),
  );
}

/** @param {string} name */
async function remove(name) {
  try {
    await send("DELETE", `/api/plans/${name}`);
    location.assign("/plan");
  } catch (error) {
    sayError(error);
  }
}

/**
 * @param {ReadonlyArray<Step>} steps
 * @param {Known} known
 */
function total(steps, known) {
  return steps.reduce((sum, step) => sum + stepSeconds(step, known), 0);
}
