/** The plan page: `/plan` lists, `?name=` shows one, `?edit=` edits one, `?run` runs it. */

import "../elements/app-header.js";
import { get } from "../api.js";
import { sayError } from "../coach.js";
import { find, html } from "../dom.js";
import { showEditor } from "./editor.js";
import { showList, showPlan } from "./list.js";
import { keptRun } from "./log.js";
import { Player } from "./player.js";
import { begin, restore } from "./runner.js";
import { takeResult } from "./set-pass.js";
import { PlanVoice } from "./voice.js";

/**
 * @typedef {import("./plan-api.d.ts").PlanAnswer} PlanAnswer
 * @typedef {import("./plan-api.d.ts").Drill} Drill
 * @typedef {import("./plan-api.d.ts").ExerciseTitle} ExerciseTitle
 * @typedef {import("./step-words.js").Known} Known
 */

const main = find(document, "#content", HTMLElement);
const voice = new PlanVoice();
const header = find(document, "app-header", HTMLElement);

async function show() {
  const query = new URLSearchParams(location.search);
  const [drills, exercises] = /** @type {[Drill[], ExerciseTitle[]]} */ (await Promise.all([get("/api/drills"), get("/api/exercises")]));
  /** @type {Known} */
  const known = { drills: new Map(drills.map((drill) => [drill.name, drill])), exercises: new Map(exercises.map((one) => [one.name, one])) };
  const kept = restore(keptRun(), Date.now());
  const name = query.get("name");
  const edit = query.get("edit");
  if (query.has("run") && kept) takeUp(kept, known);
  else if (edit !== null) await showEditor(main, known, edit);
  else if (name !== null) showPlan(main, known, await get(`/api/plans/${encodeURIComponent(name)}`), (plan, keep, uid) => start(plan, keep, uid, known));
  else showList(main, known, await get("/api/plans"), kept);
}

/**
 * A plan that was under way: after a reload it waits, after a set it goes on with the set's result.
 *
 * @param {import("./runner.js").Run} kept
 * @param {Known} known
 */
function takeUp(kept, known) {
  const back = takeResult();
  header.hidden = true; // nothing but the step; "End the plan" leads back
  const player = new Player(main, known, kept, voice);
  if (back?.uid !== kept.uid || back.step !== kept.index) return;
  player.dispatch({ type: "result", result: back.result });
  player.dispatch({ type: "next", outcome: "done" });
}

/**
 * @param {PlanAnswer} answer
 * @param {boolean} keep
 * @param {string} uid
 * @param {Known} known
 */
function start(answer, keep, uid, known) {
  if (!answer.plan) return;
  voice.tones.unlock();
  header.hidden = true;
  history.pushState(null, "", "/plan?run");
  const run = begin({ uid, plan: answer.name, title: answer.plan.title, startedAt: new Date().toISOString(), steps: answer.plan.step, keep });
  new Player(main, known, run, voice).start();
}

addEventListener("popstate", () => location.reload());
void show().catch((error) => {
  main.replaceChildren(html("div", { class: "empty" }, html("h1", {}, "Plans"), html("p", { class: "notice-line" }, error instanceof Error ? error.message : String(error)), html("a", { class: "button", href: "/plan" }, "All plans")));
  sayError(error);
});
