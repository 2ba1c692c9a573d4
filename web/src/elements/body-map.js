/**
 * `<body-map>`: a body from the front and from the back. A tap on a part fires `part` with its name. Those who don't see or
 * tap find the same parts as buttons beside it: the drawing itself is hidden from them.
 */

import { svg } from "../dom.js";

/** @typedef {Record<string, { letter: string, level: string }>} Shown by part; `level` is a CSS hook, the letter says it without colour */

const FRONT = 74;
const BACK = 216;

/** @type {ReadonlyArray<readonly [string, string, number, number]>} part, path, where its letter goes */
const SHAPES = [
  ...body(FRONT, 1),
  one("chest", block(FRONT, 58, 46, 38), FRONT, 80),
  one("belly", block(FRONT, 99, 40, 44), FRONT, 124),
  ...both("thigh", FRONT, 1, (x) => [capsule(x(13), 158, 12.5, x(15), 208, 9.5), x(14), 184]),
  ...both("knee", FRONT, 1, (x) => [capsule(x(15), 226, 9, x(15), 229, 9), x(15), 231]),
  ...both("shin", FRONT, 1, (x) => [capsule(x(15), 248, 8.5, x(14), 284, 6), x(15), 268]),
  ...body(BACK, -1),
  one("upper_back", block(BACK, 58, 48, 42), BACK, 83),
  one("lower_back", block(BACK, 103, 38, 28), BACK, 121),
  ...both("glute", BACK, -1, (x) => [capsule(x(10.5), 144, 10, x(10.5), 152, 10), x(11), 152]),
  ...both("hamstring", BACK, -1, (x) => [capsule(x(13), 174, 11.5, x(15), 214, 9), x(14), 196]),
  ...both("calf", BACK, -1, (x) => [capsule(x(15), 238, 9.5, x(14), 282, 6), x(15), 260]),
];

export class BodyMap extends HTMLElement {
  connectedCallback() {
    if (this.firstChild) return;
    this.append(
      svg(
        "svg",
        { viewBox: "0 0 290 330", "aria-hidden": "true", class: "body", click: (event) => this.#tap(event) },
        ...SHAPES.map(([part, d]) => svg("path", { d, class: "body-part", "data-part": part })),
        svg("g", { class: "body-letters" }),
        svg("text", { x: FRONT, y: 326, class: "body-label", "text-anchor": "middle" }, "front"),
        svg("text", { x: BACK, y: 326, class: "body-label", "text-anchor": "middle" }, "back"),
      ),
    );
  }

  /**
   * @param {Shown} shown
   * @param {ReadonlyArray<string>} [current] the parts that are asked about
   */
  show(shown, current = []) {
    for (const path of this.querySelectorAll(".body-part")) {
      const part = path.getAttribute("data-part") ?? "";
      path.setAttribute("data-level", shown[part]?.level ?? "");
      path.classList.toggle("current", current.includes(part));
    }
    const letters = SHAPES.flatMap(([part, , x, y]) => {
      const mark = shown[part];
      return mark && mark.letter ? [svg("text", { x, y: y + 4, "text-anchor": "middle", class: "body-letter" }, mark.letter)] : [];
    });
    this.querySelector(".body-letters")?.replaceChildren(...letters);
  }

  /** @param {Event} event */
  #tap(event) {
    const part = event.target instanceof Element ? event.target.getAttribute("data-part") : null;
    if (part) this.dispatchEvent(new CustomEvent("part", { detail: part, bubbles: true }));
  }
}

/**
 * What both views share: head, neck, shoulders, arms, feet.
 *
 * @param {number} cx
 * @param {1 | -1} left where the person's left is: +1 to the right of the picture
 * @returns {Array<readonly [string, string, number, number]>}
 */
function body(cx, left) {
  return [
    one("head", capsule(cx, 20, 14, cx, 27, 12), cx, 24),
    one("neck", block(cx, 43, 15, 13), cx, 50),
    ...both("shoulder", cx, left, (x) => [capsule(x(30), 67, 9.5, x(33), 70, 8.5), x(32), 69]),
    ...both("arm", cx, left, (x) => [capsule(x(38), 88, 7.5, x(49), 160, 5.5), x(43), 122]),
    ...both("foot", cx, left, (x) => [capsule(x(14), 300, 6, x(19), 307, 5.5), x(17), 304]),
  ];
}

/**
 * @param {string} part
 * @param {string} d
 * @param {number} x
 * @param {number} y
 * @returns {readonly [string, string, number, number]}
 */
function one(part, d, x, y) {
  return [part, d, x, y];
}

/**
 * @param {string} part
 * @param {number} cx
 * @param {1 | -1} left
 * @param {(x: (offset: number) => number) => [string, number, number]} make
 */
function both(part, cx, left, make) {
  return /** @type {const} */ (["left", "right"]).map((side) => {
    const sign = side === "left" ? left : -left;
    const [d, x, y] = make((offset) => cx + sign * offset);
    return one(`${part}_${side}`, d, x, y);
  });
}

/**
 * @param {number} cx
 * @param {number} y
 * @param {number} width
 * @param {number} height
 */
function block(cx, y, width, height) {
  const r = Math.min(11, width / 2, height / 2);
  const x = cx - width / 2;
  return `M${x + r} ${y}h${width - 2 * r}a${r} ${r} 0 0 1 ${r} ${r}v${height - 2 * r}a${r} ${r} 0 0 1 ${-r} ${r}h${2 * r - width}a${r} ${r} 0 0 1 ${-r} ${-r}v${2 * r - height}a${r} ${r} 0 0 1 ${r} ${-r}z`;
}

/**
 * A limb: two round ends and straight sides.
 *
 * @param {number} x1
 * @param {number} y1
 * @param {number} r1
 * @param {number} x2
 * @param {number} y2
 * @param {number} r2
 */
function capsule(x1, y1, r1, x2, y2, r2) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [nx, ny] = [(y1 - y2) / length, (x2 - x1) / length];
  /** @param {number} value */
  const n = (value) => Math.round(value * 100) / 100;
  return `M${n(x1 - nx * r1)} ${n(y1 - ny * r1)}A${r1} ${r1} 0 1 0 ${n(x1 + nx * r1)} ${n(y1 + ny * r1)}L${n(x2 + nx * r2)} ${n(y2 + ny * r2)}A${r2} ${r2} 0 1 0 ${n(x2 - nx * r2)} ${n(y2 - ny * r2)}Z`;
}

customElements.define("body-map", BodyMap);
