/**
 * What a body scan means for the rest of the plan, and how it compares with the one before. Pure. Plain rules, no diagnosis:
 * achy is left out, sore gets less, tired gets a little less.
 *
 * @typedef {import("./plan-api.d.ts").Step} Step
 * @typedef {import("./plan-api.d.ts").SetStep} SetStep
 * @typedef {import("./plan-api.d.ts").Activate} Activate
 * @typedef {import("./plan-api.d.ts").Feel} Feel
 * @typedef {import("./plan-api.d.ts").Marks} Marks
 * @typedef {{ lines: string[], steps: Step[], changed: boolean }} Advice `steps`: the rest of the plan as advised
 */

import { DRILL_LOADS, groupOf, GROUPS, MOVES, partName } from "./body-parts.js";
import { shortened } from "./shorter.js";

/** @type {ReadonlyArray<{ feel: Feel, name: string, letter: string, key: string }>} */
export const FEELS = [
  { feel: "fine", name: "Fine", letter: "✓", key: "1" },
  { feel: "tense", name: "Tense", letter: "T", key: "2" },
  { feel: "sore", name: "Sore", letter: "S", key: "3" },
  { feel: "achy", name: "Achy", letter: "A", key: "4" },
  { feel: "tired", name: "Tired", letter: "W", key: "5" },
];
/** @type {Readonly<Record<Feel, number>>} how much it weighs */
const WEIGHT = { fine: 0, tense: 1, tired: 2, sore: 3, achy: 4 };
/** @type {Readonly<Partial<Record<Feel, number>>>} */
const SHARE = { sore: 0.6, tired: 0.75 };
/** What may take the place of a set that is left out, first choice first; each needs no more than the floor. */
const SWAPS = ["dead_bug", "glute_bridge", "scapular_setting"];
const SWAP_REPS = 8;

/**
 * @param {Marks} marks
 * @param {ReadonlyArray<Step>} rest the steps that are still to come
 * @param {(step: SetStep | Activate) => string} titleOf
 * @param {(drill: string) => string} drillTitle
 * @returns {Advice}
 */
export function advise(marks, rest, titleOf, drillTitle) {
  /** @type {string[]} */
  const lines = [];
  const used = new Set(rest.flatMap((step) => (step.kind === "activate" ? [step.drill] : [])));
  let changed = false;
  /** @type {Step[]} */
  const steps = [];
  for (const step of rest) {
    const worst = step.kind === "set" || step.kind === "activate" ? worstOf(marks, loadsOf(step)) : null;
    if (worst === null || (step.kind !== "set" && step.kind !== "activate")) {
      steps.push(step);
      continue;
    }
    const { feel } = worst;
    const because = `${capital(worst.names)} ${feel}`;
    const name = lower(titleOf(step));
    if (feel === "achy") {
      changed = true;
      const swap = step.kind === "set" ? SWAPS.find((drill) => !used.has(drill) && calm(marks, DRILL_LOADS[drill] ?? [])) : undefined;
      if (swap) {
        used.add(swap);
        steps.push({ kind: "activate", say: "", drill: swap, reps: SWAP_REPS, prepares: "" });
      }
      lines.push(`${because}: leave the ${name} out today.${swap ? ` In its place: ${lower(drillTitle(swap))}.` : ""}`);
    } else if (SHARE[feel]) {
      changed = true;
      const less = shortened(step, SHARE[feel]);
      steps.push({ ...step, ...less });
      lines.push(`${because}: a lighter ${name}, ${less.seconds === undefined ? `${less.reps} reps in place of ${step.reps}` : `${less.seconds} seconds in place of ${step.kind === "set" ? step.seconds : ""}`}.`);
    } else {
      steps.push(step);
      lines.push(`${because}: take the first reps of the ${name} small and slow.`);
    }
  }
  const loaded = new Set(rest.flatMap((step) => (step.kind === "set" || step.kind === "activate" ? loadsOf(step) : [])));
  const free = Object.fromEntries(Object.entries(marks).filter(([part, { feel }]) => WEIGHT[feel] >= 2 && !loaded.has(groupOf(part))));
  const told = marked(free).map(({ name, feel }) => `${name} ${feel}`);
  if (told.length > 0) lines.push(`${capital(told.join(", "))}: nothing in the rest of this plan loads ${told.length > 1 ? "them" : "it"}.`);
  return { lines: [...new Set(lines)], steps: tidied(steps), changed };
}

/**
 * The marks as people would say them: a pair that feels the same is named once.
 *
 * @param {Marks} marks
 * @returns {{ name: string, group: string, feel: Feel, note: string }[]} from head to toe
 */
export function marked(marks) {
  return GROUPS.flatMap(({ id, name, parts }) => {
    const found = parts.flatMap((part) => (marks[part] ? [{ part, ...marks[part] }] : []));
    const [first] = found;
    if (!first) return [];
    if (found.length === parts.length && found.every(({ feel, note }) => feel === first.feel && note === first.note)) return [{ name: lower(name), group: id, feel: first.feel, note: first.note }];
    return found.map(({ part, feel, note }) => ({ name: partName(part), group: id, feel, note }));
  });
}

/**
 * A check-in belongs to a set, a rest lies between two pieces of work.
 *
 * @param {ReadonlyArray<Step>} steps
 * @returns {Step[]}
 */
function tidied(steps) {
  /** @type {Step[]} */
  const kept = [];
  for (const [i, step] of steps.entries()) {
    const before = kept.at(-1);
    const setBefore = kept.findLastIndex((one) => one.kind === "set") > kept.findLastIndex((one) => one.kind === "check_in");
    const workAhead = steps.slice(i).some((one) => one.kind === "set" || one.kind === "activate");
    if (step.kind === "check_in" && !setBefore) continue;
    if (step.kind === "rest" && (before === undefined || before.kind === "rest" || !workAhead)) continue;
    kept.push(step);
  }
  return kept;
}

/**
 * @param {Marks} marks
 * @param {ReadonlyArray<string>} groups
 * @returns {{ names: string, feel: Feel } | null} what weighs most there, and all parts of which it is said; null where all is fine
 */
function worstOf(marks, groups) {
  const there = marked(marks).filter(({ group, feel }) => groups.includes(group) && WEIGHT[feel] > 0);
  const feel = FEELS.map((one) => one.feel).find((one) => WEIGHT[one] === Math.max(0, ...there.map((mark) => WEIGHT[mark.feel])));
  const names = there.filter((mark) => mark.feel === feel).map(({ name }) => name);
  return feel === undefined || names.length === 0 ? null : { names: listed(names), feel };
}

/** @param {ReadonlyArray<string>} names */
function listed(names) {
  return names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/**
 * @param {Marks} marks
 * @param {ReadonlyArray<string>} groups
 */
function calm(marks, groups) {
  const worst = worstOf(marks, groups);
  return worst === null || WEIGHT[worst.feel] <= 1;
}

/** @param {SetStep | Activate} step */
function loadsOf(step) {
  return step.kind === "set" ? (MOVES[step.exercise]?.loads ?? []) : (DRILL_LOADS[step.drill] ?? []);
}

/**
 * @param {Marks} now
 * @param {Marks} before
 * @returns {{ easier: string[], harder: string[] }} sentences about the parts that changed
 */
export function compareScans(now, before) {
  /** @type {{ easier: string[], harder: string[] }} */
  const found = { easier: [], harder: [] };
  for (const [part, { feel }] of Object.entries(now)) {
    const was = before[part]?.feel;
    if (was === undefined || was === feel) continue;
    const words = `${capital(partName(part))}: ${feel}, was ${was}`;
    found[WEIGHT[feel] < WEIGHT[was] ? "easier" : "harder"].push(words);
  }
  return found;
}

/** @param {string} text */
function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {string} text */
function lower(text) {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
