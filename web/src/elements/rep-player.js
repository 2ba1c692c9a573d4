/**
 * `<rep-player>`: a rep in a loop, or one exact frame of it, with skeleton and angles. Without a video the skeleton moves on a
 * plain stage. Fires `frame` with `{ t, index, row }` for every picture shown and `playing` when that changes.
 */

import { html } from "../dom.js";
import { placePicture } from "../geometry.js";
import { drawBody, pointsIn } from "../overlay.js";
import { arcs, drawArcs } from "../review/angles.js";
import { frameAt, stepped } from "../review/frames.js";
import { Stills } from "../review/stills.js";

/** @typedef {import("../review/load.js").Loaded} Loaded */

const MOST_WIDTH = 960;
const DRIFT_S = 0.09;

export class RepPlayer extends HTMLElement {
  constructor() {
    super();
    /** @type {Loaded | null} */
    this.loaded = null;
    /** @type {Stills | null} */
    this.stills = null;
    this.playing = false;
    this.rate = 1;
    this.skeleton = true;
    this.angles = true;
    this.index = 0;
    this.t = 0;
    this.still = html("canvas", { class: "still", hidden: true });
    this.overlay = html("canvas", { class: "overlay" });
    this.stage = html("div", { class: "player-stage" }, this.still, this.overlay);
    this.timer = 0;
    this.sizes = new ResizeObserver(() => this.#paint());
  }

  connectedCallback() {
    if (!this.stage.isConnected) this.append(this.stage);
    this.sizes.observe(this.stage);
  }

  disconnectedCallback() {
    this.sizes.disconnect();
    this.#halt();
  }

  /**
   * @param {Loaded} loaded
   * @param {{ play: boolean, at?: number }} how
   */
  show(loaded, { play, at = loaded.range.from }) {
    this.#halt();
    this.loaded?.film?.video.remove();
    this.loaded = loaded;
    const { rep, times, size, film } = loaded;
    this.stills = rep.session.media ? new Stills(rep.session.id, times, Math.min(MOST_WIDTH, size.width)) : null;
    this.stage.style.setProperty("--ratio", String(size.width / size.height));
    this.stage.classList.toggle("plain", !rep.session.media);
    this.still.hidden = true;
    delete this.dataset["frame"];
    if (film) {
      film.video.loop = true;
      film.video.setAttribute("aria-label", "The rep");
      this.stage.prepend(film.video);
    }
    this.t = at;
    this.index = frameAt(times, at);
    if (play) this.play();
    else void this.seek(at);
  }

  play() {
    const { loaded } = this;
    if (!loaded) return;
    this.#setPlaying(true);
    this.still.hidden = true;
    delete this.dataset["frame"];
    if (!loaded.film) return this.#animate(performance.now(), this.t);
    const { video, origin } = loaded.film;
    video.playbackRate = this.rate;
    if (Math.abs(video.currentTime + origin - this.t) > DRIFT_S) video.currentTime = Math.max(0, this.t - origin);
    void video.play().catch((error) => {
      // the browser may refuse; a film that was put away while it began is no reason to stop the next one
      if (error.name !== "AbortError" && video === this.loaded?.film?.video) this.pause();
    });
    this.#follow(video, origin);
  }

  pause() {
    this.#halt();
    void this.seek(this.t);
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  /** @param {number} rate */
  setRate(rate) {
    this.rate = rate;
    if (this.loaded?.film) this.loaded.film.video.playbackRate = rate;
    if (this.playing && !this.loaded?.film) this.play();
  }

  /** @param {number} by frames */
  step(by) {
    const { loaded } = this;
    if (!loaded) return;
    this.#halt();
    void this.#rest(stepped(loaded.times, this.index, by, loaded.range));
  }

  /** @param {number} t */
  async seek(t) {
    const { loaded } = this;
    if (!loaded) return;
    const within = Math.min(Math.max(t, loaded.range.from), loaded.range.to);
    if (this.playing) {
      this.t = within;
      if (loaded.film) loaded.film.video.currentTime = Math.max(0, within - loaded.film.origin);
      else this.play();
    } else {
      await this.#rest(frameAt(loaded.times, within));
    }
  }

  /** Keep beside another player that leads. @param {number} t @param {boolean} playing */
  keepAt(t, playing) {
    const { loaded } = this;
    if (!loaded) return;
    if (!playing || !loaded.film) {
      this.#halt();
      const within = Math.min(Math.max(t, loaded.range.from), loaded.range.to);
      if (playing) this.#shown(within);
      else void this.#rest(frameAt(loaded.times, within));
    } else if (t < loaded.range.from || t > loaded.range.to) {
      loaded.film.video.pause();
    } else {
      const { video, origin } = loaded.film;
      if (!this.playing || video.paused || Math.abs(video.currentTime + origin - t) > DRIFT_S) {
        this.t = t;
        video.currentTime = Math.max(0, t - origin);
        this.play();
      }
    }
  }

  repaint() {
    this.#paint();
  }

  #halt() {
    cancelAnimationFrame(this.timer);
    const video = this.loaded?.film?.video;
    if (video) {
      video.pause();
      video.cancelVideoFrameCallback(this.timer);
    }
    this.#setPlaying(false);
  }

  /** @param {boolean} playing */
  #setPlaying(playing) {
    if (this.playing === playing) return;
    this.playing = playing;
    this.dispatchEvent(new CustomEvent("playing"));
  }

  /**
   * @param {HTMLVideoElement} video
   * @param {number} origin
   */
  #follow(video, origin) {
    video.cancelVideoFrameCallback(this.timer);
    this.timer = video.requestVideoFrameCallback((_, { mediaTime }) => {
      if (!this.playing || video !== this.loaded?.film?.video) return;
      const t = origin + mediaTime;
      const { range } = this.loaded;
      if (t > range.to + DRIFT_S || t < range.from - DRIFT_S) video.currentTime = Math.max(0, range.from - origin);
      else this.#shown(t);
      this.#follow(video, origin);
    });
  }

  /**
   * Media time without a video: from `t` at `start`, at the rate that is set.
   *
   * @param {number} start ms
   * @param {number} t
   */
  #animate(start, t) {
    cancelAnimationFrame(this.timer);
    this.timer = requestAnimationFrame((now) => {
      const { loaded } = this;
      if (!this.playing || !loaded) return;
      const { from, to } = loaded.range;
      this.#shown(from + ((t - from + ((now - start) / 1000) * this.rate) % (to - from)));
      this.#animate(start, t);
    });
  }

  /** @param {number} index the frame to stand still at */
  async #rest(index) {
    const { loaded, stills } = this;
    if (!loaded) return;
    this.#shown(loaded.times[index] ?? 0);
    delete this.dataset["frame"];
    if (stills) {
      try {
        const bitmap = await stills.at(index);
        if (this.playing || this.index !== index || this.loaded !== loaded) return;
        Object.assign(this.still, { width: bitmap.width, height: bitmap.height });
        this.still.getContext("2d")?.drawImage(bitmap, 0, 0);
        this.still.hidden = false;
        stills.around(index);
      } catch (error) {
        if (this.loaded === loaded) this.dispatchEvent(new CustomEvent("trouble", { detail: error }));
        return;
      }
    }
    this.dataset["frame"] = String(index);
  }

  /** @param {number} t */
  #shown(t) {
    const { loaded } = this;
    if (!loaded) return;
    this.t = t;
    this.index = frameAt(loaded.times, t);
    this.#paint();
    this.dispatchEvent(new CustomEvent("frame", { detail: { t, index: this.index, row: frameAt(loaded.series.t, t) } }));
  }

  #paint() {
    const { loaded, overlay } = this;
    const context = overlay.getContext("2d");
    const ratio = Math.min(devicePixelRatio, 2);
    const size = { width: Math.round(overlay.clientWidth * ratio), height: Math.round(overlay.clientHeight * ratio) };
    if (!loaded || !context || size.width === 0) return;
    if (overlay.width !== size.width || overlay.height !== size.height) Object.assign(overlay, size);
    else context.clearRect(0, 0, size.width, size.height);
    const row = loaded.series.landmarks[frameAt(loaded.series.t, this.t)];
    if (!row) return;
    const placement = placePicture(loaded.size, size, false);
    const at = Array.from({ length: row.length / 3 }, (_, i) => /** @type {[number, number]} */ ([row[3 * i], row[3 * i + 1]]));
    const visibility = at.map((_, i) => row[3 * i + 2] ?? 0);
    const points = pointsIn(at, visibility, placement);
    const landmarks = loaded.finding?.landmarks ?? [];
    if (this.skeleton || !loaded.rep.session.media) drawBody(context, { placement, points, marked: new Set(landmarks), glow: null });
    if (this.angles) drawArcs(context, arcs(points, landmarks), Math.max(20, Math.min(size.width, size.height) / 18));
  }
}

customElements.define("rep-player", RepPlayer);
