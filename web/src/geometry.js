/**
 * Where a point of the picture lies on the page: letterbox and mirror in one place.
 *
 * @typedef {{ width: number, height: number }} Size
 * @typedef {{ x: number, y: number }} Point
 * @typedef {{ left: number, top: number, width: number, height: number, mirrored: boolean }} Placement
 *   the picture inside a box, in the box's pixels
 */

/**
 * Put a picture into a box, whole and as large as it goes (letterbox), mirrored left to right if asked.
 *
 * @param {Size} picture pixels of the picture; a size of 0 gives an empty placement
 * @param {Size} box pixels of the box
 * @param {boolean} mirrored
 * @returns {Placement}
 */
export function placePicture(picture, box, mirrored) {
  const scale = picture.width > 0 && picture.height > 0 ? Math.min(box.width / picture.width, box.height / picture.height) : 0;
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { left: (box.width - width) / 2, top: (box.height - height) / 2, width, height, mirrored };
}

/**
 * A landmark, given as fractions of the picture, in the box's pixels.
 *
 * @param {Placement} placement
 * @param {Point} fraction x right and y down, 0..1
 * @returns {Point}
 */
export function toBox(placement, fraction) {
  const across = placement.mirrored ? 1 - fraction.x : fraction.x;
  return { x: placement.left + across * placement.width, y: placement.top + fraction.y * placement.height };
}

/**
 * @param {Point} a
 * @param {Point} b
 * @param {number} share 0 gives a, 1 gives b
 * @returns {Point}
 */
export function between(a, b, share) {
  return { x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share };
}

/**
 * @param {Point} a
 * @param {Point} b
 */
export function distance(a, b) {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

/**
 * The direction from a to b in radians, 0 = right, growing clockwise (y points down).
 *
 * @param {Point} a
 * @param {Point} b
 */
export function direction(a, b) {
  return Math.atan2(b.y - a.y, b.x - a.x);
}
