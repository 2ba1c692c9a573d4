/** The practice page: joins the parts. What happens is decided in state.js; here it is carried out. */

import "./elements/app-header.js";
import { get } from "./api.js";
import { Awake } from "./awake.js";
import { listCameras, openCamera } from "./camera.js";
import { canCapture } from "./capture.js";
import { find } from "./dom.js";
import { LiveStage } from "./elements/live-stage.js";
import { SetChooser } from "./elements/set-chooser.js";
import { SetSummary } from "./elements/set-summary.js";
import { TroublePanel } from "./elements/trouble-panel.js";
import { exerciseNamed } from "./exercises.js";
import { Flow } from "./flow.js";
import { PROTOCOL } from "./link.js";
import { drawPose } from "./overlay.js";
import { reviewUrl } from "./pages.js";
import { BACK, PlannedPractice } from "./plan/planned-practice.js";
import { RateWatch } from "./rate-watch.js";
import { loadSample } from "./samples.js";
import { Sound } from "./sound.js";
import { glowStrength, keptWords, reduce, shownCue, START } from "./state.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Action} Action
 * @typedef {import("./elements/set-chooser.js").Choice} Choice
 * @typedef {import("./trouble.js").TroubleAction} TroubleAction
 */

const TICK_MS = 100;

const chooser = find(document, "set-chooser", SetChooser);
const stage = find(document, "live-stage", LiveStage);
const summary = find(document, "set-summary", SetSummary);
const troubles = find(document, "trouble-panel", TroublePanel);
const header = find(document, "app-header", HTMLElement);
const planned = new PlannedPractice();
const rateWatch = new RateWatch();
const awake = new Awake();

/** @type {State} */
let state = START;
/** @type {Choice} */
let choice = { ...chooser.choice(), source: "camera" };
/** @type {{ stream: MediaStream, track: MediaStreamTrack, mirrored: boolean } | null} */
let camera = null;
/** @type {"lite" | null} */
let wantedModel = null;
let model = "";

const flow = new Flow({
  message: (message) => {
    if (message.type === "cue") sound.cue(message);
    if (message.type === "ready") {
      model = message.model;
      if (choice.source === "sample" && state.stage === "live" && !document.hidden) void stage.video.play();
    }
    dispatch({ type: "message", message, now: performance.now() });
  },
  trouble: (code) => {
    if (choice.source === "sample") stage.video.pause();
    dispatch({ type: "trouble", code });
  },
  light: (light) => dispatch({ type: "light", light }),
  draw: (pose, bitmap) => drawPose(stage.canvas, pose, bitmap, camera?.mirrored ?? false, state.cue, glowStrength(state, performance.now())),
  stale: () => stage.canvas.getContext("2d")?.clearRect(0, 0, stage.canvas.width, stage.canvas.height),
});

const sound = new Sound((cue) => {
  dispatch({ type: "show", cue: shownCue(state, cue), now: performance.now() });
  if (cue.rule !== "") flow.stats.cueShown(cue.t, cue.text);
});

/** @param {Action} action */
function dispatch(action) {
  const before = state;
  state = reduce(state, action);
  if (state === before) return;
  if (state.stage !== before.stage) entered(before.stage);
  render();
}

/** @param {State["stage"]} from */
function entered(from) {
  if (state.stage === "countdown") startSet();
  if (state.stage === "live" && from === "countdown") sound.go();
  if (state.stage === "ending") {
    sound.speech.clear();
    flow.pause();
    flow.link.stop(false);
  }
  if (state.stage === "done" && state.report) {
    release();
    summary.hidden = false;
    summary.show(state.report, { title: exerciseNamed(choice.exercise).title, reviewUrl: reviewUrl(state.setId), kept: keptWords(state), back: planned.set && BACK });
    planned.done(state.report, choice.exercise, state.setId, sound.on);
  }
  if (state.stage === "choose") {
    release();
    chooser.hidden = false;
    chooser.focusStart();
  }
}

function render() {
  const live = state.stage !== "choose" && state.stage !== "done";
  chooser.hidden = state.stage !== "choose";
  stage.hidden = !live;
  summary.hidden = state.stage !== "done";
  header.hidden = live;
  document.body.dataset["stage"] = state.stage;
  if (live) stage.show(state, { exercise: choice.exercise, voice: sound.on, now: performance.now(), note: planned.note, hard: planned.hard });
  troubles.show(state.trouble?.blocking ? state.trouble : null, state.trouble?.code === "full" ? state.queuePlace : null);
}

/** @param {Choice} wanted */
async function open(wanted) {
  choice = wanted;
  planned.begin();
  sound.open(choice.voice);
  const sample = choice.source === "sample";
  dispatch({ type: "open", kind: exerciseNamed(choice.exercise).kind, sample });
  scrollTo(0, 0);
  find(stage, ".rail button:not([hidden])", HTMLElement).focus({ preventScroll: true });
  if (!canCapture()) return dispatch({ type: "trouble", code: "unsupported" });
  if (!(sample ? await openSample() : await openTheCamera())) return;
  if (sample) startSet();
  else flow.begin({ ...startMessage(), keep: false, video: false });
}

/** @returns {Promise<boolean>} */
async function openTheCamera() {
  const opened = await openCamera(choice.cameraId);
  if (typeof opened === "string") {
    dispatch({ type: "trouble", code: opened });
    return false;
  }
  if (state.stage === "choose") {
    opened.track.stop(); // left while the browser was asking
    return false;
  }
  camera = opened;
  opened.track.addEventListener("ended", () => {
    if (camera !== opened) return;
    flow.pause();
    dispatch({ type: "trouble", code: "unplugged" });
  });
  const { video } = stage;
  video.classList.toggle("mirrored", opened.mirrored);
  video.srcObject = opened.stream;
  await video.play();
  flow.look(video, opened.track);
  chooser.offerCameras(await listCameras());
  return true;
}

/** @returns {Promise<boolean>} */
async function openSample() {
  const { video } = stage;
  video.classList.remove("mirrored");
  if (!(await loadSample(video, choice.exercise))) {
    dispatch({ type: "trouble", code: "sample" });
    return false;
  }
  flow.look(video, null);
  return true;
}

/** Begin the set that counts. */
function startSet() {
  sound.begin();
  flow.begin(startMessage());
}

/** @returns {import("./wire.d.ts").Start} */
function startMessage() {
  const sample = choice.source === "sample";
  return {
    type: "start",
    protocol: PROTOCOL,
    exercise: choice.exercise,
    focus: choice.focus,
    load_percent: choice.loadPercent,
    explosive: planned.set?.explosive ?? false,
    model: wantedModel,
    camera: sample ? "sample" : camera?.mirrored === false ? "environment" : "user",
    voice: choice.voice,
    keep: choice.keep && !sample,
    video: choice.video && !sample,
  };
}

/** Let go of camera, connection and voice. */
function release() {
  flow.stop();
  sound.speech.clear();
  camera?.track.stop();
  camera = null;
  const { video } = stage;
  video.pause();
  video.srcObject = null;
  video.removeAttribute("src");
  stage.canvas.getContext("2d")?.clearRect(0, 0, stage.canvas.width, stage.canvas.height);
}

function tick() {
  const now = performance.now();
  flow.tick(now);
  watchRate(now);
  dispatch({ type: "tick", now });
  sound.tick(state, planned.hard, now);
  void awake.keep(state.stage === "check" || state.stage === "countdown" || state.stage === "live");
  if (planned.tick(state, { now, voiceOn: sound.on, speaking: sound.speaking })) dispatch({ type: "end" });
  if (state.stage === "countdown") render();
}

/** @param {number} now */
function watchRate(now) {
  const rate = flow.stats.rate(now);
  const running = state.stage === "live" && !state.trouble && flow.link.ready && !(choice.source === "sample" && stage.video.paused);
  const found = rateWatch.look(rate, running, now);
  if (found === "fine") dispatch({ type: "fast" });
  else if (found === "slow" && !state.notice) dispatch({ type: "slow", rate, canLighten: model !== "lite" });
}

/** Go on after a pause. */
async function goOn() {
  if (choice.source === "sample") await stage.video.play();
  if (camera && camera.track.readyState === "live") flow.look(stage.video, camera.track);
  else if (camera && !(await openTheCamera())) return;
  else if (choice.source === "sample") flow.look(stage.video, null);
  dispatch({ type: "solved", now: performance.now() });
}

/** @param {TroubleAction | "leave"} action */
function act(action) {
  const code = state.trouble?.code;
  if (action === "leave") dispatch({ type: "leave" });
  else if (action === "reload") location.reload();
  else if (action === "resume" || (action === "retry" && code === "unplugged")) void goOn();
  else {
    if (action === "lite") wantedModel = "lite";
    release();
    void open(action === "sample" ? { ...choice, source: "sample" } : choice);
  }
}

/**
 * @param {EventTarget} target
 * @param {string} name
 * @param {(detail: any) => void} listener
 */
function on(target, name, listener) {
  target.addEventListener(name, (event) => listener(event instanceof CustomEvent ? event.detail : null));
}

on(chooser, "choose", (/** @type {Choice} */ wanted) => void open(wanted));
on(stage, "finish", () => dispatch({ type: "end" }));
on(stage, "skip", () => dispatch({ type: "skip", now: performance.now() }));
on(stage, "leave", () => dispatch({ type: "leave" }));
on(stage, "notice", act);
on(stage, "voice", () => {
  sound.speech.setOn(!sound.on);
  render();
});
on(stage.video, "ended", () => dispatch({ type: "end" }));
on(summary, "again", () => dispatch({ type: "leave" }));
on(troubles, "action", act);
document.addEventListener("visibilitychange", () => {
  const running = state.stage === "check" || state.stage === "countdown" || state.stage === "live";
  if (document.visibilityState !== "hidden" || !running || state.trouble?.blocking) return;
  flow.pause();
  sound.speech.clear();
  if (choice.source === "sample") stage.video.pause();
  dispatch({ type: "trouble", code: "hidden" });
});
addEventListener("pagehide", release);
setInterval(tick, TICK_MS);
Object.assign(globalThis, { __formcue: flow.stats });

render();
void listCameras().then((cameras) => chooser.offerCameras(cameras));
void get("/api/server").then((server) => chooser.offerKeeping(/** @type {import("./wire.d.ts").ServerInfo} */ (server)), () => {}); // unreachable: the set's own start says so
const query = new URLSearchParams(location.search);
chooser.preset(planned.presets(), planned.banner());
if (query.has("sample")) chooser.send("sample");
else if (planned.set) chooser.send("camera");
