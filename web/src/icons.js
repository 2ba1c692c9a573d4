/** The few signs of the pages, as drawings that take the colour of the text around them. */

import { svg } from "./dom.js";

/** @typedef {"done" | "wait" | "attention" | "praise" | "open" | "record"} IconName */

/** @type {Readonly<Record<IconName, string>>} */
const PATHS = {
  done: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 12.4l2.8 2.8L16.2 9.4",
  wait: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM8 12h.01M12 12h.01M16 12h.01",
  attention: "M12 3.5 2.8 20h18.4L12 3.5ZM12 10v4.2M12 17.2h.01",
  record: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
  praise: "M4 12.8 9.4 18.2 20 6.6",
  open: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM9.6 9.4a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.2 1-1.2 1.9M12 16.6h.01",
};

/**
 * @param {IconName} name
 * @param {string} [className]
 */
export function icon(name, className = "") {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: className, "aria-hidden": "true", fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round" },
    svg("path", { d: PATHS[name] }),
  );
}
