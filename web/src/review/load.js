/**
 * What a rep needs before it can be shown: numbers, frame times, a clip. Loaded ahead, so that the next rep is there at once.
 *
 * @typedef {import("../review-api.d.ts").Id} Id
 * @typedef {import("../review-api.d.ts").RepDetail} RepDetail
 * @typedef {import("../review-api.d.ts").FindingDetail} FindingDetail
 * @typedef {import("../review-api.d.ts").Series} Series
 * @typedef {{ video: HTMLVideoElement, origin: number }} Film  `origin`: media time (s) at the film's own zero
 * @typedef {{ rep: RepDetail, finding: FindingDetail | null, series: Series, times: ReadonlyArray<number>, size: { width: number, height: number },
 *   range: { from: number, to: number }, film: Film | null }} Loaded
 */

import { ApiError, get, request } from "../api.js";
import { anglesOver } from "./angles.js";
import { loopRange } from "./frames.js";

const KEPT = 8;
/** The server cuts clips at a minute; past it, the file as it came is played. */
const CLIP_S = 58;
/** A clip that the server has kept is here sooner than this. */
const CLIP_WAIT_MS = 250;

/** @type {Map<string, Promise<import("../review-api.d.ts").FrameTimes>>} */
const timesOf = new Map();

export class Loader {
  constructor() {
    /** @type {Map<string, Promise<Loaded>>} */
    this.kept = new Map();
  }

  /**
   * @param {{ finding: Id } | { rep: Id }} what
   * @returns {Promise<Loaded>}
   */
  load(what) {
    const key = JSON.stringify(what);
    const known = this.kept.get(key);
    if (known) {
      this.kept.delete(key);
      this.kept.set(key, known);
      return known;
    }
    const loading = "finding" in what ? loadFinding(what.finding) : loadRep(what.rep);
    this.kept.set(key, loading);
    loading.catch(() => this.kept.delete(key));
    for (const [old, loaded] of this.kept) {
      if (this.kept.size <= KEPT) break;
      this.kept.delete(old);
      void loaded.then(release, () => undefined);
    }
    return loading;
  }

  /** Forget a finding whose verdicts have changed; its film stays where it is shown. @param {Id} finding */
  forget(finding) {
    this.kept.delete(JSON.stringify({ finding }));
  }
}

/** @param {Id} id */
async function loadFinding(id) {
  const finding = /** @type {FindingDetail} */ (await get(`/api/findings/${id}`));
  return complete(finding.rep, finding);
}

/** @param {Id} id */
async function loadRep(id) {
  return complete(/** @type {RepDetail} */ (await get(`/api/reps/${id}`)), null);
}

/**
 * @param {RepDetail} rep
 * @param {FindingDetail | null} finding
 * @returns {Promise<Loaded>}
 */
async function complete(rep, finding) {
  const range = loopRange(rep, finding?.t_worst ?? null);
  const [series, frames, film] = await Promise.all([
    /** @type {Promise<Series>} */ (get(`/api/reps/${rep.id}/series`)),
    frameTimes(rep.session.id),
    rep.session.media ? loadFilm(rep, range) : null,
  ]);
  const [width, height] = rep.session.media ? frames.size : series.image_size;
  const size = { width, height };
  const angles = anglesOver(series.landmarks, size, finding?.landmarks ?? []);
  Object.assign(series.channels, angles);
  series.angles = Object.keys(angles);
  return { rep, finding, series, times: frames.times, size, range, film };
}

/** @param {Id} session */
function frameTimes(session) {
  const key = String(session);
  const known = timesOf.get(key) ?? get(`/api/sessions/${session}/frames`);
  timesOf.set(key, /** @type {Promise<import("../review-api.d.ts").FrameTimes>} */ (known));
  known.catch(() => timesOf.delete(key));
  return /** @type {Promise<import("../review-api.d.ts").FrameTimes>} */ (known);
}

/**
 * The clip of the rep where it is there already; else the file as it came, so that nobody waits for a clip to be made. The
 * clip is kept by the server for the next time.
 *
 * @param {RepDetail} rep
 * @param {{ from: number, to: number }} range
 * @returns {Promise<Film | null>} null where the browser can play neither; frames can still be stepped through
 */
async function loadFilm(rep, range) {
  const url = rep.session.media?.url ?? "";
  if (range.to - rep.t_start > CLIP_S) return started(url, 0, range.from);
  const clip = loadClip(rep, range);
  const early = await Promise.race([clip, wait(CLIP_WAIT_MS)]);
  if (early) return early;
  const whole = started(url, 0, range.from);
  const first = await Promise.race([clip, whole]);
  if (first) return first;
  return (await clip) ?? whole;
}

/**
 * @param {RepDetail} rep
 * @param {{ from: number, to: number }} range
 * @returns {Promise<Film | null>}
 */
async function loadClip(rep, range) {
  try {
    const answer = await request(`/api/reps/${rep.id}/clip.webm`);
    const origin = Number(answer.headers.get("X-Clip-Start"));
    return await started(URL.createObjectURL(await answer.blob()), origin, range.from);
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
}

/** @param {number} ms @returns {Promise<null>} */
function wait(ms) {
  return new Promise((resolve) => setTimeout(() => resolve(null), ms));
}

/**
 * @param {string} url
 * @param {number} origin
 * @param {number} from
 * @returns {Promise<Film | null>} with its first picture decoded
 */
async function started(url, origin, from) {
  const video = document.createElement("video");
  Object.assign(video, { muted: true, playsInline: true, preload: "auto", src: url, disablePictureInPicture: true });
  const ready = await new Promise((resolve) => {
    video.addEventListener("loadeddata", () => resolve(true), { once: true });
    video.addEventListener("error", () => resolve(false), { once: true });
  });
  if (!ready) {
    release({ film: { video, origin } });
    return null;
  }
  if (from - origin > 0.05) {
    video.currentTime = from - origin;
    await new Promise((resolve) => video.addEventListener("seeked", resolve, { once: true }));
  }
  return { video, origin };
}

/** @param {{ film: Film | null }} loaded */
function release({ film }) {
  if (!film || film.video.isConnected) return;
  const { src } = film.video;
  film.video.removeAttribute("src");
  film.video.load();
  if (src.startsWith("blob:")) URL.revokeObjectURL(src);
}
