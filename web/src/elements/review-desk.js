/** `<review-desk>`: one rep opened: player, plots, drawing, a second rep beside it. Fires `command` for what concerns the sitting. */

import "./draw-layer.js";
import "./player-controls.js";
import "./rep-notes.js";
import "./rep-player.js";
import "./series-plot.js";
import "./verdict-panel.js";
import { get } from "../api.js";
import { askCoach, coachName, sayError } from "../coach.js";
import { find, html } from "../dom.js";
import { Drawings } from "../review/drawings.js";
import { alignedAt } from "../review/frames.js";
import { day } from "../words.js";
import { PlayerControls, RATES } from "./player-controls.js";
import { RepNotes } from "./rep-notes.js";
import { RepPlayer } from "./rep-player.js";
import { SeriesPlot } from "./series-plot.js";

/**
 * @typedef {import("../review/load.js").Loaded} Loaded
 * @typedef {import("../review/keys.js").Command} Command
 * @typedef {import("../review-api.d.ts").Shape} Shape
 */

const CALM = matchMedia("(prefers-reduced-motion: reduce)");

export class ReviewDesk extends HTMLElement {
  constructor() {
    super();
    /** @type {Loaded | null} */
    this.loaded = null;
    /** @type {Loaded | null} */
    this.other = null;
    /** @type {Drawings | null} */
    this.drawings = null;
    /** @type {import("../review-api.d.ts").ShapeType | null} */
    this.tool = null;
    /** @type {(id: import("../review-api.d.ts").Id) => Promise<Loaded>} */
    this.loadRep = () => Promise.reject(new Error("no loader"));
  }

  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      html("div", { class: "desk-bar", id: "desk-bar" }),
      html(
        "div",
        { class: "desk" },
        html("div", { class: "desk-main" }, html("div", { class: "players" }, html("div", { class: "player-place" }, html("rep-player", { id: "player" })), html("figure", { class: "player-place", id: "beside", hidden: true }, html("rep-player", { id: "second" }), html("figcaption", { class: "quiet small", id: "beside-words" }))), html("player-controls"), html("series-plot")),
        html("aside", { class: "desk-side", "aria-label": "Verdict and notes" }, html("verdict-panel", { class: "panel" }), html("nav", { class: "panel rep-strip", "aria-label": "Reps of this set", id: "rep-strip" }), html("rep-notes", { class: "panel" })),
      ),
    );
    this.player = find(this, "#player", RepPlayer);
    this.second = find(this, "#second", RepPlayer);
    this.plot = find(this, "series-plot", SeriesPlot);
    this.controls = find(this, "player-controls", PlayerControls);
    this.notes = find(this, "rep-notes", RepNotes);
    this.layer = html("draw-layer");
    this.player.stage.append(this.layer);
    this.player.addEventListener("frame", (event) => this.#frame(/** @type {CustomEvent} */ (event).detail));
    this.player.addEventListener("playing", () => this.#paint());
    this.player.addEventListener("trouble", (event) => sayError(/** @type {CustomEvent} */ (event).detail));
    for (const source of [this.plot, this.notes]) source.addEventListener("seek", (event) => void this.player?.seek(/** @type {CustomEvent} */ (event).detail));
    this.notes.addEventListener("noted", () => this.#mark());
    this.controls.addEventListener("command", (event) => this.dispatchEvent(new CustomEvent("command", { detail: /** @type {CustomEvent} */ (event).detail })));
    this.controls.addEventListener("tool", (event) => this.use(/** @type {CustomEvent} */ (event).detail));
    this.controls.addEventListener("undodraw", () => void this.undoShape());
    this.controls.addEventListener("comparewith", (event) => void this.#beside(/** @type {CustomEvent} */ (event).detail));
    this.layer.addEventListener("drawn", (event) => void this.#drawn(/** @type {CustomEvent} */ (event).detail));
  }

  /** @param {Loaded} loaded */
  show(loaded) {
    const { player, plot, notes } = this;
    if (!player || !plot || !notes) return;
    const { rep, finding, series, range, times } = loaded;
    this.loaded = loaded;
    this.use(null);
    this.drawings = new Drawings(rep, times);
    plot.marks = [];
    plot.show({ series, rep, range, judged: judgedOf(loaded) });
    notes.show(rep);
    const worst = finding?.t_worst ?? rep.t_turn;
    player.show(loaded, CALM.matches ? { play: false, at: worst } : { play: true });
    player.setRate(player.rate);
    if (this.other) void this.compare(true);
    void this.drawings.load().then(() => this.#mark(), sayError);
    this.#paint();
  }

  leave() {
    this.player?.pause();
    this.second?.pause();
  }

  /**
   * @param {Command} command
   * @returns {boolean} whether it was one for the player
   */
  run(command) {
    const { player } = this;
    if (!player) return false;
    if (command.type === "toggle") player.toggle();
    else if (command.type === "step") player.step(command.by);
    else if (command.type === "rate") {
      player.setRate(RATES[(RATES.indexOf(player.rate) + 1) % RATES.length] ?? 1);
      this.second?.setRate(player.rate);
    } else if (command.type === "skeleton" || command.type === "angles") this.#flip(command.type);
    else if (command.type === "worst") this.#toWorst();
    else if (command.type === "compare") void this.compare(this.other === null);
    else if (command.type === "draw") this.use(this.tool === null ? "line" : null);
    else if (command.type === "comment") {
      player.pause();
      this.notes?.focusComment();
    } else if (command.type === "tag") this.notes?.focusTag();
    else return false;
    this.#paint();
    return true;
  }

  /** @param {import("../review-api.d.ts").ShapeType | null} tool */
  use(tool) {
    this.tool = tool === this.tool ? null : tool;
    if (this.tool) {
      this.player?.pause();
      this.layer?.use(this.tool);
      this.layer?.focus();
    } else {
      this.layer?.use(null);
    }
    this.#paint();
  }

  async undoShape() {
    try {
      await this.drawings?.undo(this.player?.index ?? 0, coachName());
    } catch (error) {
      sayError(error);
    }
    this.#mark();
  }

  /** @param {boolean} on */
  async compare(on) {
    const rep = this.loaded?.rep;
    if (!rep || !on) {
      this.other = null;
      find(this, "#beside", HTMLElement).hidden = true;
      this.second?.pause();
      this.controls?.offer([], "");
      return this.#paint();
    }
    try {
      const others = /** @type {import("../review-api.d.ts").OtherRep[]} */ (await get(`/api/reps/${rep.id}/others`, { limit: 50 }));
      const best = await get(`/api/reps/${rep.id}/best`).then((one) => String(/** @type {import("../review-api.d.ts").BestRep} */ (one).rep_id), () => String(others[0]?.rep_id ?? ""));
      if (best === "" || best === String(rep.id)) throw new Error(best === "" ? "There is no other rep of this exercise to compare with yet." : "This is the best rep of this exercise so far.");
      this.controls?.offer(others.map((one) => ({ id: String(one.rep_id), text: `${String(one.rep_id) === best ? "Best: r" : "R"}ep ${one.index}, ${day(one.captured_at)}${one.score === null ? "" : `, score ${Math.round(one.score)}`}` })), best);
      await this.#beside(best);
    } catch (error) {
      await this.compare(false);
      sayError(error);
    }
  }

  /** @param {string} id */
  async #beside(id) {
    const { rep } = this.loaded ?? {};
    const other = await this.loadRep(id);
    if (this.loaded?.rep !== rep || !this.second) return;
    this.other = other;
    find(this, "#beside", HTMLElement).hidden = false;
    find(this, "#beside-words", HTMLElement).textContent = `Rep ${other.rep.index}, ${day(other.rep.session.captured_at)}, aligned where both turn`;
    this.second.rate = this.player?.rate ?? 1;
    this.second.show(other, { play: false });
    this.#follow();
    this.#paint();
  }

  #follow() {
    const { loaded, other, player } = this;
    if (loaded && other && player) this.second?.keepAt(alignedAt(player.t, loaded.rep, other.rep), player.playing);
  }

  /** @param {"skeleton" | "angles"} what */
  #flip(what) {
    for (const player of [this.player, this.second]) {
      if (!player) continue;
      player[what] = !player[what];
      player.repaint();
    }
  }

  #toWorst() {
    const worst = this.loaded?.finding?.t_worst;
    if (worst === null || worst === undefined) return;
    this.player?.pause();
    void this.player?.seek(worst);
  }

  /** @param {{ t: number, index: number, row: number }} at */
  #frame({ t, index, row }) {
    const start = this.loaded?.rep.t_start ?? 0;
    this.plot?.at(t, row);
    this.notes?.at(t);
    this.controls?.at(t - start, index);
    if (this.loaded) this.layer?.show(this.drawings?.on(index) ?? [], this.loaded.size);
    this.#follow();
  }

  /** @param {Shape} shape */
  async #drawn(shape) {
    const index = this.player?.index ?? 0;
    const author = await askCoach();
    if (!author || !this.drawings) return;
    try {
      await this.drawings.add(index, shape, author);
    } catch (error) {
      sayError(error);
    }
    this.#mark();
  }

  #mark() {
    const drawn = this.drawings?.all.map(({ t }) => ({ t, kind: /** @type {const} */ ("drawing") })) ?? [];
    const said = this.notes?.comments.flatMap(({ t }) => (t === null ? [] : [{ t, kind: /** @type {const} */ ("comment") }])) ?? [];
    this.plot?.mark([...drawn, ...said]);
    if (this.loaded && this.player) {
      this.layer?.show(this.drawings?.on(this.player.index) ?? [], this.loaded.size);
      this.player.repaint();
    }
  }

  #paint() {
    const { player, controls } = this;
    if (!player || !controls) return;
    controls.show({ playing: player.playing, rate: player.rate, skeleton: player.skeleton, angles: player.angles, comparing: this.other !== null, tool: this.tool, hasWorst: (this.loaded?.finding?.t_worst ?? null) !== null });
    if (player.playing && this.tool) this.use(null);
    if (!player.playing) this.#follow();
  }
}

/**
 * The series row of the finding that is looked at; without one, of the first that was judged.
 *
 * @param {Loaded} loaded
 */
function judgedOf({ finding, series }) {
  const judged = series.judged.find((one) => String(one.finding_id) === String(finding?.id)) ?? series.judged[0];
  return judged ? { ...judged, poor: judged.poor ?? finding?.band?.poor ?? null } : null;
}

customElements.define("review-desk", ReviewDesk);
