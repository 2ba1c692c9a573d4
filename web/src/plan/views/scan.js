/** The body scan: one part after the other, head to toe, or any part by a tap; then what it means for the plan. */

import "../../elements/body-map.js";
import { sayError } from "../../coach.js";
import { html } from "../../dom.js";
import { BodyMap } from "../../elements/body-map.js";
import { capital } from "../../words.js";
import { GROUPS, groupOf, walk } from "../body-parts.js";
import { latestScan, logScan } from "../log.js";
import { advise, compareScans, FEELS, marked } from "../scan-advice.js";
import { intro, stepTitle } from "../step-words.js";

/**
 * @typedef {import("../player.js").Player} Player
 * @typedef {import("../plan-api.d.ts").Scan} Scan
 * @typedef {import("../plan-api.d.ts").Feel} Feel
 * @typedef {import("../plan-api.d.ts").Marks} Marks
 * @typedef {"both" | "left" | "right"} Side
 */

/** Without an answer for this long the scan goes on; the part stays unmarked. */
const WAIT_S = 20;
const DOCTOR = "Formcue cannot tell why something hurts. What hurts sharply, swells or does not go away belongs before a doctor.";

/**
 * @param {Player} player
 * @param {Scan} step
 * @returns {import("./view.js").View}
 */
export function scanView(player, step) {
  const groups = walk(step.short);
  /** @type {Marks} */
  const marks = {};
  let index = 0;
  /** @type {Side} */
  let side = "both";
  /** A part that was tapped out of turn. @type {string | null} */
  let detour = null;
  let waited = 0;
  let patient = false;
  let finished = false;
  const map = /** @type {BodyMap} */ (document.createElement("body-map"));
  const panel = html("div", { class: "stack ask", id: "ask" });
  const element = html("div", { class: "scan" }, map, panel);
  map.addEventListener("part", (event) => {
    if (finished || !(event instanceof CustomEvent)) return;
    detour = event.detail;
    side = detour?.endsWith("_left") ? "left" : detour?.endsWith("_right") ? "right" : "both";
    ask(true);
  });

  const group = () => (detour === null ? groups[index] : GROUPS.find(({ id }) => id === groupOf(detour ?? "")));
  const parts = () => {
    const all = group()?.parts ?? [];
    const chosen = side === "both" ? all : all.filter((part) => part.endsWith(`_${side}`));
    return chosen.length > 0 ? chosen : all;
  };

  /** @param {Feel} feel */
  function answer(feel) {
    const note = panel.querySelector("input[type=text]");
    for (const part of parts()) marks[part] = { feel, note: note instanceof HTMLInputElement ? note.value.trim() : "" };
    goOn();
  }

  function goOn() {
    if (detour === null) index += 1;
    detour = null;
    side = "both";
    if (index < groups.length) ask(true);
    else void finish();
  }

  /** @param {boolean} aloud */
  function ask(aloud) {
    const now = group();
    if (!now) return;
    waited = 0;
    const sided = now.parts.some((part) => part.endsWith("_left"));
    panel.replaceChildren(
      html("p", { class: "quiet small" }, detour === null ? `Part ${index + 1} of ${groups.length}` : "As you tapped"),
      html("h3", { tabindex: "-1" }, now.name),
      html("p", {}, now.ask),
      html("div", { class: "feels", role: "group", "aria-label": `How do they feel: ${now.name}` }, ...FEELS.map(({ feel, name, key }) => html("button", { class: "button feel", type: "button", "data-feel": feel, "aria-keyshortcuts": key, click: () => answer(feel) }, html("kbd", { "aria-hidden": "true" }, key), name))),
      ...(sided ? [sides()] : []),
      html("div", { class: "field" }, html("label", { for: "note" }, "Note, if you like"), html("input", { id: "note", type: "text", maxlength: 200, autocomplete: "off" })),
      html("label", { class: "switch" }, html("span", { class: "label" }, "Wait for my answer"), html("small", {}, `Off: goes on after ${WAIT_S} seconds, the part stays unmarked.`), html("input", { type: "checkbox", role: "switch", id: "patient", checked: patient, change: (event) => { patient = /** @type {HTMLInputElement} */ (event.target).checked; } })),
    );
    showMap();
    if (aloud) player.say(index === 0 && detour === null ? `${now.name}. ${now.ask}` : `${now.name}.`);
  }

  function sides() {
    const choice = (/** @type {Side} */ value, /** @type {string} */ label) => html("label", { class: "choice" }, html("input", { type: "radio", name: "side", value, checked: side === value, change: () => { side = value; showMap(); } }), html("span", {}, label));
    return html("fieldset", { class: "field" }, html("legend", { class: "unseen" }, "Which side?"), html("div", { class: "choices" }, choice("both", "Both"), choice("left", "Left (L)"), choice("right", "Right (R)")));
  }

  function showMap() {
    const shown = Object.fromEntries(Object.entries(marks).map(([part, { feel }]) => [part, { letter: FEELS.find((one) => one.feel === feel)?.letter ?? "", level: feel }]));
    map.show(shown, finished ? [] : parts());
  }

  async function finish() {
    finished = true;
    const { run, known } = player;
    const ahead = run.steps.slice(run.index + 1);
    const advice = advise(marks, ahead, (one) => stepTitle(one, known), (drill) => known.drills.get(drill)?.title ?? drill);
    const noticed = marked(marks).filter(({ feel }) => feel !== "fine");
    const earlier = await latestScan().catch(() => null);
    const changes = earlier ? compareScans(marks, earlier.parts) : { easier: [], harder: [] };
    if (Object.keys(marks).length > 0) await logScan(run, { at: new Date().toISOString(), position: step.position, short: step.short, parts: marks }).catch(sayError);
    const plainWords = advice.lines.length === 0 ? "Nothing stands against the plan." : "";
    const take = html("button", { class: "button main", type: "button", click: () => { player.dispatch({ type: "steps", steps: advice.steps }); player.dispatch({ type: "next", outcome: "done" }); } }, "Take the lighter plan");
    const keep = html("button", { class: advice.changed ? "button" : "button main", type: "button", click: () => player.dispatch({ type: "next", outcome: "done" }) }, advice.changed ? "Keep the plan as it is" : "Go on");
    panel.replaceChildren(
      html("h3", { tabindex: "-1" }, noticed.length === 0 ? "All fine" : "What you noticed"),
      noticed.length === 0 ? html("p", {}, Object.keys(marks).length === 0 ? "Nothing was marked." : "No part stands out.") : html("ul", { class: "marks" }, ...noticed.map(({ name, feel, note }) => html("li", {}, html("strong", {}, `${capital(name)}: ${feel}`), note ? html("span", { class: "quiet" }, ` ${note}`) : null))),
      advice.lines.length > 0 ? html("ul", { class: "advice" }, ...advice.lines.map((line) => html("li", {}, line))) : html("p", {}, plainWords),
      ...(changes.easier.length + changes.harder.length > 0 ? [html("p", { class: "quiet small" }, `Since the scan before: ${[...changes.easier, ...changes.harder].join("; ")}.`)] : []),
      ...(noticed.some(({ feel }) => feel === "achy" || feel === "sore") ? [html("p", { class: "quiet small" }, DOCTOR)] : []),
      html("div", { class: "buttons" }, ...(advice.changed ? [take, keep] : [keep])),
    );
    showMap();
    (advice.changed ? take : keep).focus();
    player.say([advice.lines.join(" ") || plainWords, advice.changed ? "Press Enter to take the lighter plan, Tab and Enter to keep it as it is." : "Press Enter to go on."].join(" "));
  }

  ask(false);
  return {
    element,
    words: `${intro(step, player.known)} ${groups[0]?.name}. ${groups[0]?.ask}`,
    key(key) {
      if (finished) return false;
      const feel = FEELS.find((one) => one.key === key)?.feel;
      if (feel) answer(feel);
      else if (key === "l" || key === "r") {
        side = key === "l" ? "left" : "right";
        ask(false);
        player.voice.say(side);
      } else return false;
      return true;
    },
    update(_, seconds) {
      if (finished || patient || panel.contains(document.activeElement)) {
        waited = 0;
        return;
      }
      waited += seconds;
      if (waited >= WAIT_S) goOn();
    },
  };
}
