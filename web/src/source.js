/**
 * Where the pictures come from: a camera, or a sample clip in its place. Whoever leaves while the browser still asks for the
 * camera, or a clip still loads, gets neither.
 *
 * @typedef {import("./camera.js").Camera} Camera
 * @typedef {import("./trouble.js").TroubleCode} TroubleCode
 */

import { openCamera } from "./camera.js";
import { loadSample } from "./samples.js";

export class Source {
  /** Counts what was opened and closed: what comes for an older number is let go. */
  #number = 0;
  /** @type {Camera | null} */
  #camera = null;

  /**
   * @param {HTMLVideoElement} video
   * @param {() => void} ended the camera was unplugged or switched off
   */
  constructor(video, ended) {
    this.video = video;
    this.ended = ended;
  }

  /** The camera's track while it is live. */
  get track() {
    return this.#camera?.track.readyState === "live" ? this.#camera.track : null;
  }

  get mirrored() {
    return this.#camera?.mirrored ?? false;
  }

  /**
   * @param {string} id of the device, "" for whichever the browser prefers
   * @returns {Promise<"open" | "stale" | TroubleCode>} stale: it was closed meanwhile
   */
  async openCamera(id) {
    this.close();
    const number = this.#number;
    const opened = await openCamera(id);
    if (number !== this.#number) {
      if (typeof opened !== "string") opened.track.stop();
      return "stale";
    }
    if (typeof opened === "string") return opened;
    this.#camera = opened;
    opened.track.addEventListener("ended", () => {
      if (this.#camera === opened) this.ended();
    });
    this.video.classList.toggle("mirrored", opened.mirrored);
    this.video.srcObject = opened.stream;
    try {
      await this.video.play();
    } catch {
      // it was closed while it started, or it will start by itself
    }
    return number === this.#number ? "open" : "stale";
  }

  /**
   * @param {string} exercise
   * @returns {Promise<"open" | "stale" | TroubleCode>}
   */
  async openSample(exercise) {
    this.close();
    const number = this.#number;
    this.video.classList.remove("mirrored");
    const loaded = await loadSample(this.video, exercise);
    if (number !== this.#number) return "stale";
    return loaded ? "open" : "sample";
  }

  close() {
    this.#number += 1;
    this.#camera?.track.stop();
    this.#camera = null;
    this.video.pause();
    this.video.srcObject = null;
    this.video.removeAttribute("src");
  }
}
