/** `<live-stage>`: the picture with its overlay, the count, the cue. Fires `finish`, `skip`, `leave`, `voice` and `notice`. */

import { cueLine } from "../cue-line.js";
import { find, html } from "../dom.js";
import { exerciseNamed } from "../exercises.js";
import { icon } from "../icons.js";
import { checks, countdown } from "../state.js";
import { clock, tempo } from "../summary.js";
import { ACTION_LABELS } from "../trouble.js";

/** @typedef {import("../state.js").State} State */

/** In a hold, the reminder to breathe comes after this many seconds. */
const BREATHE_AFTER_S = 6;
const PHASE_WORDS = /** @type {Readonly<Record<string, string>>} */ ({
  setup: "Ready",
  eccentric: "Going down",
  turnaround: "At the turn",
  concentric: "Coming up",
  lockout: "Standing tall",
  hold: "Holding",
});

export class LiveStage extends HTMLElement {
  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      html(
        "div",
        { class: "live" },
        html("h1", { class: "unseen", id: "live-title" }, "Live practice"),
        html(
          "div",
          { class: "stage" },
          Object.assign(html("video", { playsinline: true, "aria-label": "Your picture" }), { muted: true }),
          html("canvas", { "aria-hidden": "true" }),
          html("p", { class: "stage-note", hidden: true }),
          html("p", { class: "stage-note filmed", hidden: true }, icon("record"), "The video is kept"),
          html("div", { class: "count-in", hidden: true }, html("span", { role: "status" })),
        ),
        html(
          "aside",
          { class: "rail", "aria-label": "Count and controls", tabindex: "0" },
          html(
            "section",
            { class: "panel stack tight", id: "count", "aria-labelledby": "count-label" },
            html("h2", { class: "label small quiet", id: "count-label" }),
            html("div", { class: "number", id: "number" }),
            html("dl", { class: "facts" }, html("div", {}, html("dt", { id: "fact-name" }), html("dd", { id: "fact" })), html("div", {}, html("dt", {}, "Now"), html("dd", { id: "phase" }))),
          ),
          html("section", { class: "panel stack", id: "checks", "aria-labelledby": "checks-title" }, html("h2", { id: "checks-title" }, "Set-up"), html("ul", { class: "checks" })),
          html("section", { class: "panel breath", id: "breath", hidden: true, "aria-label": "Breathing pace" }, html("div", { class: "dot", "aria-hidden": "true" }), html("p", {}, "Keep breathing, slowly in and out")),
          html("div", { class: "notice", id: "notice", role: "status", hidden: true }),
          html(
            "div",
            { class: "buttons" },
            html("button", { class: "button main", type: "button", id: "finish", click: () => this.#fire("finish") }, "End the set"),
            html("button", { class: "button main", type: "button", id: "skip", click: () => this.#fire("skip") }, "Start anyway"),
            html("button", { class: "button", type: "button", id: "voice-button", "aria-pressed": "true", click: () => this.#fire("voice") }, "Voice"),
            html("button", { class: "button", type: "button", click: () => this.#fire("leave") }, "Leave"),
          ),
        ),
        html("div", { class: "cue", "data-kind": "quiet" }, icon("attention", "mark"), html("p", { "aria-live": "polite", "aria-atomic": "true", id: "cue" })),
      ),
    );
  }

  get video() {
    return find(this, "video", HTMLVideoElement);
  }

  get canvas() {
    return find(this, "canvas", HTMLCanvasElement);
  }

  /**
   * @param {State} state
   * @param {{ exercise: string, voice: boolean, now: number, note: string, hard: boolean }} about `note` stands on the picture; `hard`: the pace of breathing shows between reps too
   */
  show(state, { exercise, voice, now, note, hard }) {
    const { stage, sample } = state;
    const { title } = exerciseNamed(exercise);
    this.#text("#live-title", title);
    this.#count(state, exercise);
    this.#hide("#checks", stage !== "check");
    this.#hide("#count", stage === "check");
    if (stage === "check") this.#checks(state);
    this.#hide(".count-in", stage !== "countdown");
    this.#text(".count-in span", stage === "countdown" ? String(countdown(state, now)) : "");
    this.#hide(".stage-note", !sample && note === "");
    this.#text(".stage-note", sample ? `Sample: ${title}` : note);
    this.#hide(".filmed", !state.filmed);
    this.#hide("#skip", stage !== "check");
    this.#hide("#finish", stage === "check" || stage === "countdown");
    find(this, "#finish", HTMLButtonElement).disabled = stage === "ending";
    this.#text("#voice-button", voice ? "Voice is on" : "Voice is off");
    find(this, "#voice-button", HTMLElement).setAttribute("aria-pressed", String(voice));
    this.#hide("#breath", !(stage === "live" && ((hard && state.reps > 0) || (state.holdStart !== null && state.held >= BREATHE_AFTER_S))));
    this.#notice(state);
    this.#cue(state);
  }

  /**
   * @param {State} state
   * @param {string} exercise
   */
  #count(state, exercise) {
    const hold = state.kind === "hold";
    this.#text("#count-label", hold ? "Held" : state.reps === 1 ? "Rep" : "Reps");
    this.#text("#number", hold ? clock(state.held) : String(state.reps));
    find(this, "#number", HTMLElement).classList.toggle("timer", hold);
    const rep = state.lastRep;
    this.#text("#fact-name", hold ? "Holds" : "Tempo");
    this.#text("#fact", hold ? String(state.reps) : rep ? tempo([rep], exercise) : "–");
    this.#text("#phase", state.phase ? (PHASE_WORDS[state.phase] ?? "") : "–");
  }

  /** @param {State} state */
  #checks(state) {
    const lines = checks(state);
    const key = lines.map(({ ok, words }) => `${ok} ${words}`).join();
    const list = find(this, ".checks", HTMLElement);
    if (list.dataset["key"] === key) return;
    list.dataset["key"] = key;
    list.replaceChildren(...lines.map(({ ok, words }) => html("li", { "data-ok": String(ok) }, icon(ok ? "done" : "wait"), html("span", {}, words, html("span", { class: "unseen" }, ok ? ": done" : ": not yet")))));
  }

  /** @param {State} state */
  #notice(state) {
    const box = find(this, "#notice", HTMLElement);
    const { notice } = state;
    box.hidden = !notice;
    const key = notice ? notice.text : "";
    if (box.dataset["key"] === key) return;
    box.dataset["key"] = key;
    box.replaceChildren(
      ...(notice ? [html("strong", {}, notice.title), html("span", {}, notice.text), ...notice.actions.map((action) => html("button", { class: "button", type: "button", click: () => this.#fire("notice", action) }, ACTION_LABELS[action]))] : []),
    );
  }

  /** @param {State} state */
  #cue(state) {
    const { kind, words } = cueLine(state);
    const box = find(this, ".cue", HTMLElement);
    if (box.dataset["kind"] !== kind) {
      box.dataset["kind"] = kind;
      find(box, ".mark", SVGElement).replaceWith(icon(kind === "praise" ? "praise" : "attention", "mark"));
    }
    this.#text("#cue", words);
  }

  /**
   * @param {string} selector
   * @param {string} words
   */
  #text(selector, words) {
    const element = find(this, selector, HTMLElement);
    // a live region speaks on every change, even to the same words
    if (element.textContent !== words) element.textContent = words;
  }

  /**
   * @param {string} selector
   * @param {boolean} hidden
   */
  #hide(selector, hidden) {
    find(this, selector, HTMLElement).hidden = hidden;
  }

  /**
   * @param {string} name
   * @param {string} [detail]
   */
  #fire(name, detail = "") {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

customElements.define("live-stage", LiveStage);
