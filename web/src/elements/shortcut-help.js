/** The list of all keys of the review page, in a dialog. */

import { html } from "../dom.js";
import { SHORTCUTS } from "../review/keys.js";

/** Show it, or put it away where it is shown. */
export function toggleHelp() {
  const shown = document.querySelector("dialog.help");
  if (shown instanceof HTMLDialogElement) return shown.close();
  const dialog = html(
    "dialog",
    { class: "ask help", "aria-labelledby": "help-title", close: () => dialog.remove() },
    html(
      "form",
      { method: "dialog", class: "stack" },
      html("h2", { id: "help-title" }, "Keys"),
      html("dl", { class: "shortcuts" }, ...SHORTCUTS.flatMap(({ keys, words }) => [html("dt", {}, ...keys.split("  ").map((one) => html("kbd", {}, one))), html("dd", {}, words)])),
      html("button", { class: "button" }, "Close"),
    ),
  );
  document.body.append(dialog);
  dialog.showModal();
}
