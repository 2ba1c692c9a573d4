/** `<player-controls>`: play, frame step, speed, what is drawn over the picture, tools. Fires `command` and `tool`, `undodraw`. */

import { find, html, svg } from "../dom.js";
import { moment } from "../words.js";

/** @typedef {import("../review-api.d.ts").ShapeType} ShapeType */

export const RATES = [1, 0.5, 0.25];
/** @type {ReadonlyArray<{ tool: ShapeType, name: string, d: string }>} */
const TOOLS = [
  { tool: "line", name: "Line", d: "M5 19 19 5" },
  { tool: "angle", name: "Angle", d: "M18 5 6 18h13M11 12.5a8 8 0 0 1 3 5.5" },
  { tool: "arrow", name: "Arrow", d: "M5 19 19 5M10 5h9v9" },
  { tool: "free", name: "Free line", d: "M4 16c3-9 6-9 7-3s4 5 9-7" },
];
/** @type {Readonly<Record<string, string>>} */
const SIGNS = {
  play: "M7 4.5v15l12-7.5z",
  pause: "M8 5v14M16 5v14",
  back: "M17 5v14L8 12zM6 5v14",
  on: "M7 5v14l9-7zM18 5v14",
  undo: "M8 5 4 9l4 4M4 9h9a6 6 0 0 1 0 12H9",
};

export class PlayerControls extends HTMLElement {
  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      html(
        "div",
        { class: "controls", role: "toolbar", "aria-label": "Player" },
        html("button", { class: "round main", type: "button", id: "toggle", "aria-label": "Play", title: "Play or pause (Space)", click: () => this.#send({ type: "toggle" }) }, sign("play")),
        html("button", { class: "round", type: "button", "aria-label": "One frame back", title: "One frame back (←)", click: () => this.#send({ type: "step", by: -1 }) }, sign("back")),
        html("button", { class: "round", type: "button", "aria-label": "One frame on", title: "One frame on (→)", click: () => this.#send({ type: "step", by: 1 }) }, sign("on")),
        html("button", { class: "button slim", type: "button", id: "rate", title: "Speed (R)", click: () => this.#send({ type: "rate" }) }, "1×"),
        html("button", { class: "button slim", type: "button", id: "worst", title: "To the worst moment (W)", click: () => this.#send({ type: "worst" }) }, "Worst moment"),
        html("p", { class: "clock", id: "clock" }),
      ),
      html(
        "div",
        { class: "controls", role: "toolbar", "aria-label": "Over the picture" },
        toggle("skeleton", "Skeleton", "S", () => this.#send({ type: "skeleton" })),
        toggle("angles", "Angles", "G", () => this.#send({ type: "angles" })),
        toggle("compare", "Beside best rep", "B", () => this.#send({ type: "compare" })),
        html("select", { id: "compare-with", "aria-label": "Rep to compare with", hidden: true, change: (event) => this.dispatchEvent(new CustomEvent("comparewith", { detail: /** @type {HTMLSelectElement} */ (event.target).value })) }),
        html("span", { class: "gap" }),
        ...TOOLS.map(({ tool, name, d }) => html("button", { class: "round", type: "button", "aria-label": `Draw: ${name.toLowerCase()}`, title: `Draw: ${name.toLowerCase()}`, "aria-pressed": "false", "data-tool": tool, click: () => this.dispatchEvent(new CustomEvent("tool", { detail: tool })) }, sign("", d))),
        html("button", { class: "round", type: "button", id: "undo-draw", "aria-label": "Take back the last line", title: "Take back the last line (Ctrl Z)", click: () => this.dispatchEvent(new CustomEvent("undodraw")) }, sign("undo")),
      ),
    );
  }

  /**
   * @param {{ playing: boolean, rate: number, skeleton: boolean, angles: boolean, comparing: boolean, tool: ShapeType | null, hasWorst: boolean }} state
   */
  show({ playing, rate, skeleton, angles, comparing, tool, hasWorst }) {
    const button = find(this, "#toggle", HTMLElement);
    button.setAttribute("aria-label", playing ? "Pause" : "Play");
    button.replaceChildren(sign(playing ? "pause" : "play"));
    find(this, "#rate", HTMLElement).textContent = `${rate}×`;
    find(this, "#worst", HTMLElement).hidden = !hasWorst;
    for (const [id, on] of /** @type {const} */ ([["skeleton", skeleton], ["angles", angles], ["compare", comparing]])) find(this, `#${id}`, HTMLElement).setAttribute("aria-pressed", String(on));
    for (const one of this.querySelectorAll("[data-tool]")) one.setAttribute("aria-pressed", String(one.getAttribute("data-tool") === tool));
  }

  /**
   * @param {ReadonlyArray<{ id: string, text: string }>} others [] hides the choice
   * @param {string} chosen
   */
  offer(others, chosen) {
    const select = find(this, "#compare-with", HTMLSelectElement);
    select.hidden = others.length === 0;
    select.replaceChildren(...others.map(({ id, text }) => html("option", { value: id, selected: id === chosen }, text)));
  }

  /**
   * @param {number} t from the start of the rep
   * @param {number} index of the frame
   */
  at(t, index) {
    find(this, "#clock", HTMLElement).textContent = `${t < 0 ? `−${moment(-t)}` : moment(t)} · frame ${index + 1}`;
  }

  /** @param {import("../review/keys.js").Command} command */
  #send(command) {
    this.dispatchEvent(new CustomEvent("command", { detail: command }));
  }
}

/**
 * @param {string} id
 * @param {string} name
 * @param {string} key
 * @param {() => void} click
 */
function toggle(id, name, key, click) {
  return html("button", { class: "button slim", type: "button", id, "aria-pressed": "false", title: `${name} (${key})`, click }, name);
}

/**
 * @param {string} name
 * @param {string} [d]
 */
function sign(name, d = SIGNS[name] ?? "") {
  return svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true", fill: name === "play" || name === "back" || name === "on" ? "currentColor" : "none", stroke: "currentColor", "stroke-width": 2.4, "stroke-linecap": "round", "stroke-linejoin": "round" }, svg("path", { d }));
}

customElements.define("player-controls", PlayerControls);
