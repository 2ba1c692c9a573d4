/**
 * The 33 BlazePose landmarks as the browser uses them. The same table as vision/skeleton.py; a test compares the two.
 * `left` and `right` are the person's own.
 */

export const LANDMARK_COUNT = 33;

export const NOSE = 0;
export const LEFT_EAR = 7;
export const RIGHT_EAR = 8;
export const LEFT_SHOULDER = 11;
export const RIGHT_SHOULDER = 12;
export const LEFT_ELBOW = 13;
export const RIGHT_ELBOW = 14;
export const LEFT_WRIST = 15;
export const RIGHT_WRIST = 16;
export const LEFT_HIP = 23;
export const RIGHT_HIP = 24;
export const LEFT_KNEE = 25;
export const RIGHT_KNEE = 26;
export const LEFT_ANKLE = 27;
export const RIGHT_ANKLE = 28;
export const LEFT_HEEL = 29;
export const RIGHT_HEEL = 30;
export const LEFT_FOOT_INDEX = 31;
export const RIGHT_FOOT_INDEX = 32;

/** Pairs of landmarks that are drawn as a line. @type {ReadonlyArray<readonly [number, number]>} */
export const BONES = [
  [LEFT_EAR, NOSE],
  [RIGHT_EAR, NOSE],
  [LEFT_SHOULDER, RIGHT_SHOULDER],
  [LEFT_SHOULDER, LEFT_ELBOW],
  [LEFT_ELBOW, LEFT_WRIST],
  [RIGHT_SHOULDER, RIGHT_ELBOW],
  [RIGHT_ELBOW, RIGHT_WRIST],
  [LEFT_SHOULDER, LEFT_HIP],
  [RIGHT_SHOULDER, RIGHT_HIP],
  [LEFT_HIP, RIGHT_HIP],
  [LEFT_HIP, LEFT_KNEE],
  [LEFT_KNEE, LEFT_ANKLE],
  [RIGHT_HIP, RIGHT_KNEE],
  [RIGHT_KNEE, RIGHT_ANKLE],
  [LEFT_ANKLE, LEFT_HEEL],
  [LEFT_HEEL, LEFT_FOOT_INDEX],
  [LEFT_ANKLE, LEFT_FOOT_INDEX],
  [RIGHT_ANKLE, RIGHT_HEEL],
  [RIGHT_HEEL, RIGHT_FOOT_INDEX],
  [RIGHT_ANKLE, RIGHT_FOOT_INDEX],
];
