/** The practice page: joins the parts. What happens is decided in state.js; here it is carried out. */

import "./elements/app-header.js";
import { get } from "./api.js";
import { ask, putAway } from "./ask.js";
import { Awake } from "./awake.js";
import { listCameras } from "./camera.js";
import { canCapture } from "./capture.js";
import { find, html, on } from "./dom.js";
import { LiveStage } from "./elements/live-stage.js";
import { SetChooser } from "./elements/set-chooser.js";
import { SetSummary } from "./elements/set-summary.js";
import { TroublePanel } from "./elements/trouble-panel.js";
import { exerciseNamed } from "./exercises.js";
import { Flow } from "./flow.js";
import { keptSet, showAddress } from "./kept-address.js";
import { PROTOCOL } from "./link.js";
import { missedInAll, missedTexts } from "./missed.js";
import { drawPose } from "./overlay.js";
import { watchPage } from "./page-life.js";
import { reviewUrl } from "./pages.js";
import { BACK, PlannedPractice } from "./plan/planned-practice.js";
import { RateWatch } from "./rate-watch.js";
import { remember } from "./remembered.js";
import { glowStrength, marks, shownCue } from "./shown-cue.js";
import { Sound } from "./sound.js";
import { Source } from "./source.js";
import { keptWords, reduce, START } from "./state.js";

/**
 * @typedef {import("./state.js").State} State
 * @typedef {import("./state.js").Action} Action
 * @typedef {import("./elements/set-chooser.js").Choice} Choice
 * @typedef {import("./elements/trouble-panel.js").PanelAction} PanelAction
 * @typedef {import("./report.d.ts").Report} Report
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
/** @type {"lite" | null} */
let wantedModel = null;
let model = "";
let maxFps = 0;

const source = new Source(stage.video, () => {
  flow.pause();
  dispatch({ type: "trouble", code: "unplugged" });
});

const flow = new Flow({
  message: (message) => {
    if (message.type === "cue") sound.cue(message);
    if (message.type === "ready") {
      model = message.model;
      maxFps = message.max_fps;
      if (state.sample && state.stage === "live" && !document.hidden) void stage.video.play();
    }
    dispatch({ type: "message", message, now: performance.now() });
  },
  trouble: (code) => {
    if (state.sample) stage.video.pause();
    dispatch({ type: "trouble", code });
  },
  light: (light) => dispatch({ type: "light", light }),
  draw: (pose, bitmap) => drawPose(stage.canvas, pose, bitmap, source.mirrored, { muscle: state.cue?.muscle ?? "", ...marks(state), strength: glowStrength(state, performance.now()) }),
  stale: () => stage.clear(),
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
  render();
  if (state.stage !== before.stage) entered(before.stage);
  if (state.trouble && state.trouble.code !== before.trouble?.code) sound.trouble(state);
}

/** @param {State["stage"]} from */
function entered(from) {
  putAway();
  if (state.stage === "countdown") startSet();
  if (state.stage === "live" && from === "countdown") sound.go();
  if (state.stage === "ending") {
    sound.speech.clear();
    flow.pause();
    flow.link.stop(false);
  }
  if (state.stage === "done" && state.report) showSummary(state.report);
  if (state.stage === "choose") {
    release(true);
    if (!planned.set) showAddress(null);
    chooser.startOver();
  }
}

/** @param {Report} report */
function showSummary(report) {
  release(null);
  const { title } = exerciseNamed(report.exercise ?? choice.exercise);
  const { sample, setId, filmed, note, repsBefore } = state;
  const missed = missedInAll(state, performance.now());
  summary.show(report, { title, exercise: report.exercise ?? choice.exercise, kept: keptWords(state), reviewUrl: reviewUrl(setId), back: planned.set && BACK, sample, missed: missedTexts(missed), repsBefore });
  if (!sample) planned.done(report, choice.exercise, setId, sound.on);
  if (setId !== null && !planned.set) showAddress(setId, { filmed, note, repsBefore, missed });
}

function render() {
  const live = state.stage !== "choose" && state.stage !== "done";
  chooser.hidden = state.stage !== "choose";
  stage.hidden = !live;
  summary.hidden = state.stage !== "done";
  header.hidden = live;
  document.body.dataset["stage"] = state.stage;
  if (live) stage.show(state, { exercise: choice.exercise, voice: sound.voice, now: performance.now(), note: planned.note, hard: planned.hard });
  troubles.show(state.trouble?.blocking ? state.trouble : null, state);
}

/** @param {Choice} wanted */
async function open(wanted) {
  choice = wanted;
  if (!planned.set) showAddress(null); // a reload does not play the sample, or show the summary, again
  planned.begin();
  sound.open(choice.voice);
  dispatch({ type: "open", kind: exerciseNamed(choice.exercise).kind, sample: choice.source === "sample", now: performance.now() });
  scrollTo(0, 0);
  stage.focusTitle();
  if (!canCapture()) return dispatch({ type: "trouble", code: "unsupported" });
  if (!(await bring())) return;
  if (state.sample) startSet();
  else flow.begin({ ...startMessage(), keep: false, video: false });
  if (document.visibilityState === "hidden") pause(); // while the browser asked for the camera
}

/**
 * Bring the pictures: open the camera or the sample.
 *
 * @returns {Promise<boolean>} false where there are none, or the person has left meanwhile
 */
async function bring() {
  const found = choice.source === "sample" ? await source.openSample(choice.exercise) : await source.openCamera(choice.cameraId);
  if (found === "stale") return false;
  if (found !== "open") {
    dispatch({ type: "trouble", code: found });
    return false;
  }
  dispatch({ type: "source" });
  flow.look(stage.video, source.track);
  if (choice.source === "camera") {
    const cameras = await listCameras();
    chooser.offerCameras(cameras);
    stage.offerCameras(cameras, source.track?.getSettings().deviceId ?? "");
  }
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
    camera: sample ? "sample" : source.mirrored ? "user" : "environment",
    voice: choice.voice,
    keep: choice.keep && !sample,
    video: choice.video && !sample,
  };
}

/**
 * Let go of camera, connection and voice.
 *
 * @param {boolean | null} discard what becomes of a set under way, null where there is none
 */
function release(discard) {
  flow.stop(discard);
  sound.speech.clear();
  source.close();
  stage.clear();
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
  const running = state.stage === "live" && state.source === "on" && !state.trouble && flow.link.ready && !(state.sample && stage.video.paused);
  const wanted = exerciseNamed(choice.exercise).minFps;
  const found = rateWatch.look(rate, running, now, wanted);
  if (found === "fine") dispatch({ type: "fast" });
  else if (found === "slow" && !state.notice) dispatch({ type: "slow", rate, wanted, limit: maxFps, canLighten: model !== "lite" });
}

/** Go on after a pause, with the same set. */
async function goOn() {
  if (state.sample) {
    await stage.video.play();
    flow.look(stage.video, null);
  } else if (source.track) flow.look(stage.video, source.track);
  else if (!(await bring())) return;
  dispatch({ type: "solved", now: performance.now() });
}

/** @param {PanelAction} action */
function act(action) {
  const underWay = state.stage === "live" || state.stage === "countdown";
  if (action === "leave") void leave();
  else if (action === "end") dispatch({ type: "end" });
  else if (action === "reload") location.reload();
  else if (action === "retry" && state.trouble?.code === "gone") {
    dispatch({ type: "trouble", code: "lost" });
    flow.link.again();
  } else if (action === "resume" || (action === "retry" && underWay)) void goOn();
  else {
    if (action === "lite") wantedModel = "lite";
    release(true);
    const exercise = action === "sample" && !exerciseNamed(choice.exercise).sample ? chooser.firstWithSample() : choice.exercise;
    void open({ ...choice, exercise, source: action === "sample" ? "sample" : choice.source });
  }
}

/** Throw the set away; one with reps in it only after a question. */
async function leave() {
  const counted = state.stage === "live" && !state.sample && (state.reps > 0 || state.held > 0);
  if (counted && !(await ask("Discard this set?", [html("p", {}, "Nothing of it will be kept. To see how it went, end the set instead.")], "Discard it", () => true))) return;
  dispatch({ type: "leave" });
}

/** @param {boolean} on */
function setVoice(on) {
  sound.speech.setOn(on);
  chooser.preset({ voice: on }, null);
  if (!planned.set) remember({ voice: on });
  render();
}

function pause() {
  const running = state.stage === "check" || state.stage === "countdown" || state.stage === "live";
  if (!running || state.source !== "on") return;
  flow.pause();
  sound.speech.clear();
  if (state.sample) stage.video.pause();
  dispatch({ type: "trouble", code: "hidden" });
}

on(chooser, "choose", (/** @type {Choice} */ wanted) => void open(wanted));
on(stage, "finish", () => dispatch({ type: "end" }));
on(stage, "skip", () => dispatch({ type: "skip", now: performance.now() }));
on(stage, "leave", () => void leave());
on(stage, "notice", act);
on(stage, "voice", () => setVoice(!sound.on));
on(stage, "camera", (/** @type {string} */ cameraId) => {
  choice = { ...choice, cameraId };
  remember({ camera: cameraId });
  flow.pause();
  void bring();
});
on(stage.video, "ended", () => {
  if (state.sample) dispatch({ type: "end" }); // of a camera that is gone: some browsers say so here too
});
on(summary, "again", () => dispatch({ type: "leave" }));
on(summary, "own", () => void open({ ...choice, source: "camera" }));
on(troubles, "action", act);
watchPage({
  hidden: pause,
  // whoever closes the page in the middle of a set has not thrown it away
  closed: () => release(state.stage !== "live"),
  back: () => state.stage !== "done" && dispatch({ type: "leave" }),
});
setInterval(tick, TICK_MS);
Object.assign(globalThis, { __formcue: flow.stats });

render();
void listCameras().then((cameras) => chooser.offerCameras(cameras));
void get("/api/server").then((server) => chooser.offerKeeping(/** @type {import("./wire.d.ts").ServerInfo} */ (server)), () => {}); // unreachable: the set's own start says so
if (planned.set) chooser.preset(planned.presets(), planned.banner());
else chooser.recall();
void keptSet().then((kept) => kept && dispatch({ type: "shown", ...kept }));
if (new URLSearchParams(location.search).has("sample")) chooser.send("sample");
else if (planned.set) chooser.send("camera");
