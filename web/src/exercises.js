/**
 * The exercises as the page offers them; `sample`: there is a clip to watch; `first`: which way a rep goes to its turn, null for
 * holds; `minFps`: with fewer pictures a second not all of it is judged. What vision/ decides is compared with it in a test.
 *
 * @typedef {{ name: string, title: string, kind: "rep" | "hold", first: "down" | "up" | null, view: "front" | "side", lying: boolean, sample: boolean, minFps: number, words: string, place: string }} Exercise
 */

/** @type {ReadonlyArray<Exercise>} */
export const EXERCISES = [
  {
    name: "lateral_lunge",
    title: "Lateral lunge",
    kind: "rep",
    first: "down",
    view: "front",
    lying: false,
    sample: true,
    minFps: 0,
    words: "Steps to the side. Ankle, knee and hip bend together; the trunk does not tip.",
    place: "Face the camera. Leave room for a long step to both sides.",
  },
  {
    name: "plank",
    title: "Plank",
    kind: "hold",
    first: null,
    view: "side",
    lying: true,
    sample: true,
    minFps: 0,
    words: "A straight line from shoulders to ankles, held without the hips rising or sinking.",
    place: "Turn side-on. The whole body from head to feet must fit into the picture.",
  },
  {
    name: "deadlift",
    title: "Deadlift",
    kind: "rep",
    first: "up",
    view: "side",
    lying: false,
    sample: true,
    minFps: 13,
    words: "Shoulder blades down and back, from the floor to standing tall.",
    place: "Turn side-on. The bar at its lowest must still be in the picture.",
  },
  {
    name: "squat",
    title: "Squat",
    kind: "rep",
    first: "down",
    view: "side",
    lying: false,
    sample: false,
    minFps: 0,
    words: "Down until the thighs are level, chest up, knees over the feet.",
    place: "Turn side-on for depth and lean, or face the camera for your knees.",
  },
  {
    name: "hip_bridge",
    title: "Hip bridge",
    kind: "rep",
    first: "up",
    view: "side",
    lying: true,
    sample: false,
    minFps: 0,
    words: "On your back: the buttocks lift the hips until knees, hips and shoulders line up.",
    place: "Turn side-on, camera low. Head and feet must both be in the picture.",
  },
  {
    name: "reverse_fly",
    title: "Reverse fly",
    kind: "rep",
    first: "up",
    view: "front",
    lying: false,
    sample: false,
    minFps: 0,
    words: "Hinged forward: the shoulder blades draw the arms out to the sides, without a shrug.",
    place: "Face the camera and hinge forward. Leave room for both arms to open wide.",
  },
  {
    name: "warrior_three",
    title: "Warrior III",
    kind: "hold",
    first: null,
    view: "side",
    lying: false,
    sample: false,
    minFps: 0,
    words: "On one leg: trunk and lifted leg in one level line, hips level, quiet.",
    place: "Turn side-on. Your whole length must fit into the picture when you lean forward.",
  },
  {
    name: "tree_pose",
    title: "Tree pose",
    kind: "hold",
    first: null,
    view: "front",
    lying: false,
    sample: false,
    minFps: 0,
    words: "On one leg, the other foot on its inner side: hips level, quiet.",
    place: "Face the camera. Leave room above for your hands.",
  },
];

/**
 * @param {string} name
 * @returns {Exercise}
 */
export function exerciseNamed(name) {
  const found = EXERCISES.find((exercise) => exercise.name === name);
  if (!found) throw new Error(`unknown exercise ${name}: expected one of ${EXERCISES.map((exercise) => exercise.name).join(", ")}`);
  return found;
}
