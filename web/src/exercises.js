/**
 * The exercises as the page offers them. Names and views are those of vision/exercises; a test compares the two.
 *
 * @typedef {{ name: string, title: string, kind: "rep" | "hold", view: "front" | "side", lying: boolean, words: string, place: string }} Exercise
 */

/** @type {ReadonlyArray<Exercise>} */
export const EXERCISES = [
  {
    name: "lateral_lunge",
    title: "Lateral lunge",
    kind: "rep",
    view: "front",
    lying: false,
    words: "Steps to the side. Ankle, knee and hip bend together; the trunk does not tip.",
    place: "Face the camera. Leave room for a long step to both sides.",
  },
  {
    name: "plank",
    title: "Plank",
    kind: "hold",
    view: "side",
    lying: true,
    words: "A straight line from shoulders to ankles, held without the hips rising or sinking.",
    place: "Turn side-on. The whole body from head to feet must fit into the picture.",
  },
  {
    name: "deadlift",
    title: "Deadlift",
    kind: "rep",
    view: "side",
    lying: false,
    words: "Shoulder blades down and back, from the floor to standing tall.",
    place: "Turn side-on. The bar at its lowest must still be in the picture.",
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
