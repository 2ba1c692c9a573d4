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
import { loopRange } from "./frames.js";

const KEPT = 8;
/** The server cuts clips at a minute; past it, the file as it came is played. */
const CLIP_S = 58;

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
  return { rep, finding, series, times: frames.times, size: { width, height }, range, film };
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
 * @param {RepDetail} rep
 * @param {{ from: number, to: number }} range
 * @returns {Promise<Film | null>} null where the browser cannot play it; frames can still be stepped through
 */
async function loadFilm(rep, range) {
  if (range.to - rep.t_start > CLIP_S) return started(rep.session.media?.url ?? "", 0, range.from);
  try {
    const answer = await request(`/api/reps/${rep.id}/clip.webm`);
    const origin = Number(answer.headers.get("X-Clip-Start"));
    return await started(URL.createObjectURL(await answer.blob()), origin, range.from);
  } catch (error) {
    if (error instanceof ApiError) return null;
    throw error;
  }
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
  if (from - origin > 0.05) video.currentTime = from - origin;
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
