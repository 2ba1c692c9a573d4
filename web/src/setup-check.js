/**
 * The set-up check, line by line: whole body, distance, view, light. Pure.
 *
 * @typedef {import("./state.js").State} State
 * @typedef {{ code: "body" | "view" | "distance" | "light", ok: boolean, words: string }} Check
 */

/** Mean luma (0..255) under which a picture is too dark for the pose model to be sure, and over which it is washed out. */
export const DARK = 45;
export const BRIGHT = 235;

/** What the camera misses, by the line that it belongs to. */
const NOT_WHOLE = new Set(["nobody", "wait", "hips", "feet", "shoulders", "edge"]);
const TOO_NEAR = new Set(["feet", "shoulders"]);

/**
 * @param {Pick<State, "seen" | "guide" | "light">} state
 * @returns {Check[]}
 */
export function checks({ seen, guide, light }) {
  const code = seen ? (guide?.code ?? "wait") : "nobody";
  const whole = !NOT_WHOLE.has(code);
  const near = TOO_NEAR.has(code);
  const far = code === "far";
  const dark = light !== null && light < DARK;
  // a bright room does no harm where the body is seen well
  const bright = light !== null && light > BRIGHT && code !== "ok";
  return [
    { code: "body", ok: whole, words: whole ? "Your whole body is in the picture" : code === "edge" ? "Move to the middle of the picture" : "Your whole body in the picture" },
    { code: "distance", ok: whole && !far, words: near ? "Step back a little" : far ? "Come closer" : whole ? "The distance is right" : "The right distance" },
    { code: "view", ok: code === "ok", words: code === "ok" ? "You are turned the right way" : code === "turn" ? "Turn round" : "Turned the right way" },
    {
      code: "light",
      ok: light !== null && !dark && !bright,
      words: dark ? "Too dark: switch on a light" : bright ? "Too bright: turn the camera from the window" : "Enough light",
    },
  ];
}
