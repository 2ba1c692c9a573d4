/** Making a plan: its text is the truth, checked while it is written; a form does the common edits in it. */

import { get, send } from "../api.js";
import { ask } from "../ask.js";
import { say, sayError } from "../coach.js";
import { find, html } from "../dom.js";
import { KIND_NAMES, stepTitle } from "./step-words.js";

/**
 * @typedef {import("./plan-api.d.ts").Plan} Plan
 * @typedef {import("./plan-api.d.ts").Step} Step
 * @typedef {import("./plan-api.d.ts").Checked} Checked
 * @typedef {import("./plan-api.d.ts").PlanAnswer} PlanAnswer
 * @typedef {import("./step-words.js").Known} Known
 */

const CHECK_AFTER_MS = 350;
const FIRST = `title = "My plan"
about = ""
minutes = 5

[[step]]
kind = "breathe"
rounds = 5

[[step]]
kind = "activate"
drill = "glute_bridge"
reps = 8
`;
/** The number of a step that is changed most often. @type {Readonly<Partial<Record<Step["kind"], readonly [string, string, number, number]>>>} */
const NUMBER = { breathe: ["rounds", "Rounds", 1, 60], activate: ["reps", "Reps", 1, 50], rest: ["seconds", "Seconds", 5, 3600], relax: ["release_s", "Release, s", 5, 40] };

/**
 * @param {HTMLElement} main
 * @param {Known} known
 * @param {string} name "" for a new plan
 */
export async function showEditor(main, known, name) {
  document.title = "Edit a plan · Formcue";
  const answer = name ? /** @type {PlanAnswer} */ (await get(`/api/plans/${encodeURIComponent(name)}`)) : null;
  const editor = new Editor(known, answer);
  main.replaceChildren(editor.element);
  editor.check();
}

const REPS = /** @type {const} */ (["reps", "Reps", 1, 100]);
const SECONDS = /** @type {const} */ (["seconds", "Seconds", 5, 3600]);

class Editor {
  #timer = 0;
  #checks = 0;

  /**
   * @param {Known} known
   * @param {PlanAnswer | null} answer
   */
  constructor(known, answer) {
    this.known = known;
    this.own = answer && !answer.shipped ? answer.name : "";
    /** @type {Plan | null} */
    this.plan = null;
    this.area = html("textarea", { id: "text", spellcheck: "false", rows: 24, wrap: "off", autocapitalize: "off", "aria-describedby": "mistake", input: () => this.#later(), scroll: () => this.#scrolled() });
    this.area.value = answer?.text ?? FIRST;
    this.gutter = html("pre", { class: "gutter", "aria-hidden": "true" });
    this.mistake = html("div", { id: "mistake", role: "status" });
    this.form = html("div", { class: "stack", id: "form" });
    this.name = html("input", { id: "name", type: "text", maxlength: 60, required: true, pattern: "[a-z0-9][a-z0-9_\\-]*", value: this.own || (answer ? `my-${answer.name.replaceAll("_", "-")}` : "my-plan"), autocomplete: "off" });
    this.element = html(
      "div",
      { class: "stack" },
      html("p", {}, html("a", { href: "/plan" }, "All plans")),
      html("h1", {}, this.own ? "Edit your plan" : "Your own plan"),
      html(
        "form",
        { class: "editor", submit: (event) => void this.#save(event) },
        html("section", { class: "panel", "aria-labelledby": "form-title" }, html("h2", { id: "form-title" }, "Steps"), this.form),
        html("section", { class: "panel stack", "aria-labelledby": "text-title" }, html("h2", { id: "text-title" }, "The same as text"), html("div", { class: "code" }, this.gutter, html("label", { class: "unseen", for: "text" }, "Plan as text (TOML)"), this.area), this.mistake),
        html("div", { class: "panel row save" }, html("div", { class: "field" }, html("label", { for: "name" }, "Name of the file"), this.name), html("div", { class: "buttons" }, html("button", { class: "button main", type: "submit" }, "Save"), html("a", { class: "button", href: "/plan" }, "Cancel"))),
      ),
    );
  }

  #later() {
    clearTimeout(this.#timer);
    this.#lines(null);
    this.#timer = setTimeout(() => this.check(), CHECK_AFTER_MS);
  }

  #scrolled() {
    this.gutter.style.transform = `translateY(${-this.area.scrollTop}px)`;
  }

  check() {
    const number = (this.#checks += 1);
    void send("POST", "/api/plans/check", { text: this.area.value }).then((checked) => {
      if (number === this.#checks) this.#show(/** @type {Checked} */ (checked));
    }, sayError);
  }

  /** @param {Checked} checked */
  #show({ plan, error, line }) {
    this.plan = plan;
    this.#lines(line);
    this.mistake.replaceChildren(
      error === null
        ? html("p", { class: "quiet" }, "This plan can be used.")
        : html("p", { class: "notice-line" }, html("button", { class: "link", type: "button", click: () => this.#goTo(line ?? 1) }, `Line ${line}`), `: ${error}`),
    );
    this.#form();
  }

  /** @param {number | null} wrong */
  #lines(wrong) {
    const count = this.area.value.split("\n").length;
    this.gutter.replaceChildren(...Array.from({ length: count }, (_, i) => html("span", { class: i + 1 === wrong ? "wrong" : null }, `${i + 1 === wrong ? "▸" : ""}${i + 1}\n`)));
    this.#scrolled();
  }

  /** @param {number} line */
  #goTo(line) {
    const lines = this.area.value.split("\n");
    const start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    this.area.focus();
    this.area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
  }

  #form() {
    const { plan } = this;
    if (!plan) {
      this.form.replaceChildren(html("p", { class: "quiet" }, "Mend the text first: the steps show again when it can be read."));
      return;
    }
    this.form.replaceChildren(
      html("div", { class: "field" }, html("label", { for: "title" }, "Title"), html("input", { id: "title", type: "text", maxlength: 80, value: plan.title, change: (event) => this.#change({ title: valueOf(event) }) })),
      html("div", { class: "field narrow" }, html("label", { for: "minutes" }, "Minutes"), html("input", { id: "minutes", type: "number", min: 1, max: 120, value: plan.minutes, change: (event) => this.#change({ minutes: Number(valueOf(event)) }) })),
      html("ol", { class: "edit-steps" }, ...plan.step.map((step, i) => this.#row(step, i, plan.step.length))),
      html("div", { class: "one-line" }, html("label", { class: "unseen", for: "add" }, "Kind of the new step"), html("select", { id: "add" }, ...Object.entries(KIND_NAMES).map(([value, label]) => html("option", { value }, label))), html("button", { class: "button slim", type: "button", id: "add-step", click: () => void this.#add() }, "Add a step")),
    );
  }

  /**
   * @param {Step} step
   * @param {number} i
   * @param {number} count
   */
  #row(step, i, count) {
    const title = stepTitle(step, this.known);
    const number = step.kind === "set" ? (step.seconds === null ? REPS : SECONDS) : NUMBER[step.kind];
    const steps = this.plan?.step ?? [];
    /** @param {number} to */
    const move = (to) => {
      const moved = steps.filter((_, k) => k !== i);
      moved.splice(to, 0, step);
      void this.#change({ step: moved }, `[data-step="${to}"] button:not([disabled])`);
    };
    return html(
      "li",
      { "data-step": i },
      html("strong", {}, title),
      number ? html("label", { class: "mini" }, html("span", { class: "small quiet" }, String(number[1])), html("input", { type: "number", min: number[2], max: number[3], value: String(/** @type {Record<string, unknown>} */ (/** @type {unknown} */ (step))[number[0]]), "aria-label": `${number[1]}, ${title}`, change: (event) => void this.#change({ step: steps.map((one, k) => (k === i ? /** @type {Step} */ ({ ...one, [number[0]]: Number(valueOf(event)) }) : one)) }) })) : html("span", {}),
      html(
        "span",
        { class: "buttons" },
        html("button", { class: "button slim", type: "button", disabled: i === 0, click: () => move(i - 1) }, ...sign("↑", `Move up: ${title}`)),
        html("button", { class: "button slim", type: "button", disabled: i === count - 1, click: () => move(i + 1) }, ...sign("↓", `Move down: ${title}`)),
        html("button", { class: "button slim", type: "button", disabled: count === 1, click: () => void this.#change({ step: steps.filter((_, k) => k !== i) }, "#add") }, ...sign("✕", `Take out: ${title}`)),
      ),
    );
  }

  /**
   * The server writes the changed plan as text again; comments in the text are lost, so that is asked first.
   *
   * @param {Partial<Plan>} change
   * @param {string} [focus] where to go on
   */
  async #change(change, focus) {
    if (!this.plan) return;
    if (/^\s*#/mu.test(this.area.value) && !(await ask("Write the text anew?", [html("p", {}, "Comments in it go.")], "Write it", () => true))) return this.#form();
    try {
      const { text } = /** @type {{ text: string }} */ (await send("POST", "/api/plans/write", { ...this.plan, ...change }));
      const checked = /** @type {Checked} */ (await send("POST", "/api/plans/check", { text }));
      this.area.value = text;
      this.#show(checked);
      const next = focus ? this.element.querySelector(focus) : null;
      if (next instanceof HTMLElement) next.focus();
    } catch (error) {
      this.#form();
      sayError(error);
    }
  }

  async #add() {
    const kind = find(this.form, "#add", HTMLSelectElement).value;
    const exercise = [...this.known.exercises.values()][0];
    /** @type {Record<string, unknown>} */
    const step = { kind };
    if (kind === "activate") step["drill"] = [...this.known.drills.keys()][0];
    if (kind === "set") Object.assign(step, { exercise: exercise?.name, ...(exercise?.kind === "hold" ? { seconds: 30 } : { reps: 8 }) });
    await this.#change({ step: [...(this.plan?.step ?? []), /** @type {Step} */ (/** @type {unknown} */ (step))] }, "#add-step");
  }

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    try {
      await send("PUT", `/api/plans/${this.name.value}`, { text: this.area.value });
      say("Saved.");
      location.assign(`/plan?name=${this.name.value}`);
    } catch (error) {
      this.check();
      sayError(error);
    }
  }
}

/**
 * @param {string} glyph
 * @param {string} words
 */
function sign(glyph, words) {
  return [html("span", { "aria-hidden": "true" }, glyph), html("span", { class: "unseen" }, words)];
}

/** @param {Event} event */
function valueOf(event) {
  return /** @type {HTMLInputElement} */ (event.target).value;
}
