/** A question before something happens. */

import { html } from "./dom.js";

const FIELD = "input, textarea, select";

/**
 * A question in a dialog. Where there is nothing to fill in, something is to be deleted: Enter alone does not do that.
 *
 * @template Answer
 * @param {string} title
 * @param {ReadonlyArray<Node>} body
 * @param {string} yes the button
 * @param {() => Answer} answer read when it is pressed
 * @returns {Promise<Answer | null>} null where the dialog was put away
 */
export function ask(title, body, yes, answer) {
  putAway(); // one question at a time
  const { promise, resolve } = withResolvers();
  const fields = body.some((one) => one instanceof Element && (one.matches(FIELD) || one.querySelector(FIELD)));
  const dialog = html(
    "dialog",
    { class: "ask", "aria-labelledby": "ask-title", close: () => { dialog.remove(); resolve(dialog.returnValue === "yes" ? answer() : null); } },
    html(
      "form",
      { method: "dialog", class: "stack" },
      html("h2", { id: "ask-title" }, title),
      ...body,
      html("div", { class: "buttons" }, html("button", { class: "button main", value: "yes" }, yes), html("button", { class: "button", value: "no", formnovalidate: true, type: "submit", autofocus: !fields }, "Cancel")),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector(FIELD)?.dispatchEvent(new FocusEvent("focus"));
  return /** @type {Promise<Answer | null>} */ (promise);
}

/** An open question goes away unanswered: what was asked about is over. */
export function putAway() {
  /** @type {NodeListOf<HTMLDialogElement>} */ (document.querySelectorAll("dialog.ask[open]")).forEach((dialog) => dialog.close());
}

function withResolvers() {
  /** @type {(value: any) => void} */
  let resolve = () => {};
  const promise = new Promise((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
