/** Media time that always rises, in seconds from the first frame, over sources that come and go (a camera plugged in again). */

/** Step over a seam between two sources: the usual distance of two frames. */
const SEAM_S = 1 / 30;

export class MediaClock {
  constructor() {
    this.last = -SEAM_S;
    this.offset = NaN;
  }

  /** The next stamp comes from another source, whose clock has nothing to do with the earlier one's. */
  startSource() {
    this.offset = NaN;
  }

  /**
   * @param {number} seconds the source's own time
   * @returns {number | null} session time, null for a frame that is not newer than the last
   */
  stamp(seconds) {
    if (Number.isNaN(this.offset)) this.offset = this.last + SEAM_S - seconds;
    const t = seconds + this.offset;
    if (!(t > this.last)) return null;
    this.last = t;
    return t;
  }
}
