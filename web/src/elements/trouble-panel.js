/** `<trouble-panel>`: says what is wrong and what to do. Fires `action` with the name of the button pressed. */

import { html } from "../dom.js";
import { icon } from "../icons.js";
import { ACTION_LABELS } from "../trouble.js";

/**
 * @typedef {import("../trouble.js").Trouble} Trouble
 * @typedef {import("../state.js").State} State
 * @typedef {import("../trouble.js").TroubleAction | "end" | "leave"} PanelAction
 */

const PATIENT = new Set(["hidden", "full", "lost"]);

export class TroublePanel extends HTMLElement {
  #shown = "";

  /**
   * @param {Trouble | null} trouble null closes the panel
   * @param {Pick<State, "stage" | "sample" | "reps" | "held" | "queuePlace">} state
   */
  show(trouble, { stage, sample, reps, held, queuePlace }) {
    // in the middle of a set: it can be ended as it stands, and nothing else may take its place
    const underWay = stage === "live" && !sample;
    const place = trouble?.code === "full" ? queuePlace : null;
    const key = trouble ? `${trouble.code} ${trouble.text} ${place ?? ""} ${underWay}` : "";
    if (key === this.#shown) return;
    this.#shown = key;
    this.hidden = !trouble;
    const before = this.querySelector("dialog");
    before?.close(); // gives the focus back
    before?.remove();
    if (!trouble) return;
    /** @type {PanelAction[]} */
    const actions = trouble.actions.filter((action) => !(underWay && action === "sample"));
    const counted = underWay && (reps > 0 || held > 0);
    if (counted) actions.push("end");
    actions.push("leave");
    const labels = { ...ACTION_LABELS, end: "End the set", leave: counted ? "Discard the set" : "Back to the start" };
    const dialog = html(
      "dialog",
      { class: "trouble", "aria-labelledby": "trouble-title", "aria-describedby": "trouble-text", cancel: (event) => event.preventDefault() },
      html(
        "div",
        { class: "panel" },
        icon(PATIENT.has(trouble.code) ? "wait" : "attention"),
        html("h2", { id: "trouble-title", tabindex: "-1" }, trouble.title),
        place === null ? null : html("p", { class: "place-in-line", role: "status" }, place === 1 ? "You are next" : `Place ${place} in the queue`),
        html("p", { id: "trouble-text" }, trouble.text),
        html("div", { class: "buttons" }, ...actions.map((action, i) => html("button", { class: i === 0 && action !== "leave" ? "button main" : "button", type: "button", click: () => this.#act(action) }, labels[action]))),
      ),
    );
    this.replaceChildren(dialog);
    // a browser closes a dialog at the second Escape whatever the page says; the trouble is still there
    dialog.addEventListener("close", () => {
      if (dialog.isConnected) dialog.showModal();
    });
    dialog.showModal();
    dialog.querySelector("h2")?.focus();
  }

  /** @param {PanelAction} action */
  #act(action) {
    this.dispatchEvent(new CustomEvent("action", { detail: action }));
  }
}

customElements.define("trouble-panel", TroublePanel);
