/**
 * `<draw-layer>`: lines, angles, arrows and free strokes over a frame. Fires `drawn` with a `Shape`. With the keyboard: arrows
 * move a cross, Enter sets a point, Escape gives up.
 */

import { svg } from "../dom.js";
import { POINTS, angleOf, finished, held, inPixels, pathOf, pulled } from "../review/shapes.js";

/**
 * @typedef {import("../review-api.d.ts").Shape} Shape
 * @typedef {import("../review/shapes.js").Draft} Draft
 * @typedef {[number, number]} Point
 */

const MOVE = 0.01;
const FAST = 5;

export class DrawLayer extends HTMLElement {
  constructor() {
    super();
    this.size = { width: 1, height: 1 };
    /** @type {ReadonlyArray<Shape>} */
    this.shapes = [];
    /** @type {import("../review-api.d.ts").ShapeType | null} */
    this.tool = null;
    /** @type {Draft | null} */
    this.draft = null;
    /** @type {Point | null} */
    this.cross = null;
    this.picture = /** @type {SVGSVGElement} */ (svg("svg", { "aria-hidden": "true" }));
  }

  connectedCallback() {
    if (!this.picture.isConnected) this.append(this.picture);
    for (const name of ["pointerdown", "pointermove", "pointerup", "pointercancel", "keydown", "blur"]) this.addEventListener(name, this);
  }

  /**
   * @param {ReadonlyArray<Shape>} shapes
   * @param {{ width: number, height: number }} size of the picture
   */
  show(shapes, size) {
    this.shapes = shapes;
    this.size = size;
    this.#paint();
  }

  /** @param {import("../review-api.d.ts").ShapeType | null} tool */
  use(tool) {
    this.tool = tool;
    this.draft = null;
    this.cross = null;
    this.classList.toggle("active", tool !== null);
    if (tool) {
      this.tabIndex = 0;
      this.setAttribute("role", "application");
      this.setAttribute("aria-label", "Drawing. Arrow keys move a cross, Enter sets a point, Escape gives up.");
    } else {
      this.removeAttribute("tabindex");
      this.removeAttribute("role");
      this.removeAttribute("aria-label");
    }
    this.#paint();
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (!this.tool) return;
    if (event instanceof KeyboardEvent) this.#key(event);
    else if (event instanceof PointerEvent) this.#pointer(event);
    else this.cross = null;
    this.#paint();
  }

  /** @param {PointerEvent} event */
  #pointer(event) {
    const box = this.getBoundingClientRect();
    const at = /** @type {Point} */ ([(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height]);
    if (event.type === "pointerdown" && event.button === 0 && this.tool) {
      event.preventDefault();
      this.setPointerCapture(event.pointerId);
      if (this.draft) this.draft = pulled(this.draft, at);
      else this.draft = { type: this.tool, points: [held(at)] };
    } else if (event.type === "pointermove" && this.draft) {
      this.draft = pulled(this.draft, at);
    } else if (event.type === "pointerup" && this.draft) {
      this.#set(at);
    } else if (event.type === "pointercancel") {
      this.draft = null;
    }
  }

  /** A point is set: the shape is done, or waits for its next point. @param {Point} at */
  #set(at) {
    const { draft } = this;
    if (!draft) return;
    const done = pulled(draft, at);
    if (done.type === "angle" && done.points.length === 2) {
      const [first, corner] = /** @type {[Point, Point]} */ (done.points);
      const far = Math.hypot(first[0] - corner[0], first[1] - corner[1]) > 0.01;
      this.draft = far ? { ...done, points: [first, corner, corner] } : null;
      return;
    }
    this.draft = null;
    const shape = finished(done, this.size);
    if (shape) this.dispatchEvent(new CustomEvent("drawn", { detail: shape }));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const move = moves[/** @type {keyof typeof moves} */ (event.key)];
    if (!move && event.key !== "Enter" && !(event.key === "Escape" && (this.draft || this.cross))) return;
    event.preventDefault();
    event.stopPropagation();
    this.cross ??= [0.5, 0.5];
    if (move) {
      const by = MOVE * (event.shiftKey ? FAST : 1);
      this.cross = held([this.cross[0] + (move[0] ?? 0) * by, this.cross[1] + (move[1] ?? 0) * by]);
      if (this.draft) this.draft = pulled(this.draft, this.cross);
    } else if (event.key === "Escape") {
      this.draft = null;
      this.cross = null;
    } else if (this.draft) {
      this.#set(this.cross);
    } else if (this.tool) {
      this.draft = { type: this.tool, points: [this.cross] };
    }
  }

  #paint() {
    const { width, height } = this.size;
    const unit = Math.max(width, height) / 320;
    this.picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const all = [...this.shapes, ...(this.draft && this.draft.points.length > 1 ? [this.draft] : [])];
    const cross = this.cross ? inPixels(this.cross, this.size) : null;
    this.picture.replaceChildren(
      ...all.flatMap((shape) => this.#shape(shape, unit)),
      ...(cross ? [svg("path", { d: `M${cross[0] - 10 * unit} ${cross[1]}h${20 * unit}M${cross[0]} ${cross[1] - 10 * unit}v${20 * unit}`, class: "draw-cross", "stroke-width": unit })] : []),
    );
    this.dataset["shapes"] = String(this.shapes.length);
  }

  /**
   * @param {Shape | Draft} shape
   * @param {number} unit
   */
  #shape(shape, unit) {
    const d = pathOf(shape, this.size);
    const lines = [svg("path", { d, class: "draw-under", "stroke-width": unit * 4 }), svg("path", { d, class: "draw-line", "stroke-width": unit * 2 })];
    if (shape.type !== "angle" || shape.points.length < POINTS.angle) return lines;
    const [x, y] = inPixels(/** @type {Point} */ (shape.points[1]), this.size);
    const degrees = Math.round(angleOf(shape.points, this.size));
    return [...lines, svg("text", { x: x + unit * 6, y: y - unit * 6, class: "draw-text", "font-size": unit * 13, "stroke-width": unit * 3 }, `${degrees}°`)];
  }
}

customElements.define("draw-layer", DrawLayer);
