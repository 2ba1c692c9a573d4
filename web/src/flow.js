/**
 * Frames out, answers in: capture, credit, connection and the drawing of each answer on the picture it belongs to.
 *
 * @typedef {import("./wire.d.ts").ServerMessage} ServerMessage
 * @typedef {import("./wire.d.ts").Pose} Pose
 * @typedef {import("./wire.d.ts").Ready} Ready
 * @typedef {import("./wire.d.ts").Start} Start
 * @typedef {import("./capture.js").CapturedFrame} CapturedFrame
 * @typedef {import("./trouble.js").TroubleCode} TroubleCode
 * @typedef {{ bitmap: ImageBitmap, capturedAt: number, t: number }} Taken
 */

import { Capture } from "./capture.js";
import { CreditGate } from "./credit.js";
import { Link } from "./link.js";
import { MediaClock } from "./media-clock.js";
import { FlowStats } from "./stats.js";

/** Without an answer for this long the overlay is taken off: the bare picture is better than a frozen one. */
const STALE_MS = 1200;
/** Pictures go out and for this long nothing comes back, not even an error: the line is dead, though nobody said so. */
const DEAD_MS = 6000;

export class Flow {
  #seq = 0;
  /** Pictures that wait for their landmarks, by sequence number. @type {Map<number, Taken>} */
  #taken = new Map();
  #answeredAt = 0;
  /** @type {number | null} when the first picture went out after the last word of the server */
  #unheardSince = null;
  #clock = new MediaClock();
  #gate = new CreditGate();

  /**
   * @param {{ message: (message: ServerMessage) => void, trouble: (code: TroubleCode) => void, light: (light: number) => void,
   *   draw: (pose: Pose, bitmap: ImageBitmap) => void, stale: () => void }} listeners
   */
  constructor(listeners) {
    this.listeners = listeners;
    this.stats = new FlowStats();
    this.link = new Link({ message: (message) => this.#receive(message), trouble: (code) => this.#trouble(code) });
    this.capture = new Capture({
      frame: (frame) => this.#send(frame),
      failed: (message) => {
        console.warn("a picture could not be taken:", message);
        this.#gate.returned();
      },
    });
  }

  /**
   * @param {HTMLVideoElement} video
   * @param {MediaStreamTrack | null} track
   */
  look(video, track) {
    this.#clock.startSource();
    this.capture.start(video, track);
  }

  /** Take no pictures for now. */
  pause() {
    this.capture.stop();
  }

  /** @param {Start} start */
  begin(start) {
    this.link.begin(start);
  }

  /**
   * No pictures, no connection.
   *
   * @param {boolean | null} discard what becomes of a set under way, null where there is none
   */
  stop(discard) {
    this.capture.stop();
    this.link.close(discard);
    this.#startOver();
  }

  /**
   * The watchdog: hands out credit that has come free and gives up what was never answered.
   *
   * @param {number} now
   */
  tick(now) {
    this.#gate.expire(now);
    this.#handOut();
    if (this.#unheardSince !== null && now - this.#unheardSince > DEAD_MS) {
      this.#unheardSince = null;
      this.link.doubt();
    }
    if (this.#answeredAt > 0 && now - this.#answeredAt > STALE_MS) {
      this.#answeredAt = 0;
      this.listeners.stale();
    }
  }

  #handOut() {
    if (this.link.ready) this.capture.credit(this.#gate.hand());
  }

  /** @param {CapturedFrame} frame */
  #send({ seconds, capturedAt, jpeg, bitmap, light }) {
    if (light !== null) this.listeners.light(light);
    const t = this.link.ready ? this.#clock.stamp(seconds) : null;
    if (t === null) {
      bitmap.close();
      this.#gate.returned();
      return;
    }
    const seq = (this.#seq += 1);
    this.#taken.set(seq, { bitmap, capturedAt, t });
    this.#gate.sent(seq, performance.now());
    this.#unheardSince ??= performance.now();
    this.link.sendFrame(seq, t, jpeg);
  }

  /** @param {ServerMessage} message */
  #receive(message) {
    this.#unheardSince = null;
    try {
      if (message.type === "pose") this.#draw(message);
      else if (message.type === "ready") this.#takeReady(message);
      else if (message.type === "error" && message.seq !== null) {
        this.#gate.answered(message.seq);
        this.#forget(message.seq);
      }
      this.listeners.message(message);
    } finally {
      this.#handOut();
    }
  }

  /**
   * Whatever was on its way belonged to the set or the connection before. The media time of each set begins at zero.
   *
   * @param {Ready} ready
   */
  #takeReady(ready) {
    this.#startOver();
    this.capture.limit(ready.max_fps, ready.max_side);
    if (ready.resumed) return;
    this.#clock = new MediaClock();
    this.stats.newSet();
  }

  /** @param {Pose} pose */
  #draw(pose) {
    this.#gate.answered(pose.seq);
    const taken = this.#taken.get(pose.seq);
    this.#answeredAt = performance.now();
    if (taken) {
      this.listeners.draw(pose, taken.bitmap);
      this.stats.drawn(pose, taken.capturedAt);
    }
    this.#forget(pose.seq);
  }

  /** @param {number} upTo */
  #forget(upTo) {
    for (const [seq, { bitmap }] of this.#taken) {
      if (seq > upTo) continue;
      bitmap.close();
      this.#taken.delete(seq);
    }
  }

  #startOver() {
    this.#unheardSince = null;
    this.#gate.reset();
    this.#forget(Infinity);
  }

  /** @param {TroubleCode} code */
  #trouble(code) {
    this.#startOver();
    this.listeners.trouble(code);
  }
}
