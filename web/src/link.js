/**
 * The websocket to the server: one set at a time, taken up again with its token when the connection drops.
 *
 * @typedef {import("./wire.d.ts").ClientMessage} ClientMessage
 * @typedef {import("./wire.d.ts").ServerMessage} ServerMessage
 * @typedef {import("./wire.d.ts").Start} Start
 * @typedef {import("./trouble.js").TroubleCode} TroubleCode
 * @typedef {{
 *   message: (message: ServerMessage) => void, trouble: (code: TroubleCode) => void,
 * }} Listeners
 * @typedef {{ binaryType: string, readyState: number, send: (data: string | ArrayBuffer) => void, close: (code?: number) => void,
 *   onopen: (() => void) | null, onmessage: ((event: { data: unknown }) => void) | null,
 *   onclose: ((event: { code: number }) => void) | null }} Socket
 */

import { startTimer, stopTimer } from "./timers.js";

/** @type {typeof import("./wire.d.ts").PROTOCOL} */
export const PROTOCOL = 1;
/** @type {typeof import("./wire.d.ts").FRAME_HEADER_BYTES} */
const HEADER_BYTES = 12;
const OPEN = 1;
/** Stands for a connection that broke off without a word. */
const DEAD = 1006;
const RETRY_MS = 700;
/** How long to go on trying: as long as the server keeps a set, and a first connection that fails is reported sooner. */
const GIVE_UP_MS = 30_000;
const GIVE_UP_FIRST_MS = 6_000;
/** The end of a set is judged within this; then the line itself is in doubt. */
const DONE_WITHIN_MS = 10_000;

/** Close codes that a new attempt would not change. @type {Readonly<Record<number, TroubleCode>>} */
const FINAL = { 4400: "server", 4406: "version", 4409: "replaced", 4429: "crowded" };

/**
 * A picture as the server takes it: sequence and media time, little endian, then the JPEG.
 *
 * @param {number} seq
 * @param {number} t seconds
 * @param {ArrayBuffer} jpeg
 * @returns {ArrayBuffer}
 */
export function packFrame(seq, t, jpeg) {
  const packed = new Uint8Array(HEADER_BYTES + jpeg.byteLength);
  const view = new DataView(packed.buffer);
  view.setUint32(0, seq, true);
  view.setFloat64(4, t, true);
  packed.set(new Uint8Array(jpeg), HEADER_BYTES);
  return packed.buffer;
}

export class Link {
  /** @type {Socket | null} */
  #socket = null;
  /** @type {Start | null} */
  #start = null;
  /** @type {string | null} */
  #token = null;
  /** @type {Start | null} the set to begin when the one under way is over */
  #then = null;
  /** A set was begun and is not over. */
  #wanted = false;
  /** The server has been there for it. */
  #reached = false;
  #ready = false;
  #ending = false;
  #discard = false;
  /** No further attempt is made by itself. */
  #gaveUp = false;
  /** @type {number | null} since when there is no connection that works */
  #lostAt = null;
  #timer = 0;

  /**
   * @param {Listeners} listeners
   * @param {{ makeSocket?: () => Socket, now?: () => number, setTimer?: (action: () => void, ms: number) => number,
   *   clearTimer?: (timer: number) => void }} [parts]
   */
  constructor(listeners, { makeSocket = openSocket, now = () => performance.now(), setTimer = startTimer, clearTimer = stopTimer } = {}) {
    this.listeners = listeners;
    this.makeSocket = makeSocket;
    this.now = now;
    this.setTimer = setTimer;
    this.clearTimer = clearTimer;
  }

  /** Whether frames may be sent. */
  get ready() {
    return this.#ready && !this.#ending;
  }

  /**
   * Begin a set, over a new connection where there is none.
   *
   * @param {Start} start
   */
  begin(start) {
    if (this.#socket && this.#token && !this.#ending) {
      this.#then = start;
      this.stop(true);
      return;
    }
    this.#start = start;
    this.#wanted = true;
    this.#reached = false;
    this.#token = null;
    this.#ending = false;
    this.#lostAt = this.now();
    this.#connect();
  }

  /** @param {boolean} discard */
  stop(discard) {
    this.#ending = true;
    this.#discard = discard;
    this.#send({ type: "stop", discard });
    if (this.#gaveUp) this.again();
    if (this.#socket?.readyState !== OPEN) return; // told when the line is back
    this.clearTimer(this.#timer);
    this.#timer = this.setTimer(() => this.doubt(), DONE_WITHIN_MS);
  }

  /** Try for the same set anew, after all attempts failed. */
  again() {
    this.#lostAt = this.now();
    this.#connect();
  }

  /** No answer comes: take the line for dead, and the set up again over a new one. */
  doubt() {
    if (!this.#socket) return;
    this.#drop();
    this.#closed(DEAD);
  }

  /**
   * @param {number} seq
   * @param {number} t
   * @param {ArrayBuffer} jpeg
   */
  sendFrame(seq, t, jpeg) {
    this.#socket?.send(packFrame(seq, t, jpeg));
  }

  /**
   * Leave: nothing is heard of this link again.
   *
   * @param {boolean | null} [discard] what becomes of a set under way; null: there is none, or it has been told
   */
  close(discard = null) {
    this.clearTimer(this.#timer);
    if (discard !== null && this.#wanted && !this.#ending) this.#send({ type: "stop", discard });
    this.#wanted = false;
    this.#token = null;
    this.#ending = false;
    this.#ready = false;
    this.#then = null;
    this.#drop();
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onclose = null;
    socket.onmessage = null;
    socket.onopen = null;
    socket.close(1000);
  }

  #connect() {
    this.#drop();
    this.#ready = false;
    this.#gaveUp = false;
    const socket = this.makeSocket();
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#sendStart();
    socket.onmessage = ({ data }) => this.#receive(/** @type {ServerMessage} */ (JSON.parse(String(data))));
    socket.onclose = ({ code }) => this.#closed(code);
  }

  #sendStart() {
    if (this.#start) this.#send({ ...this.#start, resume: this.#token });
  }

  /** @param {ClientMessage} message */
  #send(message) {
    if (this.#socket?.readyState === OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** @param {ServerMessage} message */
  #receive(message) {
    const over = this.#then !== null; // what the set before the next one still says, but for the credit
    if (message.type === "ready") {
      this.#token = message.token;
      this.#ready = this.#reached = true;
      this.#lostAt = null;
      if (this.#ending) this.stop(this.#discard); // asked for while the line was down
    } else if (message.type === "queued") {
      this.#reached = true;
      this.#lostAt = null;
    } else if (message.type === "set_done") {
      this.clearTimer(this.#timer);
      this.#token = null;
      this.#ready = false;
      this.#ending = false;
      this.#wanted = this.#then !== null;
      if (this.#then) {
        this.#start = this.#then;
        this.#then = null;
        this.#sendStart();
      }
    } else if (message.type === "error" && message.code === "resume") {
      this.#token = null;
      this.#sendStart();
    }
    if (!over || "seq" in message) this.listeners.message(message);
  }

  /** @param {number} code */
  #closed(code) {
    this.#socket = null;
    this.#ready = false;
    const final = FINAL[code];
    if (final) {
      this.listeners.trouble(final);
      return;
    }
    if (!this.#wanted) return; // the set is over: nothing to take up
    const now = this.now();
    this.#lostAt ??= now;
    const patience = this.#reached ? GIVE_UP_MS : GIVE_UP_FIRST_MS;
    if (now - this.#lostAt > patience) {
      this.#gaveUp = true;
      this.listeners.trouble("gone");
      return;
    }
    this.listeners.trouble("lost");
    this.#timer = this.setTimer(() => this.#connect(), RETRY_MS);
  }
}

/** @returns {Socket} */
function openSocket() {
  const url = new URL("/ws/practice", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return /** @type {Socket} */ (/** @type {unknown} */ (new WebSocket(url)));
}
