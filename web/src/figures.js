/** Line drawings of the exercises, with the muscle to feel alight, and of where the camera goes. */

import { svg } from "./dom.js";

/**
 * @typedef {{ head: [number, number], lines: string[], far?: string[], things?: string[], glow: [number, number, number, number] }} Figure
 *   in a field of 160 x 110; `far` are limbs on the side away from the viewer; `glow` is centre and half axes
 * @typedef {"front" | "side"} CameraView
 */

/** @type {Readonly<Record<string, Figure>>} */
const FIGURES = {
  lateral_lunge: {
    head: [68, 16],
    lines: ["M67 30 64 60", "M67 33 54 44 66 52", "M67 33 82 44 70 52", "M64 60 42 72 46 98 36 98", "M64 60 92 76 120 98 128 98"],
    glow: [58, 63, 17, 13],
  },
  plank: {
    head: [25, 52],
    lines: ["M40 58 82 68 108 80 136 90 134 98", "M40 58 38 96 22 96"],
    glow: [67, 68, 22, 12],
  },
  deadlift: {
    head: [52, 24],
    lines: ["M61 36 98 52", "M98 52 80 72 90 98 76 98", "M61 36 62 62 64 84"],
    things: ["M64 84m-13 0a13 13 0 1 0 26 0a13 13 0 1 0-26 0", "M64 84m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0"],
    glow: [73, 38, 19, 11],
  },
  squat: {
    head: [70, 24],
    lines: ["M74 38 96 68", "M96 68 62 68 76 98 62 98", "M74 42 40 44"],
    glow: [82, 67, 19, 11],
  },
  hip_bridge: {
    head: [24, 90],
    lines: ["M36 90 86 62", "M86 62 118 56 122 98 132 98", "M38 92 68 98"],
    glow: [84, 66, 19, 12],
  },
  reverse_fly: {
    head: [80, 34],
    lines: ["M80 46 80 66", "M80 48 46 40 22 42", "M80 48 114 40 138 42", "M80 66 70 82 72 98", "M80 66 90 82 88 98"],
    glow: [80, 48, 20, 10],
  },
  warrior_three: {
    head: [28, 50],
    lines: ["M42 50 84 54", "M84 54 144 50", "M84 54 88 76 86 98 76 98", "M44 50 18 68"],
    glow: [86, 56, 17, 12],
  },
  tree_pose: {
    head: [80, 15],
    lines: ["M80 28 80 60", "M80 34 62 44 78 46", "M80 34 98 44 82 46", "M80 60 79 98 70 98", "M80 60 108 70 84 80"],
    glow: [76, 62, 15, 11],
  },
};

let glows = 0;

/**
 * @param {string} exercise
 * @returns {SVGElement}
 */
export function figure(exercise) {
  const drawn = FIGURES[exercise] ?? { head: /** @type {[number, number]} */ ([80, 18]), lines: ["M80 32 80 62", "M80 62 70 98", "M80 62 90 98", "M80 36 62 54", "M80 36 98 54"], glow: /** @type {[number, number, number, number]} */ ([80, 46, 0.1, 0.1]) };
  const id = `glow-${(glows += 1)}`;
  const [x, y, rx, ry] = drawn.glow;
  return svg(
    "svg",
    { viewBox: "0 0 160 110", "aria-hidden": "true" },
    svg("defs", {}, svg("radialGradient", { id }, svg("stop", { offset: "0.15", class: "glow-core" }), svg("stop", { offset: "1", class: "glow-edge" }))),
    svg("path", { d: "M12 101H148", class: "figure-ground" }),
    ...(drawn.things ?? []).map((d) => svg("path", { d, class: "figure-thing" })),
    ...drawn.lines.map((d) => svg("path", { d, class: "figure-line" })),
    svg("circle", { cx: drawn.head[0], cy: drawn.head[1], r: 9, class: "figure-head" }),
    svg("ellipse", { cx: x, cy: y, rx: rx * 1.35, ry: ry * 1.35, fill: `url(#${id})` }),
  );
}

/**
 * Seen from above: the person on the floor, the camera and what it sees.
 *
 * @param {CameraView} view
 * @param {"left" | "right"} side which side is turned to the camera, in side views
 * @param {boolean} lying head and feet instead of shoulders
 * @returns {SVGElement}
 */
export function placeDrawing(view, side, lying) {
  const turn = view === "front" ? 0 : side === "left" ? 90 : -90;
  return svg(
    "svg",
    { viewBox: "0 0 200 210", role: "img", "aria-label": placeWords(view, side, lying) },
    svg("rect", { x: 10, y: 6, width: 180, height: 198, rx: 14, class: "place-floor" }),
    svg("path", { d: "M100 182 30 28h140z", class: "place-view" }),
    svg("g", { transform: `translate(100 62) rotate(${turn})` }, ...(lying ? lyingBody() : standingBody())),
    svg("rect", { x: 84, y: 176, width: 32, height: 20, rx: 5, class: "place-camera" }),
    svg("path", { d: "M92 176l4-7h8l4 7z", class: "place-camera" }),
    svg("text", { x: 136, y: 136, class: "place-text" }, "2–3 m"),
  );
}

/** From above, facing down the drawing, towards a camera in front. */
function standingBody() {
  return [
    svg("ellipse", { cx: 0, cy: 0, rx: 27, ry: 11, class: "place-body" }),
    svg("circle", { cx: 0, cy: 2, r: 11, class: "place-head" }),
    svg("path", { d: "M0 18V36M-7 30 0 37 7 30", class: "place-arrow" }),
  ];
}

function lyingBody() {
  return [
    svg("circle", { cx: 0, cy: 38, r: 10, class: "place-head" }),
    svg("rect", { x: -15, y: -8, width: 30, height: 37, rx: 10, class: "place-body" }),
    svg("rect", { x: -13, y: -46, width: 11, height: 46, rx: 5, class: "place-body" }),
    svg("rect", { x: 2, y: -46, width: 11, height: 46, rx: 5, class: "place-body" }),
  ];
}

/**
 * @param {CameraView} view
 * @param {"left" | "right"} side
 * @param {boolean} lying
 */
export function placeWords(view, side, lying) {
  if (view === "front") return "The camera stands two to three metres in front of you, as high as your hips.";
  return `The camera stands two to three metres away, to your ${side}, ${lying ? "low: on the floor or on a stool" : "as high as your hips"}.`;
}
