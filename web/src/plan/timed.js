/** The timed steps as segments: breathing, relaxation, drills, rest, a hold without the camera. Pure. */

import { speakingSeconds } from "./timeline.js";

/**
 * @typedef {import("./timeline.js").Segment} Segment
 * @typedef {import("./plan-api.d.ts").Breathe} Breathe
 * @typedef {import("./plan-api.d.ts").Relax} Relax
 * @typedef {import("./plan-api.d.ts").Rest} Rest
 * @typedef {import("./plan-api.d.ts").Activate} Activate
 * @typedef {import("./plan-api.d.ts").Drill} Drill
 */

const IN = 392;
const MORE = 440;
const OUT = 294;
const DRILL_REP_S = 6;
const LAST_S = 10;
const GET_READY_S = 6;
const BREATH_REMINDER_S = 12;

/**
 * @param {Breathe} step
 * @returns {Segment[]}
 */
export function breathing(step) {
  const belly = step.pattern === "belly";
  const intro = belly
    ? "Breathe into your belly. A hand on it rises as you breathe in and sinks as you breathe out."
    : "Two breaths in through the nose, the second a short one on top. Then one long sigh out through the mouth.";
  /** @type {Segment[]} */
  const segments = [{ ...spoken(intro), hint: "Sit, stand or lie, as you like." }];
  for (let round = 1; round <= step.rounds; round += 1) {
    const full = round <= 2;
    const hint = `Round ${round} of ${step.rounds}`;
    const top = belly ? 1 : 0.78;
    segments.push({ seconds: step.inhale_s, say: full ? (belly ? "Breathe in" : "In through the nose") : "In", show: "Breathe in", hint, fill: [0, top], tone: IN, count: "down" });
    if (!belly) segments.push({ seconds: step.second_inhale_s, say: full ? "And a little more" : "More", show: "A little more", hint, fill: [top, 1], tone: MORE, count: "none" });
    const last = round === step.rounds ? ", last one" : "";
    segments.push({ seconds: step.exhale_s, say: (full ? (belly ? "Breathe out" : "One long sigh out") : "Out") + last, show: belly ? "Breathe out" : "Long sigh out", hint, fill: [1, 0], tone: OUT, count: "down" });
  }
  return segments;
}

/** @type {ReadonlyArray<{ group: string, name: string, tense: string, seated: boolean }>} */
const RELAXED = [
  { group: "arms", name: "hands and forearms", tense: "Make fists", seated: true },
  { group: "arms", name: "upper arms", tense: "Bend your elbows and tense the upper arms", seated: false },
  { group: "shoulders", name: "shoulders", tense: "Draw your shoulders up to your ears", seated: true },
  { group: "head", name: "face", tense: "Close your eyes tightly and wrinkle your nose", seated: true },
  { group: "upper_back", name: "upper back", tense: "Draw your shoulder blades together", seated: true },
  { group: "belly", name: "belly", tense: "Make your belly hard", seated: false },
  { group: "glutes", name: "buttocks", tense: "Squeeze your buttocks", seated: true },
  { group: "thighs", name: "thighs", tense: "Press your knees straight", seated: false },
  { group: "feet", name: "lower legs and feet", tense: "Pull your toes towards you", seated: true },
];

/**
 * @param {Relax} step
 * @returns {Segment[]}
 */
export function relaxing(step) {
  const parts = RELAXED.filter(({ seated }) => seated || step.position === "lying");
  const intro = "Tense one part after the other, firmly but without pain, then let go at once. Leave out what hurts.";
  return [
    { ...spoken(intro), hint: step.position === "lying" ? "Lie on your back." : "Sit with both feet on the floor." },
    ...parts.flatMap(({ group, name, tense }, i) => {
      const hint = `Part ${i + 1} of ${parts.length}: ${name}`;
      return [
        // the words come first: the muscle works for the full time
        { seconds: step.tense_s + 2, say: `${tense}, and hold`, show: tense, hint, fill: /** @type {const} */ ([0.3, 1]), tone: IN, count: /** @type {const} */ ("down"), part: group },
        { seconds: step.release_s, say: "Let go. Feel the difference", show: "Let go", hint, fill: /** @type {const} */ ([1, 0]), tone: OUT, count: /** @type {const} */ ("down"), part: group },
      ];
    }),
  ];
}

/**
 * @param {Rest} step
 * @returns {Segment[]}
 */
export function resting(step) {
  const last = Math.min(LAST_S, step.seconds);
  const first = step.seconds - last;
  const say = `Rest for ${step.seconds} seconds. Let your breath come back`;
  return first > 0
    ? [{ seconds: first, say, show: "Rest", hint: "Let your breath come back.", fill: [1, 0.2], count: "all" }, { seconds: last, say: `${last} seconds left`, show: "Get ready", hint: "The next step comes by itself.", fill: [0.2, 0], tone: IN, count: "all" }]
    : [{ seconds: last, say, show: "Rest", hint: "The next step comes by itself.", fill: [1, 0], count: "all" }];
}

/**
 * @param {Activate} step
 * @param {Drill} drill
 * @returns {Segment[]}
 */
export function drilling(step, drill) {
  return [
    ...drill.steps.map((text, i) => ({ ...spoken(text), hint: `How it goes, ${i + 1} of ${drill.steps.length}` })),
    spoken(drill.feel),
    ...Array.from({ length: step.reps }, (_, i) => ({
      seconds: DRILL_REP_S, say: i === 0 ? "One. Slowly" : String(i + 1), show: String(i + 1), hint: `of ${step.reps}. ${drill.feel}`, fill: /** @type {const} */ ([0, 1]), tone: IN, count: /** @type {const} */ ("none"),
    })),
    { ...spoken(`Test: ${drill.litmus}`), hint: "No grade: noticing is the exercise.", seconds: speakingSeconds(drill.litmus) + LAST_S },
  ];
}

/**
 * @param {string} title
 * @param {number} seconds
 * @returns {Segment[]} a hold that nobody watches
 */
export function holding(title, seconds) {
  /** @type {Segment[]} */
  const segments = [{ seconds: GET_READY_S, say: `${title}. Get into position`, show: "Get into position", hint: "It starts by itself.", count: "down" }];
  for (let done = 0; done < seconds; done += BREATH_REMINDER_S) {
    const say = done === 0 ? `Hold for ${seconds} seconds` : "Keep breathing";
    segments.push({ seconds: Math.min(BREATH_REMINDER_S, seconds - done), say, show: done === 0 ? "Hold" : "Keep breathing", hint: `${seconds - done} seconds to go`, fill: [1 - done / seconds, Math.max(0, 1 - (done + BREATH_REMINDER_S) / seconds)], ...(done === 0 ? { tone: IN } : {}), count: "down" });
  }
  return segments;
}

/**
 * @param {string} text
 * @returns {Segment}
 */
function spoken(text) {
  return { seconds: speakingSeconds(text), say: text, show: text, count: "none" };
}
