/** `<trouble-panel>`: says what is wrong and what to do. Fires `action` with the name of the button pressed. */

import { html } from "../dom.js";
import { icon } from "../icons.js";
import { ACTION_LABELS } from "../trouble.js";

/** @typedef {import("../trouble.js").Trouble} Trouble */

export class TroublePanel extends HTMLElement {
  #shown = "";

  /**
   * @param {Trouble | null} trouble null closes the panel
   * @param {number | null} [place] in the queue, where one waits
   */
  show(trouble, place = null) {
    const key = trouble ? `${trouble.code} ${trouble.text} ${place ?? ""}` : "";
    if (key === this.#shown) return;
    this.#shown = key;
    this.hidden = !trouble;
    this.querySelector("dialog")?.close();
    if (!trouble) {
      this.replaceChildren();
      return;
    }
    const dialog = html(
      "dialog",
      { class: "trouble", "aria-labelledby": "trouble-title", "aria-describedby": "trouble-text", cancel: (event) => event.preventDefault() },
      html(
        "div",
        { class: "panel" },
        icon(trouble.code === "hidden" || trouble.code === "full" || trouble.code === "lost" ? "wait" : "attention"),
        html("h2", { id: "trouble-title", tabindex: "-1" }, trouble.title),
        place === null ? null : html("p", { class: "place-in-line", role: "status" }, place === 1 ? "You are next" : `Place ${place} in the queue`),
        html("p", { id: "trouble-text" }, trouble.text),
        html(
          "div",
          { class: "buttons" },
          ...trouble.actions.map((action, i) => html("button", { class: i === 0 ? "button main" : "button", type: "button", click: () => this.#act(action) }, ACTION_LABELS[action])),
          html("button", { class: "button", type: "button", click: () => this.#act("leave") }, "Back to the start"),
        ),
      ),
    );
    this.replaceChildren(dialog);
    dialog.showModal();
    dialog.querySelector("h2")?.focus();
  }

  /** @param {string} action */
  #act(action) {
    this.dispatchEvent(new CustomEvent("action", { detail: action }));
  }
}

customElements.define("trouble-panel", TroublePanel);
