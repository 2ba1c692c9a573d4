/** Short soft tones, made on the spot: for a countdown, and for cues where no voice exists. */

export class Tones {
  constructor() {
    /** @type {AudioContext | null} */
    this.context = null;
    this.played = 0;
  }

  /** Browsers allow sound only after a key or a click: call this from one. */
  unlock() {
    this.context ??= typeof AudioContext === "undefined" ? null : new AudioContext();
    void this.context?.resume();
  }

  /**
   * @param {number} [hertz]
   * @param {number} [seconds]
   */
  play(hertz = 660, seconds = 0.18) {
    const context = this.context;
    if (!context || context.state !== "running") return;
    const now = context.currentTime;
    const oscillator = new OscillatorNode(context, { frequency: hertz });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.linearRampToValueAtTime(0.2, now + 0.02);
    gain.gain.linearRampToValueAtTime(0, now + seconds);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(now);
    oscillator.stop(now + seconds);
    this.played += 1;
  }
}
