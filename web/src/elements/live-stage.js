/**
 * `<live-stage>`: the picture with its overlay, the count, the cue. Fires `finish`, `skip`, `leave`, `voice`, `notice` and
 * `camera` (with the id of another one).
 */

import { cueLine } from "../cue-line.js";
import { find, html } from "../dom.js";
import { exerciseNamed } from "../exercises.js";
import { icon } from "../icons.js";
import { checks } from "../setup-check.js";
import { countdown } from "../state.js";
import { clock, tempo } from "../summary.js";
import { ACTION_LABELS } from "../trouble.js";

/**
 * @typedef {import("../state.js").State} State
 * @typedef {"on" | "off" | "tones"} Voice
 */

/** In a hold, the pace of breathing shows after this many seconds. */
const BREATHE_AFTER_S = 6;
/** As in practice.css: in for a little less than half of it. */
const BREATH_MS = 8000;
const INHALE_SHARE = 0.475;
const PHASE_WORDS = /** @type {Readonly<Record<string, string>>} */ ({
  setup: "Ready",
  eccentric: "Going down",
  turnaround: "At the turn",
  concentric: "Coming up",
  lockout: "Standing tall",
  hold: "Holding",
});
const VOICE_WORDS = /** @type {Readonly<Record<Voice, string>>} */ ({ on: "Voice is on", off: "Voice is off", tones: "Tones only" });

export class LiveStage extends HTMLElement {
  #breathSince = 0;

  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      html(
        "div",
        { class: "live" },
        html("h1", { class: "unseen", id: "live-title", tabindex: "-1" }, "Live practice"),
        html(
          "div",
          { class: "stage" },
          Object.assign(html("video", { playsinline: true, "aria-label": "Your picture" }), { muted: true }),
          html("canvas", { "aria-hidden": "true" }),
          html("p", { class: "stage-note", hidden: true }),
          html("div", { class: "count-in", hidden: true }, html("span", { role: "status" })),
        ),
        html(
          "aside",
          { class: "rail", "aria-label": "Count and controls", tabindex: "0" },
          html(
            "section",
            { class: "panel stack tight", id: "count", "aria-labelledby": "count-label" },
            html("h2", { class: "label quiet", id: "count-label" }),
            html("div", { class: "number", id: "number" }),
            html("dl", { class: "facts" }, html("div", {}, html("dt", { id: "fact-name" }), html("dd", { id: "fact" })), html("div", { id: "phase-row" }, html("dt", {}, "Now"), html("dd", { id: "phase" }))),
          ),
          html(
            "section",
            { class: "panel stack", id: "checks", "aria-labelledby": "checks-title" },
            html("h2", { id: "checks-title" }, "Set-up"),
            html("ul", { class: "checks" }),
            html("div", { class: "field", id: "live-camera-field", hidden: true }, html("label", { for: "live-camera" }, "Camera"), html("select", { id: "live-camera", change: () => this.#fire("camera", find(this, "#live-camera", HTMLSelectElement).value) })),
          ),
          html("section", { class: "panel breath", id: "breath", hidden: true, "aria-label": "Breathing pace" }, html("div", { class: "dot", "aria-hidden": "true" }), html("p", {})),
          html("div", { class: "notice", id: "notice", role: "status", hidden: true }),
          html("p", { class: "filmed", hidden: true }, icon("record"), "The video is kept"),
          html(
            "div",
            { class: "buttons" },
            html("button", { class: "button main", type: "button", id: "finish", click: () => this.#fire("finish") }, "End the set"),
            html("button", { class: "button", type: "button", id: "skip", click: () => this.#fire("skip") }, "Start anyway"),
            html("button", { class: "button", type: "button", id: "voice-button", click: () => this.#fire("voice") }, "Voice"),
            html("button", { class: "button", type: "button", id: "leave", click: () => this.#fire("leave") }, "Leave"),
          ),
        ),
        html("div", { class: "cue", "data-kind": "quiet" }, icon("attention", "mark"), html("p", { "aria-live": "polite", "aria-atomic": "true", id: "cue" })),
      ),
    );
    this.video.addEventListener("resize", () => this.#fit());
  }

  get video() {
    return find(this, "video", HTMLVideoElement);
  }

  get canvas() {
    return find(this, "canvas", HTMLCanvasElement);
  }

  /** Take the overlay off: the bare picture shows. */
  clear() {
    this.canvas.getContext("2d")?.clearRect(0, 0, this.canvas.width, this.canvas.height);
  }

  /** Where reading begins: no button, so that a second Enter starts nothing. */
  focusTitle() {
    find(this, "#live-title", HTMLElement).focus({ preventScroll: true });
  }

  /**
   * @param {ReadonlyArray<{ id: string, label: string }>} cameras
   * @param {string} chosen
   */
  offerCameras(cameras, chosen) {
    find(this, "#live-camera", HTMLElement).replaceChildren(...cameras.map(({ id, label }) => html("option", { value: id, selected: id === chosen }, label)));
    this.#hide("#live-camera-field", cameras.length < 2);
  }

  /**
   * @param {State} state
   * @param {{ exercise: string, voice: Voice, now: number, note: string, hard: boolean }} about `note` stands on the picture; `hard`: the pace of breathing shows between reps too
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
    this.#text(".count-in span", stage === "countdown" ? String(Math.max(1, countdown(state, now))) : "");
    this.#hide(".stage-note", !sample && note === "");
    this.#text(".stage-note", sample ? `Sample: ${title}` : note);
    this.#hide(".filmed", !state.filmed);
    this.#hide("#skip", stage !== "check" || state.source !== "on");
    this.#hide("#finish", stage === "check" || stage === "countdown");
    find(this, "#finish", HTMLButtonElement).disabled = stage === "ending";
    this.#text("#voice-button", VOICE_WORDS[voice]);
    this.#text("#leave", stage === "live" && !sample ? "Discard set" : "Back");
    this.#breathe(stage === "live" && ((hard && state.reps > 0) || (state.holdStart !== null && state.held >= BREATHE_AFTER_S)), now);
    this.#notice(state);
    this.#cue(state);
  }

  /** The stage takes the shape of the picture, so that a phone held upright wastes no room. */
  #fit() {
    const { videoWidth, videoHeight } = this.video;
    if (videoWidth > 0 && videoHeight > 0) find(this, ".stage", HTMLElement).style.setProperty("--shape", String(videoWidth / videoHeight));
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
    const inAll = state.heldBefore + (state.holdStart === null ? 0 : state.held);
    this.#text("#fact-name", hold ? "Holds" : "Tempo");
    this.#text("#fact", hold ? `${state.reps + (state.holdStart === null ? 0 : 1)}, ${clock(inAll)} in all` : rep ? tempo([rep], exercise) : "–");
    this.#hide("#phase-row", state.phase === null);
    this.#text("#phase", state.phase ? (PHASE_WORDS[state.phase] ?? "") : "");
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

  /**
   * @param {boolean} shown
   * @param {number} now
   */
  #breathe(shown, now) {
    const box = find(this, "#breath", HTMLElement);
    if (shown && box.hidden) this.#breathSince = now; // its dot begins to grow now
    box.hidden = !shown;
    this.#text("#breath p", ((now - this.#breathSince) % BREATH_MS) / BREATH_MS < INHALE_SHARE ? "Breathe in" : "Breathe out");
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
