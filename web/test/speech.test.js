import assert from "node:assert/strict";
import { test } from "node:test";

import { browserVoice, localVoice, SpeechQueue } from "../src/speech.js";

function room() {
  /** @type {string[]} */
  const log = [];
  /** @type {((spoken: boolean) => void)[]} */
  const ends = [];
  /** @type {Map<number, () => void>} */
  const timers = new Map();
  const queue = new SpeechQueue({
    voice: {
      speak: (text, done) => {
        log.push(`speak ${text}`);
        ends.push(done);
      },
      stop: () => log.push("stop"),
    },
    tone: () => log.push("tone"),
    show: (/** @type {string} */ text) => log.push(`show ${text}`),
    textOf: (text) => text,
    setTimer: (action) => timers.set(timers.size + 1, action).size,
    clearTimer: (timer) => timers.delete(timer),
  });
  return { log, ends, timers, queue };
}

test("screen and voice start with the same words", () => {
  const { log, queue } = room();
  queue.say("one");
  assert.deepEqual(log, ["show one", "speak one"]);
});

test("a newer cue waits for the end of the word; of several only the newest is said", () => {
  const { log, ends, queue } = room();
  queue.say("one");
  queue.say("two");
  queue.say("three");
  assert.deepEqual(log, ["show one", "speak one"]);
  ends[0]?.(true);
  assert.deepEqual(log, ["show one", "speak one", "show three", "speak three"]);
});

test("what cannot be spoken gives a tone, and is shown all the same", () => {
  const { log, ends, queue } = room();
  queue.say("one");
  ends[0]?.(false);
  queue.say("two");
  assert.deepEqual(log, ["show one", "speak one", "tone", "show two", "speak two"]);
});

test("a voice that never reports its end blocks nothing", () => {
  const { log, ends, timers, queue } = room();
  queue.say("one");
  queue.say("two");
  [...timers.values()][0]?.();
  assert.deepEqual(log, ["show one", "speak one", "show two", "speak two"]);
  ends[0]?.(false); // its late end says nothing about the one under way
  queue.say("three");
  assert.equal(log.includes("speak three"), false);
});

test("with the voice off cues are shown at once and nothing sounds", () => {
  const { log, queue } = room();
  queue.setOn(false);
  queue.say("one");
  queue.say("two");
  assert.deepEqual(log, ["stop", "show one", "show two"]);
});

test("switching off in the middle stops and shows what waited", () => {
  const { log, queue } = room();
  queue.say("one");
  queue.say("two");
  queue.setOn(false);
  assert.deepEqual(log.slice(2), ["stop", "show two"]);
});

test("leaving forgets what waited", () => {
  const { log, ends, queue } = room();
  queue.say("one");
  queue.say("two");
  queue.clear();
  ends[0]?.(true);
  assert.equal(log.includes("show two"), false);
  queue.say("three");
  assert.equal(log.at(-1), "speak three");
});

const voice = (/** @type {string} */ lang, /** @type {boolean} */ localService, isDefault = false) => /** @type {SpeechSynthesisVoice} */ ({ lang, localService, default: isDefault, name: lang, voiceURI: lang });

test("only a voice of this device speaks: others send the words away", () => {
  assert.equal(localVoice([voice("en-US", false), voice("de-DE", true)]), null);
  assert.equal(localVoice([voice("en-US", false), voice("en-GB", true)])?.lang, "en-GB");
  assert.equal(localVoice([voice("en-US", true), voice("en-AU", true, true)])?.lang, "en-AU");
});

test("Firefox's own voices are the system's; a plain one before a variant", () => {
  const firefox = (/** @type {string} */ name) => /** @type {SpeechSynthesisVoice} */ ({ lang: "en-GB", localService: false, default: false, name, voiceURI: `urn:moz-tts:speechd:${name}` });
  assert.equal(localVoice([firefox("English+Adam"), firefox("English")])?.name, "English");
  assert.equal(localVoice([firefox("English+Adam")])?.name, "English+Adam");
});

test("no voices, no synthesis: reported as not spoken", () => {
  for (const synth of [undefined, /** @type {SpeechSynthesis} */ (/** @type {unknown} */ ({ getVoices: () => [], cancel: () => {} }))]) {
    /** @type {boolean[]} */
    const heard = [];
    browserVoice(synth, () => assert.fail("nothing to say it with")).speak("one", (spoken) => heard.push(spoken));
    assert.deepEqual(heard, [false]);
  }
});

test("a failing synthesis is reported as not spoken", () => {
  /** @type {boolean[]} */
  const heard = [];
  const synth = /** @type {SpeechSynthesis} */ (/** @type {unknown} */ ({
    getVoices: () => [voice("en-US", true)],
    cancel: () => {},
    speak: (/** @type {SpeechSynthesisUtterance} */ utterance) => utterance.onerror?.(/** @type {any} */ ({ error: "synthesis-failed" })),
  }));
  browserVoice(synth, (text) => /** @type {SpeechSynthesisUtterance} */ (/** @type {unknown} */ ({ text }))).speak("one", (spoken) => heard.push(spoken));
  assert.deepEqual(heard, [false]);
});
