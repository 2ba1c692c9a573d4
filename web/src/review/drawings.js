/** The drawings of a rep, kept with the server: every finished shape is stored at once, undo takes the last one back. */

import { get, send } from "../api.js";
import { frameAt } from "./frames.js";

/**
 * @typedef {import("../review-api.d.ts").Drawing} Drawing
 * @typedef {import("../review-api.d.ts").Shape} Shape
 */

export class Drawings {
  /**
   * @param {import("../review-api.d.ts").RepDetail} rep
   * @param {ReadonlyArray<number>} times
   */
  constructor(rep, times) {
    this.rep = rep;
    this.times = times;
    /** @type {Drawing[]} */
    this.all = [];
    /** One change after the other: the second may need the id that the first one gets. @type {Promise<unknown>} */
    this.queue = Promise.resolve();
  }

  async load() {
    const { rep } = this;
    this.all = await get(`/api/sessions/${rep.session.id}/drawings`, { t_start: rep.t_start - 1, t_end: rep.t_end + 1 });
  }

  /**
   * @param {number} index of a frame
   * @returns {Shape[]} what is drawn on it
   */
  on(index) {
    return this.all.filter((drawing) => frameAt(this.times, drawing.t) === index).flatMap((drawing) => drawing.shapes);
  }

  /**
   * @param {number} index
   * @param {Shape} shape
   * @param {string} author
   */
  add(index, shape, author) {
    return this.#then(async () => {
      const own = this.#own(index, author);
      if (own) return this.#replace(own, [...own.shapes, shape]);
      const t = this.times[index] ?? 0;
      this.all.push(await send("POST", `/api/sessions/${this.rep.session.id}/drawings`, { author, t, shapes: [shape], rep_id: this.rep.id }));
    });
  }

  /**
   * Take back the last shape of this coach on this frame.
   *
   * @param {number} index
   * @param {string} author
   */
  undo(index, author) {
    return this.#then(async () => {
      const own = this.#own(index, author);
      if (!own) return;
      if (own.shapes.length > 1) return this.#replace(own, own.shapes.slice(0, -1));
      await send("DELETE", `/api/drawings/${own.id}`);
      this.all = this.all.filter((one) => one !== own);
    });
  }

  /**
   * @param {number} index
   * @param {string} author
   */
  #own(index, author) {
    return this.all.findLast((drawing) => drawing.author === author && frameAt(this.times, drawing.t) === index);
  }

  /**
   * @param {Drawing} drawing
   * @param {Shape[]} shapes
   */
  async #replace(drawing, shapes) {
    const changed = /** @type {Drawing} */ (await send("PUT", `/api/drawings/${drawing.id}`, { shapes }));
    this.all = this.all.map((one) => (one === drawing ? changed : one));
  }

  /** @param {() => Promise<void>} change */
  #then(change) {
    const done = this.queue.then(change);
    this.queue = done.catch(() => undefined);
    return done;
  }
}
