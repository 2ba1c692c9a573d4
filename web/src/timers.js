/** The browser's timers as plain functions: called as somebody's method, the originals refuse. */

/**
 * @param {() => void} action
 * @param {number} ms
 * @returns {number}
 */
export function startTimer(action, ms) {
  return setTimeout(action, ms);
}

/** @param {number} timer */
export function stopTimer(timer) {
  clearTimeout(timer);
}
