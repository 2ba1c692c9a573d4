/** What stands around an opened rep: the bar above it and the other reps of its set. */

import { get } from "../api.js";
import { html } from "../dom.js";
import { toggleHelp } from "../elements/shortcut-help.js";
import { capital, counted, dayAndTime, plain, repName } from "../words.js";
import { moved } from "./sitting.js";

/**
 * @typedef {import("../review-api.d.ts").Id} Id
 * @typedef {import("../review-api.d.ts").RepDetail} RepDetail
 * @typedef {{ finding: Id } | { rep: Id }} Target
 * @typedef {{ sitting: import("./sitting.js").Sitting, inQueue: boolean, rep: RepDetail | null, coach: string, queue: string,
 *   close: () => void, go: (by: number) => void, rename: () => void }} Bar
 */

/**
 * @param {HTMLElement} place
 * @param {Bar} bar
 */
export function barOf(place, { sitting, inQueue, rep, coach, queue, close, go, rename }) {
  const { at, items, more, total, done } = sitting;
  const where = at >= 0 && inQueue ? `${at + 1} of ${Math.max(total, items.length).toLocaleString("en")}${more ? "+" : ""}` : "";
  const words = rep ? `${rep.session.athlete?.name ?? "No athlete"} · ${capital(plain(rep.exercise))} · ${repName(rep)} · ${dayAndTime(rep.session.captured_at)}` : "";
  /** @param {string} name @param {number} by */
  const step = (name, by) => html("button", { class: "button slim", type: "button", disabled: moved(sitting, by) === sitting, click: () => go(by) }, name, html("kbd", { "aria-hidden": "true" }, by > 0 ? "J" : "K"));
  place.replaceChildren(
    html("a", { class: "button slim", href: queue, click: (event) => { event.preventDefault(); close(); } }, "← Queue"),
    html("p", { class: "desk-words" }, words),
    html("p", { class: "quiet desk-place", id: "place" }, where),
    html("div", { class: "buttons" }, step("Previous", -1), step("Next", 1), html("button", { class: "button slim", type: "button", click: toggleHelp }, "Keys", html("kbd", { "aria-hidden": "true" }, "?"))),
    html("p", { class: "quiet small who" }, coach ? `As ${coach}, ${counted(done.length, "verdict")} ` : "", html("button", { class: "link", type: "button", click: rename }, coach ? "Change name" : "Who are you?")),
  );
}

/**
 * @param {HTMLElement} place
 * @param {RepDetail} rep
 * @param {(to: Target) => string} hrefOf
 * @param {(to: Target) => void} open
 */
export async function stripOf(place, rep, hrefOf, open) {
  place.dataset["rep"] = String(rep.id);
  const session = /** @type {import("../review-api.d.ts").SessionFull} */ (await get(`/api/sessions/${rep.session.id}`));
  if (place.dataset["rep"] !== String(rep.id)) return; // another one was opened meanwhile
  place.replaceChildren(
    html("h2", { class: "small-title" }, "Reps of this set"),
    html(
      "ul",
      { class: "strip" },
      ...session.reps.map((one) => {
        const flagged = one.findings.find((finding) => finding.flagged);
        /** @type {Target} */
        const to = flagged ? { finding: flagged.id } : { rep: one.id };
        return html(
          "li",
          {},
          html(
            "a",
            { href: hrefOf(to), "aria-current": one.id === rep.id ? "true" : null, "data-flagged": one.flagged, click: (event) => { event.preventDefault(); open(to); } },
            html("span", { class: "unseen" }, one.kind === "hold" ? "Hold " : "Rep "),
            String(one.index),
            one.flagged ? html("span", { "aria-hidden": "true" }, "!") : null,
            html("span", { class: "unseen" }, `${one.side ? `, ${one.side}` : ""}${flagged ? `, flagged: ${plain(flagged.fault)}` : ", not flagged"}`),
          ),
        );
      }),
    ),
  );
}
