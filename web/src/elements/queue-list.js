/** `<queue-list>`: the flagged reps that wait, with filters. Fires `filter` with the query, `more`, and `open` with a finding's id. */

import { find, html } from "../dom.js";
import { EXERCISES } from "../exercises.js";
import { REASONS, amount, capital, counted, day, plain, repName } from "../words.js";

/**
 * @typedef {import("../review-api.d.ts").QueueItem} QueueItem
 * @typedef {import("../review/sitting.js").Sitting} Sitting
 * @typedef {{ sort: string, status: string, athlete: string, exercise: string, rule: string, session: string }} Filter
 */

/** @type {Filter} */
export const NO_FILTER = { sort: "severity", status: "unreviewed", athlete: "", exercise: "", rule: "", session: "" };

/** @type {ReadonlyArray<readonly [string, string]>} */
const SORTS = [["severity", "Worst first"], ["newest", "Newest first"], ["athlete", "By athlete"], ["exercise", "By exercise"], ["rule", "By rule"]];
/** @type {ReadonlyArray<readonly [string, string]>} */
const STATES = [["unreviewed", "Waiting"], ["reviewed", "Reviewed"], ["all", "All"]];

export class QueueList extends HTMLElement {
  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      html("div", { class: "page-title" }, html("div", { class: "stack tight" }, html("h1", {}, "Review"), html("p", { class: "quiet", id: "queue-count", role: "status" })), html("div", { class: "buttons", id: "queue-start" })),
      html(
        "form",
        { class: "filters", "aria-label": "Filter", change: () => this.#changed(), submit: (event) => event.preventDefault() },
        select("sort", "Order", SORTS),
        select("status", "Show", STATES),
        select("athlete", "Athlete", [["", "Everyone"]]),
        select("exercise", "Exercise", [["", "All"], ...EXERCISES.map(({ name, title }) => /** @type {[string, string]} */ ([name, title]))]),
        select("rule", "Rule", [["", "All"]]),
        html("input", { type: "hidden", name: "session", id: "filter-session" }),
      ),
      html("p", { class: "session-only", id: "session-only", hidden: true }, "Only one set is shown. ", html("button", { class: "link", type: "button", click: () => this.#allSets() }, "Show all sets")),
      html("ul", { class: "queue", id: "queue" }),
      html("div", { class: "queue-end", id: "queue-end" }),
    );
  }

  /**
   * @param {ReadonlyArray<import("../review-api.d.ts").AthleteRef>} athletes
   * @param {ReadonlyArray<{ id: string, title: string }>} rules
   * @param {Filter} filter
   */
  offer(athletes, rules, filter) {
    fill(find(this, "#filter-athlete", HTMLSelectElement), [["", "Everyone"], ...athletes.map(({ id, name }) => /** @type {[string, string]} */ ([String(id), name]))]);
    fill(find(this, "#filter-rule", HTMLSelectElement), [["", "All"], ...rules.map(({ id, title }) => /** @type {[string, string]} */ ([id, title]))]);
    this.set(filter);
  }

  /** @param {Filter} filter */
  set(filter) {
    for (const [name, value] of Object.entries(filter)) {
      const field = this.querySelector(`#filter-${name}`);
      if (field instanceof HTMLSelectElement || field instanceof HTMLInputElement) field.value = value;
    }
    find(this, "#session-only", HTMLElement).hidden = filter.session === "";
  }

  /**
   * @param {Sitting} sitting
   * @param {{ loading: boolean, error: string | null, filtered: boolean, href: (item: QueueItem) => string }} how
   */
  show(sitting, { loading, error, filtered, href }) {
    const left = sitting.total;
    const count = find(this, "#queue-count", HTMLElement);
    const status = find(this, "#filter-status", HTMLSelectElement).value;
    const what = status === "unreviewed" ? `${counted(left, "flagged rep")}${sitting.more ? " and more" : ""} ${left === 1 ? "waits" : "wait"} for you` : `${counted(left, "flagged rep")}${sitting.more ? " and more" : ""}`;
    count.textContent = loading && sitting.items.length === 0 ? "Looking…" : error !== null ? "" : what;
    const first = sitting.items.find((item) => !sitting.mine[String(item.id)]) ?? sitting.items[0];
    find(this, "#queue-start", HTMLElement).replaceChildren(...(first ? [html("a", { class: "button main", href: href(first), click: (event) => this.#open(event, first) }, "Start reviewing")] : []));
    find(this, "#queue", HTMLElement).replaceChildren(...sitting.items.map((item) => this.#card(item, sitting, href(item))));
    find(this, "#queue-end", HTMLElement).replaceChildren(...this.#end(sitting, loading, error, filtered));
  }

  /**
   * @param {Sitting} sitting
   * @param {boolean} loading
   * @param {string | null} error
   * @param {boolean} filtered
   * @returns {Node[]}
   */
  #end(sitting, loading, error, filtered) {
    if (error !== null) return [html("p", { class: "notice-line", role: "alert" }, error), html("button", { class: "button", type: "button", click: () => this.#fire("more") }, "Try again")];
    if (sitting.items.length === 0 && !loading) {
      return filtered
        ? [html("div", { class: "empty" }, html("h2", {}, "Nothing here"), html("p", { class: "quiet" }, "No flagged rep fits these filters."), html("button", { class: "button", type: "button", click: () => this.#clear() }, "Clear the filters"))]
        : [html("div", { class: "empty" }, html("h2", {}, "All looked at"), html("p", { class: "quiet" }, "No flagged rep waits. New ones come from sets that were kept and from videos."), html("a", { class: "button", href: "/videos" }, "Add videos"))];
    }
    return sitting.cursor === null ? [] : [html("button", { class: "button", type: "button", disabled: loading, click: () => this.#fire("more") }, loading ? "Loading…" : "Show more")];
  }

  /**
   * @param {QueueItem} item
   * @param {Sitting} sitting
   * @param {string} href
   */
  #card(item, sitting, href) {
    const mine = sitting.mine[String(item.id)];
    const who = item.athlete?.name ?? "No athlete";
    return html(
      "li",
      {},
      html(
        "a",
        { class: "queue-card", href, "data-id": item.id, "data-judged": mine ? mine.verdict : null, click: (event) => this.#open(event, item) },
        html("img", { src: item.thumbnail, alt: "", loading: "lazy", width: 320, height: 240 }),
        html("span", { class: "chip", "data-grade": item.grade }, item.grade === "poor" ? "Poor" : "Needs work"),
        html(
          "div",
          { class: "queue-words" },
          html("strong", {}, capital(plain(item.fault ?? item.rule))),
          html("p", {}, `${amount(item.value, item.unit)} `, html("span", { class: "quiet" }, `limit ${amount(item.limit, item.unit)}`)),
          html("p", { class: "quiet small" }, `${capital(plain(item.exercise))} · ${repName(item)}`),
          html("p", { class: "quiet small" }, `${who} · ${day(item.captured_at)}`),
          ...(mine ? [html("p", { class: "verdict-line" }, verdictWords(mine))] : []),
        ),
      ),
    );
  }

  /**
   * @param {Event} event
   * @param {QueueItem} item
   */
  #open(event, item) {
    const click = /** @type {MouseEvent} */ (event);
    if (click.ctrlKey || click.metaKey || click.shiftKey) return;
    event.preventDefault();
    this.#fire("open", item.id);
  }

  #allSets() {
    find(this, "#filter-session", HTMLInputElement).value = "";
    this.#changed();
  }

  #clear() {
    this.set(NO_FILTER);
    this.#changed();
  }

  #changed() {
    const data = new FormData(find(this, "form", HTMLFormElement));
    const filter = Object.fromEntries(Object.keys(NO_FILTER).map((name) => [name, String(data.get(name) ?? "")]));
    find(this, "#session-only", HTMLElement).hidden = filter["session"] === "";
    this.#fire("filter", filter);
  }

  /**
   * @param {string} name
   * @param {unknown} [detail]
   */
  #fire(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/**
 * @param {import("../review/sitting.js").Mine} mine
 */
export function verdictWords(mine) {
  if (mine.verdict === "agree") return "✓ You agreed";
  const reason = REASONS.find((one) => one.reason === mine.reason)?.text.toLowerCase();
  return `✕ You disagreed${reason ? `: ${reason}` : ""}`;
}

/**
 * @param {string} name
 * @param {string} label
 * @param {ReadonlyArray<readonly [string, string]>} options
 */
function select(name, label, options) {
  const made = html("select", { id: `filter-${name}`, name });
  fill(made, options);
  return html("div", { class: "field" }, html("label", { for: `filter-${name}` }, label), made);
}

/**
 * @param {HTMLSelectElement} into
 * @param {ReadonlyArray<readonly [string, string]>} options
 */
function fill(into, options) {
  const chosen = into.value;
  into.replaceChildren(...options.map(([value, text]) => html("option", { value }, text)));
  if (options.some(([value]) => value === chosen)) into.value = chosen;
}

customElements.define("queue-list", QueueList);
