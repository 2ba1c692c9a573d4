/**
 * Sending a large file in pieces, going on where it stopped. What talks to the server comes in as `transport`, what waits as
 * `pause`, so that all of it can be tested without either.
 *
 * @typedef {import("../review-api.d.ts").Job} Job
 * @typedef {import("../review-api.d.ts").Id} Id
 * @typedef {{
 *   create: (about: { name: string, size: number } & Record<string, unknown>) => Promise<Job>,
 *   put: (id: Id, offset: number, piece: Blob, signal: AbortSignal) => Promise<number>,
 *   received: (id: Id) => Promise<number>,
 *   complete: (id: Id) => Promise<Job>,
 *   cancel: (id: Id) => Promise<void>,
 * }} Transport  `put` answers how many bytes have arrived; a `Misplaced` says so too
 */

export const PIECE = 8 * 1024 * 1024;
const TRIES = 6;
const FIRST_PAUSE_MS = 500;

/** The server has another number of bytes than we thought: go on from there. */
export class Misplaced extends Error {
  /** @param {number} received */
  constructor(received) {
    super(`the server has ${received} bytes`);
    this.received = received;
  }
}

/**
 * @param {number} size bytes of the file
 * @param {number} offset what has arrived
 * @param {number} [piece]
 * @returns {{ from: number, to: number } | null} null: all is there
 */
export function nextPiece(size, offset, piece = PIECE) {
  return offset >= size ? null : { from: offset, to: Math.min(size, offset + piece) };
}

/** What tells one file of the viewer's disk from another, to go on with it after the page was closed. @param {{ name: string, size: number, lastModified: number }} file */
export function fileKey(file) {
  return `${file.name}|${file.size}|${file.lastModified}`;
}

export class Upload {
  /**
   * @param {File} file
   * @param {Record<string, unknown>} about exercise, athlete_id, ...
   * @param {Transport} transport
   * @param {{ pause?: (ms: number) => Promise<void>, piece?: number, fatal?: (error: unknown) => boolean, progress?: (sent: number) => void }} [options]
   */
  constructor(file, about, transport, { pause = wait, piece = PIECE, fatal = () => false, progress = () => {} } = {}) {
    this.file = file;
    this.about = about;
    this.transport = transport;
    this.pause = pause;
    this.piece = piece;
    this.fatal = fatal;
    this.progress = progress;
    this.stopper = new AbortController();
    /** @type {Id | null} */
    this.id = null;
  }

  /**
   * @param {Id | null} [known] an upload of this file that was begun before
   * @returns {Promise<Job>} as the server has it when all has arrived
   */
  async run(known = null) {
    let offset = known === null ? NaN : await this.transport.received(known).catch(() => NaN);
    if (Number.isNaN(offset)) {
      this.id = (await this.transport.create({ name: this.file.name, size: this.file.size, ...this.about })).id;
      offset = 0;
    } else {
      this.id = known;
    }
    if (this.stopper.signal.aborted) await this.stop();
    this.progress(offset);
    for (let next = nextPiece(this.file.size, offset, this.piece); next; next = nextPiece(this.file.size, offset, this.piece)) {
      offset = await this.#sendPiece(next);
      this.progress(offset);
    }
    return this.transport.complete(/** @type {Id} */ (this.id));
  }

  /** Stop, and have the server throw away what has arrived. */
  async stop() {
    this.stopper.abort();
    if (this.id !== null) await this.transport.cancel(this.id);
    this.stopper.signal.throwIfAborted();
  }

  /** @param {{ from: number, to: number }} piece */
  async #sendPiece({ from, to }) {
    const id = /** @type {Id} */ (this.id);
    for (let tries = 1; ; tries += 1) {
      this.stopper.signal.throwIfAborted();
      try {
        return await this.transport.put(id, from, this.file.slice(from, to), this.stopper.signal);
      } catch (error) {
        this.stopper.signal.throwIfAborted();
        if (error instanceof Misplaced) return error.received;
        if (tries >= TRIES || this.fatal(error)) throw error;
        await this.pause(FIRST_PAUSE_MS * 2 ** (tries - 1));
      }
    }
  }
}

/** @param {number} ms @returns {Promise<void>} */
function wait(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
