/**
 * Takes pictures from a video for the worker: through the track itself where the browser can (Chromium), else from the
 * `<video>` frame by frame (Firefox, Safari, sample clips, whose media time matters).
 *
 * @typedef {import("./capture-worker.js").ToWorker} ToWorker
 * @typedef {import("./capture-worker.js").FromWorker} FromWorker
 * @typedef {Extract<FromWorker, { kind: "frame" }>} CapturedFrame
 */

/**
 * @typedef {{ readable: ReadableStream<VideoFrame> }} TrackProcessor
 * @typedef {new (init: { track: MediaStreamTrack }) => TrackProcessor} TrackProcessorMaker
 */

/** @returns {boolean} false where the browser lacks what live practice needs */
export function canCapture() {
  return typeof OffscreenCanvas !== "undefined" && typeof createImageBitmap !== "undefined" && typeof Worker !== "undefined" && "convertToBlob" in OffscreenCanvas.prototype;
}

export class Capture {
  /** @type {HTMLVideoElement | null} */
  #video = null;
  #taking = false;
  #handle = 0;
  #lastSeconds = -1;
  /** @type {"track" | "video"} */
  path = "video";

  /** @param {{ frame: (frame: CapturedFrame) => void, failed: (message: string) => void }} listeners */
  constructor({ frame, failed }) {
    this.worker = new Worker(new URL("./capture-worker.js", import.meta.url), { type: "module" });
    this.worker.onmessage = (/** @type {MessageEvent<FromWorker>} */ { data }) => {
      if (data.kind === "frame") frame(data);
      else failed(data.message);
    };
    this.worker.onerror = (event) => failed(event.message);
  }

  /**
   * @param {HTMLVideoElement} video playing what is to be captured
   * @param {MediaStreamTrack | null} track the camera behind it, null for a clip
   */
  start(video, track) {
    this.stop();
    this.#video = video;
    this.#lastSeconds = -1;
    const maker = /** @type {{ MediaStreamTrackProcessor?: TrackProcessorMaker }} */ (/** @type {unknown} */ (globalThis)).MediaStreamTrackProcessor;
    if (track && maker) {
      this.path = "track";
      const { readable } = new maker({ track });
      this.#post({ kind: "track", frames: readable }, [readable]);
      return;
    }
    this.path = "video";
    this.#next();
  }

  /**
   * What the server takes.
   *
   * @param {number} fps pictures a second
   * @param {number} side longest side in pixels
   */
  limit(fps, side) {
    this.#post({ kind: "limit", fps, side });
  }

  /** @param {number} more how many further frames may be sent */
  credit(more) {
    if (more > 0) this.#post({ kind: "credit", more });
  }

  stop() {
    const video = this.#video;
    this.#video = null;
    if (video && this.#handle && "cancelVideoFrameCallback" in video) video.cancelVideoFrameCallback(this.#handle);
    else cancelAnimationFrame(this.#handle);
    this.#post({ kind: "stop" });
  }

  #next() {
    const video = this.#video;
    if (!video) return;
    if ("requestVideoFrameCallback" in video) {
      this.#handle = video.requestVideoFrameCallback((now, { mediaTime }) => this.#take(video, this.#timeOf(now, mediaTime)));
    } else {
      const old = /** @type {HTMLVideoElement} */ (video);
      this.#handle = requestAnimationFrame(() => this.#take(old, old.currentTime));
    }
  }

  /**
   * The media time; of a stream whose clock stands still (some WebKits) the time of showing.
   *
   * @param {number} now ms
   * @param {number} mediaTime seconds
   */
  #timeOf(now, mediaTime) {
    return mediaTime === 0 && this.#lastSeconds >= 0 ? now / 1000 : mediaTime;
  }

  /**
   * @param {HTMLVideoElement} video
   * @param {number} seconds
   */
  async #take(video, seconds) {
    this.#next();
    if (this.#taking || seconds === this.#lastSeconds || video.videoWidth === 0) return;
    this.#taking = true;
    this.#lastSeconds = seconds;
    const capturedAt = performance.timeOrigin + performance.now();
    try {
      const bitmap = await createImageBitmap(video);
      this.#post({ kind: "bitmap", bitmap, seconds, capturedAt }, [bitmap]);
    } catch {
      // the video has no picture at this moment (a seek, a new source): the next frame comes by itself
    } finally {
      this.#taking = false;
    }
  }

  /**
   * @param {ToWorker} message
   * @param {Transferable[]} [transfer]
   */
  #post(message, transfer = []) {
    this.worker.postMessage(message, transfer);
  }
}
