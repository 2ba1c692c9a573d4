/** Choosing reps for one file that opens anywhere, and getting it. */

import { get, request } from "../api.js";
import { ask } from "../ask.js";
import { say, sayError } from "../coach.js";
import { html } from "../dom.js";
import { capital, counted, day, plain, repName } from "../words.js";

/**
 * @typedef {import("../review-api.d.ts").SessionDetail} SessionDetail
 * @typedef {import("../review-api.d.ts").SessionFull} SessionFull
 */

const MOST = 20;
const SETS = 10;

/**
 * @param {string} name of the athlete
 * @param {ReadonlyArray<SessionDetail>} sessions newest first
 */
export async function share(name, sessions) {
  try {
    const full = /** @type {SessionFull[]} */ (await Promise.all(sessions.slice(0, SETS).map(({ id }) => get(`/api/sessions/${id}`))));
    const title = html("input", { type: "text", id: "share-title", maxlength: 200, value: `${name}: your reps` });
    const intro = html("textarea", { id: "share-intro", rows: 2, maxlength: 4000, placeholder: "What to look at, what to do next" });
    const list = html("div", { class: "share-reps", id: "share-reps" }, ...full.map(setOf));
    const count = html("p", { class: "quiet small", role: "status" });
    const options = ["clips", "drawings", "comments", "skeleton"].map((option) => html("label", { class: "check" }, html("input", { type: "checkbox", name: option, checked: true }), capital(option)));
    const chosen = () => [...list.querySelectorAll("input[type=checkbox]:checked")].map((one) => Number(one.getAttribute("value")));
    const counting = () => {
      const reps = chosen().length;
      count.textContent = reps > MOST ? `${reps} reps are chosen; one file takes at most ${MOST}.` : `${counted(reps, "rep")} chosen`;
      for (const row of list.querySelectorAll("li")) {
        const words = row.querySelector(".share-words");
        if (words instanceof HTMLElement) words.hidden = !row.querySelector("input:checked");
      }
    };
    list.addEventListener("change", counting);
    counting();
    const body = [
      html("p", { class: "quiet" }, "One file with pictures, drawings and words. It opens in any browser, without a connection."),
      html("div", { class: "field" }, html("label", { for: "share-title" }, "Title"), title),
      html("div", { class: "field" }, html("label", { for: "share-intro" }, "Words to begin with"), intro),
      list,
      count,
      html("div", { class: "share-options" }, ...options),
    ];
    const wanted = await ask("Share reps", body, "Make the file", () => ({
      rep_ids: chosen().slice(0, MOST),
      title: title.value.trim(),
      intro: intro.value.trim(),
      words: Object.fromEntries([...list.querySelectorAll(".share-words")].flatMap((field) => (field instanceof HTMLInputElement && !field.hidden && field.value.trim() ? [[field.name, field.value.trim()]] : []))),
      ...Object.fromEntries(options.map((label) => [/** @type {HTMLInputElement} */ (label.firstChild).name, /** @type {HTMLInputElement} */ (label.firstChild).checked])),
    }));
    if (!wanted) return;
    if (wanted.rep_ids.length === 0) return say("No rep was chosen.");
    say("The file is being made. Clips take a moment.");
    const answer = await request("/api/share", { method: "POST", body: JSON.stringify(wanted), headers: { "Content-Type": "application/json" } });
    const named = /filename="?([^";]+)"?/u.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "formcue-share.html";
    save(await answer.blob(), named);
    say(`${named} is in your downloads.`);
  } catch (error) {
    sayError(error);
  }
}

/** @param {SessionFull} session */
function setOf(session) {
  const legend = `${capital(plain(session.exercise))}, ${day(session.captured_at)}`;
  return html(
    "fieldset",
    { class: "stack tight" },
    html("legend", { class: "label" }, legend),
    html(
      "ul",
      { class: "share-set" },
      ...session.reps.map((rep) =>
        html(
          "li",
          {},
          html("label", { class: "check" }, html("input", { type: "checkbox", value: rep.id }), html("span", {}, `${repName(rep)}${rep.flagged ? `: ${rep.findings.filter((one) => one.flagged).map((one) => plain(one.fault)).join(", ")}` : ", clean"}`)),
          html("input", { class: "share-words", name: String(rep.id), type: "text", maxlength: 500, placeholder: "A word on this rep", "aria-label": `A word on ${repName(rep)} of ${legend}`, hidden: true }),
        ),
      ),
    ),
  );
}

/**
 * @param {Blob} blob
 * @param {string} name
 */
function save(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = html("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
