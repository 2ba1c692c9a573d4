/** Pictures of a session, each exactly as the server decoded it; the latest stay, and neighbours are fetched ahead. */

import { address, request } from "../api.js";
import { inside } from "./frames.js";

const KEPT = 30;
const TOLERANCE_S = 0.0011;

export class Stills {
  /**
   * @param {import("../review-api.d.ts").Id} session
   * @param {ReadonlyArray<number>} times
   * @param {number} width of the pictures to ask for, px
   */
  constructor(session, times, width) {
    this.session = session;
    this.times = times;
    this.width = width;
    /** @type {Map<number, Promise<ImageBitmap>>} */
    this.kept = new Map();
  }

  /**
   * @param {number} index
   * @returns {Promise<ImageBitmap>} rejects where the server shows another picture than the one asked for
   */
  at(index) {
    const known = this.kept.get(index);
    if (known) return known;
    const loading = this.#load(index);
    this.kept.set(index, loading);
    loading.catch(() => this.kept.delete(index));
    for (const [old, bitmap] of this.kept) {
      if (this.kept.size <= KEPT) break;
      this.kept.delete(old);
      void bitmap.then((one) => one.close(), () => undefined);
    }
    return loading;
  }

  /** @param {number} index */
  around(index) {
    for (const next of [index + 1, index - 1, index + 2]) if (next >= 0 && next < this.times.length) void this.at(next).catch(() => undefined);
  }

  /** @param {number} index */
  async #load(index) {
    const answer = await request(address(`/api/sessions/${this.session}/frame`, { t: inside(this.times, index).toFixed(6), width: this.width }));
    const shown = Number(answer.headers.get("X-Frame-Time"));
    if (Math.abs(shown - (this.times[index] ?? NaN)) > TOLERANCE_S) throw new Error(`asked for the picture at ${this.times[index]} s, got the one at ${shown} s`);
    return createImageBitmap(await answer.blob());
  }
}
