/** Key presses that are meant for the review, and not for a field, a button or a dialog. */

/**
 * @param {{ active: () => boolean, press: (press: import("./keys.js").Press) => boolean, undoShape: () => void }} to
 *   `press` answers whether the key meant something
 */
export function listen({ active, press, undoShape }) {
  document.addEventListener("keydown", (event) => {
    if (!active() || document.querySelector("dialog[open]")) return;
    const at = event.target instanceof HTMLElement ? event.target : document.body;
    const ctrl = event.ctrlKey || event.metaKey || event.altKey;
    if (at.matches("input, textarea, select")) {
      if (event.key === "Escape") at.blur();
    } else if (ctrl && event.key.toLowerCase() === "z") {
      event.preventDefault();
      undoShape();
    } else if (event.key === " " && at.matches("button:focus-visible, a:focus-visible")) {
      // Space presses the button that has the focus
    } else if (press({ key: event.key, ctrl, shift: event.shiftKey, repeat: event.repeat })) {
      event.preventDefault();
    }
  });
}
