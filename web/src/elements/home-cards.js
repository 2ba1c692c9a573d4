/** `<home-cards>`: what waits for people who come back. Stays hidden while there is nothing. */

import { get } from "../api.js";
import { html } from "../dom.js";
import { amount, capital, counted, dayAndTime, plain } from "../words.js";

/** @typedef {import("../review-api.d.ts").Home} Home */

const POLL_MS = 3000;

export class HomeCards extends HTMLElement {
  connectedCallback() {
    void this.refresh();
  }

  async refresh() {
    /** @type {Home} */
    let home;
    try {
      home = await get("/api/home");
    } catch {
      return; // the page is whole without
    }
    const { unreviewed, jobs, sessions } = home;
    this.hidden = unreviewed === 0 && jobs.length === 0 && sessions.length === 0;
    if (this.hidden) return;
    const focused = this.contains(document.activeElement);
    if (!focused) this.replaceChildren(html("h2", {}, "Welcome back"), html("div", { class: "home-cards" }, practice(home), review(home), videos(home)));
    if (jobs.length > 0) setTimeout(() => void this.refresh(), POLL_MS);
  }
}

/** @param {Home} home */
function practice({ sessions }) {
  const last = sessions[0];
  return card("/practice", "Practice", last ? `Last: ${plain(last.exercise)}, ${dayAndTime(last.captured_at)}. ${counted(last.rep_count, last.exercise === "plank" ? "hold" : "rep")}, ${last.flagged_count} flagged.` : "Your first set takes two minutes.", []);
}

/** @param {Home} home */
function review({ unreviewed, unreviewed_worst: worst }) {
  const pictures = worst.map((item) => html("img", { src: item.thumbnail, alt: `${capital(plain(item.fault))}, ${amount(item.value, item.unit)}`, width: 160, height: 120, loading: "lazy" }));
  return card("/review", "Review", unreviewed === 0 ? "Every flagged rep was looked at." : `${counted(unreviewed, "flagged rep")} ${unreviewed === 1 ? "waits" : "wait"}, worst first.`, pictures.length > 0 ? [html("div", { class: "home-pictures" }, ...pictures)] : []);
}

/** @param {Home} home */
function videos({ jobs }) {
  const bars = jobs.slice(0, 3).map((job) => {
    const share = job.total ? (job.done ?? 0) / job.total : 0;
    const meter = html("span", { class: "home-meter" });
    meter.style.setProperty("--share", `${Math.round(share * 100)}%`);
    return html("div", {}, html("p", { class: "quiet small" }, `${job.name} · ${Math.round(share * 100)} %`), meter);
  });
  return card("/videos", "Videos", jobs.length === 0 ? "Drop recorded sets in, and they are judged like live ones." : `${counted(jobs.length, "video")} being analysed.`, bars);
}

/**
 * @param {string} href
 * @param {string} title
 * @param {string} words
 * @param {Node[]} more
 */
function card(href, title, words, more) {
  return html("article", { class: "panel home-card" }, html("h3", {}, html("a", { href }, title)), html("p", { class: "quiet" }, words), ...more);
}

customElements.define("home-cards", HomeCards);
