/** `<set-chooser>`: what to practise, with which camera, and how. Fires `choose` with a `Choice`. */

import { find, html } from "../dom.js";
import { EXERCISES, exerciseNamed } from "../exercises.js";
import { figure, placeDrawing, placeWords } from "../figures.js";
import { icon } from "../icons.js";
import { remember, remembered } from "../remembered.js";

/**
 * @typedef {{
 *   exercise: string, focus: "auto" | "internal" | "external", loadPercent: number | null, facing: "left" | "right",
 *   voice: boolean, keep: boolean, video: boolean, source: "camera" | "sample", cameraId: string,
 * }} Choice
 */

export class SetChooser extends HTMLElement {
  #keeping = { keeps: true, keeps_video: false };
  /** Whether what is chosen is kept for the next time: not what a plan fills in. */
  #remembers = false;

  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      html(
        "form",
        { class: "choose", submit: (event) => this.#submit(event) },
        html("div", { class: "intro stack tight" }, html("h1", {}, "What will you practise?"), html("p", { class: "quiet" }, "Pick an exercise, place the camera, and start. You can watch a sample first.")),
        this.#exercises(),
        this.#place(),
        this.#buttons(),
        html("section", { class: "panel stack wide settings", "aria-labelledby": "settings-title" }, html("h2", { id: "settings-title" }, "Your set"), ...this.#settings()),
      ),
    );
    this.addEventListener("change", () => this.#changed());
    this.#showChoice();
  }

  /** After a set: the focus goes where work goes on. Nobody is filmed again who didn't ask for it again. */
  startOver() {
    find(this, "#video", HTMLInputElement).checked = false;
    find(this, "h1", HTMLElement).scrollIntoView({ block: "nearest" });
    find(this, "input:checked", HTMLInputElement).focus({ preventScroll: true });
  }

  /** Take up what was chosen the last time, and remember what is chosen now. */
  recall() {
    this.#remembers = true;
    this.preset(remembered(), null);
  }

  /**
   * Offer these cameras; the choice hides where there is only one.
   *
   * @param {ReadonlyArray<{ id: string, label: string }>} cameras
   */
  offerCameras(cameras) {
    const select = find(this, "#camera", HTMLSelectElement);
    const chosen = select.value || String(remembered()["camera"] ?? "");
    select.replaceChildren(...cameras.map(({ id, label }) => html("option", { value: id, selected: id === chosen }, label)));
    find(this, "#camera-field", HTMLElement).hidden = cameras.length < 2;
  }

  /**
   * What this server keeps of a set, if the person likes.
   *
   * @param {Pick<import("../wire.d.ts").ServerInfo, "keeps" | "keeps_video">} keeping
   */
  offerKeeping(keeping) {
    this.#keeping = keeping;
    this.#showKeeping();
  }

  /** @returns {Omit<Choice, "source">} */
  choice() {
    const data = new FormData(find(this, "form", HTMLFormElement));
    const exercise = String(data.get("exercise"));
    const load = exerciseNamed(exercise).kind === "hold" ? NaN : Number.parseFloat(String(data.get("load") ?? ""));
    const focus = data.get("focus");
    return {
      exercise,
      focus: focus === "internal" || focus === "external" ? focus : "auto",
      loadPercent: Number.isFinite(load) ? load : null,
      facing: data.get("facing") === "right" ? "right" : "left",
      voice: data.has("voice"),
      keep: data.has("keep"),
      video: data.has("keep") && data.has("video"),
      cameraId: String(data.get("camera") ?? ""),
    };
  }

  /**
   * Fill in fields, and say on top what a plan wants.
   *
   * @param {Record<string, string | boolean>} fields by name
   * @param {Node | null} banner
   */
  preset(fields, banner) {
    for (const [name, value] of Object.entries(fields)) {
      for (const input of this.querySelectorAll(`input[name="${name}"]`)) {
        if (!(input instanceof HTMLInputElement)) continue;
        if (typeof value === "boolean") input.checked = value;
        else if (input.type !== "radio") input.value = value;
        else if (input.value === value) input.checked = true; // one that is gone leaves the first chosen
      }
    }
    if (banner) find(this, ".intro", HTMLElement).prepend(banner);
    this.#showChoice();
  }

  /** @returns {string} an exercise of which there is a clip */
  firstWithSample() {
    return EXERCISES.find(({ sample }) => sample)?.name ?? this.choice().exercise;
  }

  /** @param {"camera" | "sample"} source */
  send(source) {
    this.dispatchEvent(new CustomEvent("choose", { detail: { ...this.choice(), source } }));
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const button = /** @type {SubmitEvent} */ (event).submitter;
    this.send(button instanceof HTMLButtonElement && button.value === "sample" ? "sample" : "camera");
  }

  #changed() {
    this.#showChoice();
    if (!this.#remembers) return;
    const { exercise, focus, loadPercent, facing, voice, keep, cameraId } = this.choice();
    remember({ exercise, focus, load: loadPercent === null ? "" : String(loadPercent), facing, voice, keep, camera: cameraId });
  }

  #exercises() {
    return html(
      "fieldset",
      { class: "field exercises" },
      html("legend", { class: "unseen" }, html("h2", {}, "Exercise")),
      html(
        "div",
        { class: "cards" },
        ...EXERCISES.map(({ name, title, words }, i) =>
          html(
            "div",
            { class: "card" },
            figure(name),
            html("h3", { id: `${name}-title` }, title),
            html("p", { class: "quiet", id: `${name}-words` }, words),
            icon("done", "tick"),
            html("input", { type: "radio", name: "exercise", value: name, checked: i === 0, "aria-labelledby": `${name}-title`, "aria-describedby": `${name}-words` }),
          ),
        ),
      ),
    );
  }

  #place() {
    return html(
      "section",
      { class: "panel place", "aria-labelledby": "place-title" },
      html("div", { id: "place-drawing" }),
      html("div", { class: "stack tight" }, html("h2", { id: "place-title" }, "Place the camera"), html("p", { id: "place-words" }), html("p", { id: "place-more", class: "quiet" })),
      choices("facing", "Which side faces the camera?", [["left", "My left side"], ["right", "My right side"]], "facing-field"),
      html("div", { class: "field", id: "camera-field", hidden: true }, html("label", { for: "camera" }, "Camera"), html("select", { id: "camera", name: "camera" })),
    );
  }

  #settings() {
    return [
      html(
        "div",
        { class: "stack tight" },
        switchFor("voice", "Voice", "Cues, and help when the camera misses something, are spoken too.", true),
        switchFor("keep", "Keep this set", "The report and the points on your body, on the Formcue server. Off: nothing is kept.", true),
        switchFor("video", "Keep its video too", "So that you or a coach can watch every rep.", false),
        html("p", { class: "quiet small", id: "keeps-nothing", hidden: true }, "This server keeps nothing of your sets."),
      ),
      html(
        "div",
        { class: "stack tight" },
        choices("focus", "What cues speak of", [["auto", "Auto"], ["internal", "The muscle"], ["external", "The movement"]]),
        html("p", { class: "quiet small" }, "“Feel your glutes take the load” speaks of the muscle, “push the floor away” of the movement. Auto: the muscle with light weights, the movement with heavy ones."),
      ),
      html(
        "div",
        { class: "field", id: "load-field" },
        html("label", { for: "load" }, "Weight, in percent of the most you can lift once"),
        html("input", { id: "load", name: "load", type: "number", inputmode: "numeric", min: 0, max: 150, step: "any", placeholder: "none, or not known" }),
      ),
    ];
  }

  #buttons() {
    return html(
      "div",
      { class: "start-buttons" },
      html("button", { class: "button main large", type: "submit", value: "camera" }, "Start the camera"),
      html("button", { class: "button", type: "submit", value: "sample" }, "Play a sample instead"),
    );
  }

  #showChoice() {
    const { exercise, facing } = this.choice();
    const { kind, view, lying, place, sample } = exerciseNamed(exercise);
    find(this, "button[value=sample]", HTMLElement).hidden = !sample;
    find(this, "#place-drawing", HTMLElement).replaceChildren(placeDrawing(view, facing, lying));
    find(this, "#place-words", HTMLElement).textContent = placeWords(view, facing, lying);
    find(this, "#place-more", HTMLElement).textContent = place;
    find(this, "#facing-field", HTMLElement).hidden = view === "front";
    find(this, "#load-field", HTMLElement).hidden = kind === "hold";
    find(this, "#load", HTMLInputElement).disabled = kind === "hold";
    this.#showKeeping();
  }

  #showKeeping() {
    const { keeps, keeps_video } = this.#keeping;
    const keep = find(this, "#keep", HTMLInputElement);
    if (!keeps) keep.checked = false;
    const rows = [keep, find(this, "#video", HTMLElement)].map((input) => /** @type {HTMLElement} */ (input.closest("label")));
    rows.forEach((row, i) => (row.hidden = i === 0 ? !keeps : !(keeps_video && keep.checked)));
    find(this, "#keeps-nothing", HTMLElement).hidden = keeps;
  }
}

/**
 * @param {string} name
 * @param {string} legend
 * @param {ReadonlyArray<readonly [string, string]>} options value and label; the first is chosen
 * @param {string | null} [id]
 */
function choices(name, legend, options, id = null) {
  return html(
    "fieldset",
    { class: "field", id },
    html("legend", { class: "label" }, legend),
    html("div", { class: "choices" }, ...options.map(([value, label], i) => html("label", { class: "choice" }, html("input", { type: "radio", name, value, checked: i === 0 }), html("span", {}, label)))),
  );
}

/**
 * @param {string} name
 * @param {string} label
 * @param {string} words
 * @param {boolean} checked
 */
function switchFor(name, label, words, checked) {
  return html("label", { class: "switch" }, html("span", { class: "label" }, label), html("small", {}, words), html("input", { type: "checkbox", role: "switch", name, checked, id: name }));
}

customElements.define("set-chooser", SetChooser);
