/**
 * The parts of the body that a scan asks about and a check-in points at, and which of them each movement loads. Pure tables.
 *
 * @typedef {"left" | "right"} Side
 * @typedef {{ id: string, name: string, parts: ReadonlyArray<string>, ask: string }} Group `ask`: where to look with the mind
 */

/** @type {ReadonlyArray<Group>} from head to toe, as a scan walks */
export const GROUPS = [
  { id: "head", name: "Head and face", parts: ["head"], ask: "Forehead, eyes, jaw." },
  { id: "neck", name: "Neck", parts: ["neck"], ask: "Throat and the back of the neck." },
  pair("shoulders", "Shoulders", "shoulder", "Both shoulders, how high they hang."),
  pair("arms", "Arms and hands", "arm", "Elbows, wrists, fingers."),
  { id: "upper_back", name: "Upper back", parts: ["upper_back"], ask: "Between the shoulder blades." },
  { id: "chest", name: "Chest", parts: ["chest"], ask: "How the ribs move as you breathe." },
  { id: "belly", name: "Belly", parts: ["belly"], ask: "Does it rise as you breathe in?" },
  { id: "lower_back", name: "Lower back", parts: ["lower_back"], ask: "From the ribs down to the pelvis." },
  pair("glutes", "Hips and buttocks", "glute", "Both sides, front and back."),
  pair("thighs", "Fronts of the thighs", "thigh", "From the hip to the knee."),
  pair("hamstrings", "Backs of the thighs", "hamstring", "From the buttocks to the knee."),
  pair("knees", "Knees", "knee", "Inside, outside, front, back."),
  { id: "lower_legs", name: "Lower legs", parts: ["shin_left", "shin_right", "calf_left", "calf_right"], ask: "Shins and calves." },
  pair("feet", "Ankles and feet", "foot", "Ankles, soles, toes."),
];

/** What a desk tires. */
export const SHORT = ["head", "neck", "shoulders", "arms", "upper_back", "lower_back"];

/** @type {Readonly<Record<string, string>>} */
const NAMES = { glute: "buttock", thigh: "front of the thigh", hamstring: "back of the thigh", arm: "arm and hand", foot: "ankle and foot" };

/**
 * Which groups a movement loads, and where its work should be felt. Anatomy as it is taught, roughly; no measurement.
 *
 * @type {Readonly<Record<string, { feel: string, target: ReadonlyArray<string>, loads: ReadonlyArray<string> }>>}
 */
export const MOVES = {
  lateral_lunge: { feel: "glutes", target: ["glutes"], loads: ["glutes", "thighs", "hamstrings", "knees", "lower_legs", "feet"] },
  plank: { feel: "abs", target: ["belly"], loads: ["belly", "lower_back", "shoulders", "arms"] },
  deadlift: { feel: "muscles between the shoulder blades", target: ["upper_back"], loads: ["upper_back", "lower_back", "glutes", "hamstrings", "knees", "arms"] },
  hip_bridge: { feel: "glutes", target: ["glutes"], loads: ["glutes", "hamstrings", "lower_back"] },
  squat: { feel: "thighs and glutes", target: ["thighs", "glutes"], loads: ["thighs", "glutes", "knees", "lower_legs", "feet", "lower_back"] },
  reverse_fly: { feel: "muscles between the shoulder blades", target: ["upper_back"], loads: ["upper_back", "shoulders", "arms", "lower_back"] },
  warrior_three: { feel: "glutes of the standing leg", target: ["glutes"], loads: ["glutes", "hamstrings", "lower_legs", "feet", "lower_back"] },
  tree_pose: { feel: "side of the standing hip", target: ["glutes"], loads: ["glutes", "lower_legs", "feet", "knees"] },
};

/** @type {Readonly<Record<string, ReadonlyArray<string>>>} */
export const DRILL_LOADS = {
  glute_bridge: ["glutes", "hamstrings", "lower_back"],
  single_leg_bridge: ["glutes", "hamstrings", "lower_back"],
  scapular_setting: ["upper_back", "shoulders"],
  dead_bug: ["belly", "lower_back", "shoulders"],
};

/**
 * @param {boolean} short
 * @returns {ReadonlyArray<Group>}
 */
export function walk(short) {
  return short ? GROUPS.filter(({ id }) => SHORT.includes(id)) : GROUPS;
}

/** @param {string} part such as "knee_left" */
export function groupOf(part) {
  return GROUPS.find(({ parts }) => parts.includes(part))?.id ?? part;
}

/** @param {string} part */
export function partName(part) {
  const found = /^(?<base>.+)_(?<side>left|right)$/u.exec(part)?.groups;
  if (!found) return part.replaceAll("_", " ");
  const base = found["base"] ?? "";
  return `${found["side"]} ${NAMES[base] ?? base.replaceAll("_", " ")}`;
}

/**
 * @param {string} exercise
 * @returns {string[]} the parts where its work should be felt
 */
export function targetParts(exercise) {
  const groups = MOVES[exercise]?.target ?? [];
  return GROUPS.filter(({ id }) => groups.includes(id)).flatMap(({ parts }) => parts);
}

/**
 * @param {string} id
 * @param {string} name
 * @param {string} part
 * @param {string} ask
 * @returns {Group}
 */
function pair(id, name, part, ask) {
  return { id, name, parts: [`${part}_left`, `${part}_right`], ask };
}
