/** `<rep-notes>`: words to the athlete at a moment of the rep, and tags. Fires `seek` with a time, `noted` with all comments. */

import { get, send } from "../api.js";
import { askCoach, sayError } from "../coach.js";
import { find, html } from "../dom.js";
import { moment } from "../words.js";

/**
 * @typedef {import("../review-api.d.ts").Comment} Comment
 * @typedef {import("../review-api.d.ts").RepDetail} RepDetail
 */

export class RepNotes extends HTMLElement {
  constructor() {
    super();
    /** @type {RepDetail | null} */
    this.rep = null;
    /** @type {Comment[]} */
    this.comments = [];
    /** @type {string[]} */
    this.tags = [];
    this.t = 0;
  }

  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      html("h2", { class: "small-title" }, "Comments"),
      html("ul", { class: "comments", id: "comments" }),
      html(
        "form",
        { class: "stack tight", submit: (event) => void this.#add(event) },
        html("div", { class: "field" }, html("label", { for: "comment", id: "comment-label" }, "At this moment"), html("textarea", { id: "comment", rows: 2, maxlength: 4000, placeholder: "A word to the athlete", keydown: (event) => this.#enter(event) })),
        html("button", { class: "button slim", type: "submit" }, "Add comment"),
      ),
      html("h2", { class: "small-title" }, "Tags"),
      html("ul", { class: "tags", id: "tags" }),
      html(
        "form",
        { class: "one-line", submit: (event) => void this.#tag(event) },
        html("label", { class: "unseen", for: "tag" }, "New tag"),
        html("input", { id: "tag", type: "text", maxlength: 80, list: "known-tags", placeholder: "New tag", autocomplete: "off" }),
        html("button", { class: "button slim", type: "submit" }, "Add"),
        html("datalist", { id: "known-tags" }),
      ),
    );
    void get("/api/tags").then((tags) => find(this, "#known-tags", HTMLElement).replaceChildren(.../** @type {{ name: string }[]} */ (tags).map(({ name }) => html("option", { value: name }))), () => undefined);
  }

  /** @param {RepDetail} rep */
  show(rep) {
    this.rep = rep;
    this.comments = [];
    this.tags = rep.tags;
    find(this, "#comment", HTMLTextAreaElement).value = "";
    this.#paint();
    void get("/api/comments", { session: rep.session.id, limit: 200 }).then((page) => {
      if (this.rep !== rep) return;
      this.comments = /** @type {import("../review-api.d.ts").Page<Comment>} */ (page).items.filter((one) => one.rep_id === null || one.rep_id === rep.id).sort((a, b) => (a.t ?? 0) - (b.t ?? 0));
      this.#changed();
    }, sayError);
  }

  /** @param {number} t where the player is */
  at(t) {
    this.t = t;
    const start = this.rep?.t_start ?? 0;
    find(this, "#comment-label", HTMLElement).textContent = `At ${moment(Math.max(0, t - start))} into the rep`;
  }

  focusComment() {
    find(this, "#comment", HTMLTextAreaElement).focus();
  }

  focusTag() {
    find(this, "#tag", HTMLInputElement).focus();
  }

  /** @param {Event} event Enter sends, Shift and Enter is a new line */
  #enter(event) {
    const { key, shiftKey, isComposing } = /** @type {KeyboardEvent} */ (event);
    if (key !== "Enter" || shiftKey || isComposing) return;
    event.preventDefault();
    find(this, "#comment", HTMLTextAreaElement).form?.requestSubmit();
  }

  /** @param {Event} event */
  async #add(event) {
    event.preventDefault();
    const field = find(this, "#comment", HTMLTextAreaElement);
    const text = field.value.trim();
    const { rep, t } = this;
    if (!rep || text === "") return;
    const author = await askCoach();
    if (!author) return;
    try {
      const made = /** @type {Comment} */ (await send("POST", `/api/sessions/${rep.session.id}/comments`, { author, t, text, rep_id: rep.id }));
      if (this.rep !== rep) return;
      this.comments = [...this.comments, made].sort((a, b) => (a.t ?? 0) - (b.t ?? 0));
      field.value = "";
      field.blur();
      this.#changed();
    } catch (error) {
      sayError(error);
    }
  }

  /** @param {Comment} comment */
  async #remove(comment) {
    try {
      await send("DELETE", `/api/comments/${comment.id}`);
      this.comments = this.comments.filter((one) => one !== comment);
      this.#changed();
    } catch (error) {
      sayError(error);
    }
  }

  /** @param {Event} event */
  async #tag(event) {
    event.preventDefault();
    const field = find(this, "#tag", HTMLInputElement);
    const name = field.value.trim();
    if (name === "" || this.tags.includes(name)) return;
    if (await this.#setTags([...this.tags, name])) {
      field.value = "";
      field.blur();
    }
  }

  /** @param {string[]} tags */
  async #setTags(tags) {
    const { rep } = this;
    if (!rep) return false;
    try {
      this.tags = /** @type {{ tags: string[] }} */ (await send("PUT", `/api/reps/${rep.id}/tags`, { tags })).tags;
      rep.tags = this.tags;
      this.#paint();
      return true;
    } catch (error) {
      sayError(error);
      return false;
    }
  }

  #changed() {
    this.#paint();
    this.dispatchEvent(new CustomEvent("noted", { detail: this.comments }));
  }

  #paint() {
    const start = this.rep?.t_start ?? 0;
    find(this, "#comments", HTMLElement).replaceChildren(
      ...this.comments.map((comment) =>
        html(
          "li",
          {},
          html("p", {}, html("button", { class: "link", type: "button", click: () => this.dispatchEvent(new CustomEvent("seek", { detail: comment.t })), "aria-label": `Go to ${moment((comment.t ?? 0) - start)}` }, moment((comment.t ?? 0) - start)), " ", comment.text),
          html("p", { class: "quiet small" }, `${comment.author} · `, html("button", { class: "link", type: "button", click: () => void this.#remove(comment) }, "Delete")),
        ),
      ),
    );
    find(this, "#tags", HTMLElement).replaceChildren(
      ...this.tags.map((name) => html("li", {}, name, html("button", { class: "link", type: "button", "aria-label": `Remove the tag ${name}`, click: () => void this.#setTags(this.tags.filter((one) => one !== name)) }, html("span", { "aria-hidden": "true" }, "×")))),
    );
  }
}

customElements.define("rep-notes", RepNotes);
