/** Carries out a plan: shows the step, speaks, keeps the clock, takes keys. What happens is decided in runner.js. */

import { Awake } from "../awake.js";
import { sayError } from "../coach.js";
import { html } from "../dom.js";
import { forgetRun, keepRun, logRun } from "./log.js";
import { reduce } from "./runner.js";
import { dose, intro, segmentsOf, stepTitle } from "./step-words.js";
import { at, length } from "./timeline.js";
import { viewFor } from "./views/view.js";

/**
 * @typedef {import("./runner.js").Run} Run
 * @typedef {import("./runner.js").Action} Action
 * @typedef {import("./step-words.js").Known} Known
 * @typedef {import("./timeline.js").Segment} Segment
 * @typedef {import("./views/view.js").View} View
 */

const TICK_MS = 100;
const KEEP_EVERY_S = 5;

export class Player {
  /** @type {View | null} */
  view = null;
  /** @type {Segment[] | null} */
  segments = null;
  #spoken = -1;
  #keptAt = 0;
  #left = false;
  #last = performance.now();
  #awake = new Awake();

  /**
   * @param {HTMLElement} root
   * @param {Known} known
   * @param {Run} run
   * @param {import("./voice.js").PlanVoice} voice
   */
  constructor(root, known, run, voice) {
    this.root = root;
    this.known = known;
    this.run = run;
    this.voice = voice;
    this.keys = true;
    root.replaceChildren(this.#frame());
    addEventListener("keydown", (event) => this.#key(event));
    addEventListener("pointerdown", () => voice.tones.unlock());
    addEventListener("pagehide", () => {
      if (!this.#left) keepRun(this.run);
      voice.quiet();
    });
    setInterval(() => this.#tick(), TICK_MS);
    this.#enter(run.stage === "running");
  }

  /** The first step of a new run: it is in the log from here on. */
  start() {
    this.#keep(true);
  }

  get step() {
    return /** @type {import("./plan-api.d.ts").Step} */ (this.run.steps[this.run.index]);
  }

  /** @param {Action} action */
  dispatch(action) {
    const before = this.run;
    this.run = reduce(before, action);
    if (this.run === before) return;
    const moved = this.run.index !== before.index || (this.run.stage === "over") !== (before.stage === "over");
    if (moved || action.type === "restart" || action.type === "change" || action.type === "back") this.#enter(true);
    else if (this.run.stage !== before.stage) this.#paused();
    if (action.type !== "tick" || moved) this.#keep(moved);
  }

  /**
   * Say it, and put it where it is read.
   *
   * @param {string} text
   */
  say(text) {
    this.voice.say(text);
    this.#find("#now").textContent = text;
  }

  /**
   * Go on with this view, timed by the segments that were set.
   *
   * @param {View} view
   */
  beginTimed(view) {
    this.view = view;
    this.#spoken = -3;
    this.dispatch({ type: "go" });
    this.run = reduce(this.run, { type: "restart" });
    this.#find("#step").replaceChildren(view.element);
    this.#find("#step-title").focus({ preventScroll: true });
  }

  /** @param {boolean} aloud */
  #enter(aloud) {
    const { run } = this;
    this.#spoken = -1;
    this.view?.leave?.();
    this.segments = run.stage === "over" ? null : segmentsOf(this.step, this.known);
    this.view = viewFor(this);
    const title = run.stage === "over" ? "Done" : stepTitle(this.step, this.known);
    const heading = this.#find("#step-title");
    heading.textContent = title;
    this.#find("#step").replaceChildren(this.view.element);
    this.#find("#step").dataset["kind"] = run.stage === "over" ? "over" : this.step.kind;
    this.#list();
    this.#paused();
    (this.view.focus?.() ?? heading).focus({ preventScroll: true });
    scrollTo(0, 0);
    if (!aloud) this.#find("#now").textContent = "Paused. Press Space to go on.";
    else if (!this.segments) this.say(this.view.words ?? intro(this.step, this.known));
    void this.#awake.keep(this.run.stage !== "over");
    this.view.update?.(this.segments ? at(this.segments, run.elapsed) : null, 0);
  }

  #tick() {
    const now = performance.now();
    const seconds = (now - this.#last) / 1000;
    this.#last = now;
    if (this.run.stage !== "running") return;
    const { segments, run } = this;
    this.dispatch({ type: "tick", seconds, length: segments ? length(segments) : null });
    if (this.run.index !== run.index || this.segments !== segments) return;
    const place = this.segments ? at(this.segments, this.run.elapsed) : null;
    if (place && place.index !== this.#spoken) this.#speak(place.index, place.segment);
    this.view?.update?.(place, seconds);
    if (this.run.elapsed - this.#keptAt > KEEP_EVERY_S || this.run.elapsed < this.#keptAt) {
      this.#keptAt = this.run.elapsed;
      keepRun(this.run);
    }
  }

  /**
   * @param {number} index
   * @param {Segment} segment
   */
  #speak(index, segment) {
    const first = this.#spoken === -1 && index === 0;
    this.#spoken = index;
    if (segment.tone) this.voice.beep(segment.tone);
    this.say(first ? `${intro(this.step, this.known)} ${segment.say}` : segment.say);
  }

  #paused() {
    const { stage } = this.run;
    this.#find("#kind").textContent = stage === "over" ? "" : `Step ${this.run.index + 1} of ${this.run.steps.length}${stage === "paused" ? ": paused" : ""}`;
    const button = this.#find("#pause");
    button.textContent = stage === "paused" ? "Go on" : "Pause";
    button.setAttribute("aria-keyshortcuts", "Space");
    this.root.dataset["stage"] = stage;
    for (const id of ["#pause", "#skip", "#leave"]) this.#find(id).hidden = stage === "over";
    if (stage === "paused" && this.#spoken !== -1) {
      this.voice.quiet();
      this.#find("#now").textContent = "Paused. Press Space to go on.";
      this.voice.say("Paused");
    }
    // the segment under way is said again after a pause
    if (stage === "paused") this.#spoken = -2;
    if (stage === "running" && this.#spoken === -2 && !this.segments) this.voice.again();
  }

  /** @param {boolean} moved */
  #keep(moved) {
    if (this.run.stage === "over") forgetRun();
    else keepRun(this.run);
    if (moved) void logRun(this.run, this.known, this.run.stage === "over").catch(sayError);
  }

  /** The end of a run that is left half-way: what was done is logged. */
  async leave() {
    this.#left = true;
    forgetRun();
    this.voice.quiet();
    await logRun(this.run, this.known, true).catch(sayError);
    location.assign("/plan");
  }

  #list() {
    const { run } = this;
    this.#find("#steps").replaceChildren(
      ...run.steps.map((step, i) => {
        const outcome = run.done[i]?.outcome ?? "open";
        const here = i === run.index && run.stage !== "over";
        return html("li", { "aria-current": here ? "step" : null, "data-outcome": outcome }, html("span", {}, stepTitle(step, this.known)), html("span", { class: "quiet small" }, here ? "now" : outcome === "open" ? dose(step) : outcome));
      }),
    );
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const { target, key } = event;
    this.voice.tones.unlock();
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !(target instanceof Element)) return;
    if (target.closest("textarea, select, dialog, input:not([type=radio], [type=checkbox])")) return;
    const control = target.closest("button, a, input, summary");
    if (control && (key === " " || key === "Enter")) return;
    if (control instanceof HTMLInputElement && key.startsWith("Arrow")) return;
    if (!this.keys && key.length === 1 && key !== " ") return;
    if (this.view?.key?.(key.toLowerCase()) || this.#command(key)) event.preventDefault();
  }

  /** @param {string} key */
  #command(key) {
    if (key === " ") this.dispatch({ type: this.run.stage === "paused" ? "go" : "pause" });
    else if (key === "n" || key === "ArrowRight") this.dispatch({ type: "next", outcome: "skipped" });
    else if (key === "b" || key === "ArrowLeft") this.dispatch({ type: "back" });
    else if (key === "v") this.#toggleVoice();
    else if (key === "a") this.voice.again();
    else return false;
    return true;
  }

  #toggleVoice() {
    this.voice.setVoice(!this.voice.on);
    /** @type {HTMLInputElement} */ (this.#find("#voice")).checked = this.voice.on;
  }

  /**
   * @param {string} selector
   * @returns {HTMLElement}
   */
  #find(selector) {
    return /** @type {HTMLElement} */ (this.root.querySelector(selector));
  }

  #frame() {
    /**
     * @param {string} id
     * @param {string} label
     * @param {boolean} on
     * @param {(on: boolean) => void} change
     */
    const toggle = (id, label, on, change) =>
      html("label", { class: "switch" }, html("span", { class: "label" }, label), html("input", { type: "checkbox", role: "switch", id, checked: on, change: (event) => change(/** @type {HTMLInputElement} */ (event.target).checked) }));
    return html(
      "div",
      { class: "run" },
      html(
        "section",
        { class: "panel step", "aria-labelledby": "step-title" },
        html("div", { class: "row" }, html("p", { class: "quiet small", id: "kind" }), html("h1", { class: "small quiet" }, this.run.title)),
        html("h2", { id: "step-title", tabindex: "-1" }),
        html("div", { id: "step" }),
        html("p", { class: "unseen", id: "now", "aria-live": "polite" }),
        html(
          "div",
          { class: "buttons controls" },
          html("button", { class: "button", type: "button", click: () => this.dispatch({ type: "back" }) }, "Back"),
          html("button", { class: "button", type: "button", id: "pause", click: () => this.dispatch({ type: this.run.stage === "paused" ? "go" : "pause" }) }, "Pause"),
          html("button", { class: "button", type: "button", id: "skip", click: () => this.dispatch({ type: "next", outcome: "skipped" }) }, "Skip"),
        ),
      ),
      html(
        "aside",
        { class: "stack", "aria-label": "Plan and sound" },
        html("ol", { class: "panel step-list", id: "steps", "aria-label": "Steps" }),
        html(
          "div",
          { class: "panel stack tight" },
          toggle("voice", "Voice", this.voice.on, (on) => this.voice.setVoice(on)),
          toggle("tones", "Tones", this.voice.tonesOn, (on) => this.voice.setTones(on)),
          toggle("keys", "Single keys", true, (on) => {
            this.keys = on;
          }),
          html("p", { class: "quiet small" }, html("kbd", {}, "Space"), " pause ", html("kbd", {}, "→"), " skip ", html("kbd", {}, "←"), " back ", html("kbd", {}, "A"), " say it again ", html("kbd", {}, "V"), " voice"),
        ),
        html("button", { class: "button slim", type: "button", id: "leave", click: () => void this.leave() }, "End the plan"),
      ),
    );
  }
}


