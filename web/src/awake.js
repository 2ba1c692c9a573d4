/** Keeps the screen on while somebody stands away from it. */

export class Awake {
  /** @type {WakeLockSentinel | null} */
  #lock = null;
  #wanted = false;

  /**
   * Call it as often as you like: browsers let go of the screen when the page was hidden.
   *
   * @param {boolean} wanted
   */
  async keep(wanted) {
    this.#wanted = wanted;
    if (!wanted) {
      const lock = this.#lock;
      this.#lock = null;
      return void (await lock?.release());
    }
    if (this.#lock && !this.#lock.released) return;
    try {
      const lock = (await navigator.wakeLock?.request("screen")) ?? null;
      if (this.#wanted) this.#lock = lock;
      else await lock?.release(); // over before the browser answered
    } catch {
      // a low battery, a hidden page: all goes on, the screen may go dark
    }
  }
}
