/**
 * The worker that turns camera pictures into JPEG, so that the page itself stays free to draw.
 *
 * Two ways in: the track's own frames (`track`, where the browser has MediaStreamTrackProcessor) or bitmaps that the page
 * takes from the video (`bitmap`). One way out: a `frame` for each credit, always the newest picture.
 *
 * @typedef {{ kind: "track", frames: ReadableStream<VideoFrame> } | { kind: "bitmap", bitmap: ImageBitmap, seconds: number, capturedAt: number }
 *   | { kind: "credit", more: number } | { kind: "limit", fps: number, side: number } | { kind: "stop" }} ToWorker
 * @typedef {{ kind: "frame", seconds: number, capturedAt: number, jpeg: ArrayBuffer, bitmap: ImageBitmap, light: number | null }
 *   | { kind: "failed", message: string }} FromWorker
 *   `seconds` the source's own time; `capturedAt` in ms since 1970, on the same clock in page and worker; `light` 0..255
 */

import { Pace } from "./pace.js";

/** Larger pictures are reduced: the model looks at 256 x 256 pixels of the person. */
const MAX_SIDE = 640;
const QUALITY = 0.7;
const LIGHT_EVERY_MS = 500;
/** More pictures a second help nobody. */
const MAX_FPS = 30;

/** @type {{ postMessage: (message: FromWorker, transfer?: Transferable[]) => void, onmessage: ((event: MessageEvent<ToWorker>) => void) | null }} */
const page = /** @type {any} */ (self);

let maxSide = MAX_SIDE;
let free = 0;
let busy = false;
/** @type {{ picture: VideoFrame | ImageBitmap, seconds: number, capturedAt: number } | null} */
let newest = null;
/** @type {ReadableStreamDefaultReader<VideoFrame> | null} */
let reader = null;
let lightAt = -Infinity;
const pace = new Pace();
const canvas = new OffscreenCanvas(1, 1);
const probe = new OffscreenCanvas(32, 24);

page.onmessage = ({ data }) => {
  if (data.kind === "track") void readTrack(data.frames);
  else if (data.kind === "bitmap") offer(data.bitmap, data.seconds, data.capturedAt);
  else if (data.kind === "limit") {
    pace.limit(Math.min(MAX_FPS, data.fps));
    maxSide = Math.min(MAX_SIDE, data.side);
  } else if (data.kind === "credit") {
    free += data.more;
    void encodeNewest();
  } else stop();
};

/** @param {ReadableStream<VideoFrame>} frames */
async function readTrack(frames) {
  await reader?.cancel();
  const own = frames.getReader();
  reader = own;
  for (;;) {
    const { value, done } = await own.read();
    if (done || !value) return;
    offer(value, value.timestamp / 1e6, performance.timeOrigin + performance.now());
  }
}

/**
 * @param {VideoFrame | ImageBitmap} picture
 * @param {number} seconds
 * @param {number} capturedAt
 */
function offer(picture, seconds, capturedAt) {
  if (!pace.isDue(seconds)) {
    picture.close();
    return;
  }
  newest?.picture.close();
  newest = { picture, seconds, capturedAt };
  void encodeNewest();
}

async function encodeNewest() {
  if (busy || free < 1 || !newest) return;
  busy = true;
  free -= 1;
  const { picture, seconds, capturedAt } = newest;
  newest = null;
  pace.taken(seconds);
  try {
    const size = sizeFor(picture);
    if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
    const context = canvas.getContext("2d", { alpha: false });
    if (!context) throw new Error("no 2d canvas in a worker");
    context.drawImage(picture, 0, 0, size.width, size.height);
    const light = measureLight();
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
    const [jpeg, bitmap] = await Promise.all([blob.arrayBuffer(), createImageBitmap(canvas)]);
    page.postMessage({ kind: "frame", seconds, capturedAt, jpeg, bitmap, light }, [jpeg, bitmap]);
  } catch (error) {
    page.postMessage({ kind: "failed", message: String(error) });
  } finally {
    picture.close();
    busy = false;
    void encodeNewest();
  }
}

/** @param {VideoFrame | ImageBitmap} picture */
function sizeFor(picture) {
  const width = "displayWidth" in picture ? picture.displayWidth : picture.width;
  const height = "displayHeight" in picture ? picture.displayHeight : picture.height;
  const scale = Math.min(1, maxSide / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** Mean luma of the picture 0..255, twice a second; null in between. */
function measureLight() {
  if (performance.now() - lightAt < LIGHT_EVERY_MS) return null;
  lightAt = performance.now();
  const context = probe.getContext("2d", { willReadFrequently: true });
  if (!context) return null;
  context.drawImage(canvas, 0, 0, probe.width, probe.height);
  const { data } = context.getImageData(0, 0, probe.width, probe.height);
  let sum = 0;
  // Rec. 601 luma
  for (let i = 0; i < data.length; i += 4) sum += 0.299 * (data[i] ?? 0) + 0.587 * (data[i + 1] ?? 0) + 0.114 * (data[i + 2] ?? 0);
  return sum / (data.length / 4);
}

function stop() {
  void reader?.cancel();
  reader = null;
  newest?.picture.close();
  newest = null;
}
