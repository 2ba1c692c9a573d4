/**
 * What the page measures of itself; `window.__formcue` shows it to `make bench` and the browser tests.
 *
 * @typedef {import("./wire.d.ts").Pose} Pose
 * @typedef {{ seq: number, t: number, at: number, latencyMs: number, serverMs: number }} Drawn
 *   `at` page time (ms) when the overlay is painted; `latencyMs` from capture to there; `serverMs` as the server says
 * @typedef {{ t: number, at: number, delayMs: number | null, text: string }} CueShown
 *   `delayMs` from the capture of the picture that earned the cue to the cue on screen
 */

const KEEP = 20_000;
/** The rate is that of the last few seconds. */
const RATE_MS = 4000;

export class FlowStats {
  /** @type {Drawn[]} */
  drawings = [];
  /** @type {CueShown[]} */
  cues = [];
  /** @type {Map<number, number>} media time -> captured at, ms since 1970 */
  #captured = new Map();

  /** Media time begins anew. */
  newSet() {
    this.#captured.clear();
  }

  /**
   * @param {Pose} pose
   * @param {number} capturedAt ms since 1970
   */
  drawn(pose, capturedAt) {
    this.#captured.set(pose.t, capturedAt);
    if (this.#captured.size > 600) this.#captured.delete(this.#captured.keys().next().value ?? 0);
    const { wait, decode, infer } = pose.timing;
    // what is drawn now is painted with the next animation frame
    requestAnimationFrame((at) => {
      const now = performance.now();
      this.drawings.push({ seq: pose.seq, t: pose.t, at, latencyMs: performance.timeOrigin + now - capturedAt, serverMs: wait + decode + infer });
      if (this.drawings.length > KEEP) this.drawings.splice(0, KEEP / 2);
    });
  }

  /**
   * @param {number} t media time of the cue
   * @param {string} text
   */
  cueShown(t, text) {
    requestAnimationFrame((at) => {
      const nearest = [...this.#captured.keys()].reduce((best, key) => (Math.abs(key - t) < Math.abs(best - t) ? key : best), Infinity);
      const capturedAt = this.#captured.get(nearest);
      const delayMs = capturedAt === undefined || Math.abs(nearest - t) > 0.2 ? null : performance.timeOrigin + performance.now() - capturedAt;
      this.cues.push({ t, at, delayMs, text });
    });
  }

  /**
   * @param {number} now
   * @returns {number} answers drawn per second over the last seconds
   */
  rate(now) {
    let count = 0;
    for (let i = this.drawings.length - 1; i >= 0 && now - (this.drawings[i]?.at ?? 0) <= RATE_MS; i -= 1) count += 1;
    return (count * 1000) / RATE_MS;
  }
}
