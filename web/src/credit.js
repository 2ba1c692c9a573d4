/**
 * How many frames may be on their way at once. Pushing every frame lets a queue grow to seconds that nothing in the browser
 * shows (`bufferedAmount` stays at one frame), so the next frame goes only when an earlier one is answered.
 *
 * Every credit is in one of three places: here (`free`), with the worker that takes pictures, or on the way to the server.
 * Pure: times are handed in, in milliseconds.
 */

export const CREDIT = 2;
/** An answer that takes longer than this is given up, so that one lost frame cannot stop the flow. */
export const PATIENCE_MS = 2000;

export class CreditGate {
  /**
   * @param {number} [credit] frames on their way at once
   * @param {number} [patienceMs]
   */
  constructor(credit = CREDIT, patienceMs = PATIENCE_MS) {
    this.free = credit;
    this.patienceMs = patienceMs;
    /** @type {Map<number, number>} frames on their way: sequence number -> when it was sent */
    this.onTheWay = new Map();
  }

  /** @returns {number} credits handed to the worker, who gives each back with a frame */
  hand() {
    const handed = this.free;
    this.free = 0;
    return handed;
  }

  /** A frame came from the worker and was not sent. */
  returned() {
    this.free += 1;
  }

  /**
   * @param {number} seq
   * @param {number} now
   */
  sent(seq, now) {
    this.onTheWay.set(seq, now);
  }

  /**
   * The server answered `seq`; older frames that it passed over are free too.
   *
   * @param {number} seq
   */
  answered(seq) {
    this.#release([...this.onTheWay.keys()].filter((earlier) => earlier <= seq));
  }

  /**
   * The watchdog: give up frames without an answer.
   *
   * @param {number} now
   * @returns {number[]} the sequence numbers given up
   */
  expire(now) {
    const late = [...this.onTheWay].filter(([, at]) => now - at > this.patienceMs).map(([seq]) => seq);
    this.#release(late);
    return late;
  }

  /** A new connection: nothing is on its way. */
  reset() {
    this.#release([...this.onTheWay.keys()]);
  }

  /** @param {number[]} seqs */
  #release(seqs) {
    for (const seq of seqs) if (this.onTheWay.delete(seq)) this.free += 1;
  }
}
