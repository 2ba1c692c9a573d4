/** Verdicts on their way to the server: shown at once, stored one after the other, tried again when the line is down. */

import { ApiError, send } from "../api.js";

const TRIES = 4;
const PAUSE_MS = 700;

export class Verdicts {
  /** @param {(id: import("../review-api.d.ts").Id, error: unknown) => void} failed a verdict that could not be stored */
  constructor(failed) {
    this.failed = failed;
    this.waiting = 0;
    /** @type {Promise<unknown>} */
    this.queue = Promise.resolve();
  }

  /**
   * @param {import("../review-api.d.ts").Id} id
   * @param {{ coach: string } & import("./sitting.js").Mine} verdict
   */
  set(id, verdict) {
    return this.#then(id, () => send("PUT", `/api/findings/${id}/review`, verdict));
  }

  /**
   * @param {import("../review-api.d.ts").Id} id
   * @param {string} coach
   */
  clear(id, coach) {
    return this.#then(id, () => send("DELETE", `/api/findings/${id}/review?coach=${encodeURIComponent(coach)}`));
  }

  /**
   * @param {import("../review-api.d.ts").Id} id
   * @param {() => Promise<unknown>} change
   */
  #then(id, change) {
    this.waiting += 1;
    this.queue = this.queue
      .then(() => persist(change))
      .catch((error) => this.failed(id, error))
      .finally(() => {
        this.waiting -= 1;
      });
    return this.queue;
  }
}

/** @param {() => Promise<unknown>} change */
async function persist(change) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await change();
    } catch (error) {
      const down = error instanceof ApiError && (error.status === 0 || error.status >= 500);
      if (!down || tries === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * tries));
    }
  }
}
