/** The camera: open it, name the ones there are, notice when it goes. */

import { cameraTrouble } from "./trouble.js";

/**
 * @typedef {import("./trouble.js").TroubleCode} TroubleCode
 * @typedef {{ stream: MediaStream, track: MediaStreamTrack, mirrored: boolean }} Camera
 */

/**
 * @param {string} id of the device, "" for whichever the browser prefers
 * @returns {Promise<Camera | TroubleCode>}
 */
export async function openCamera(id) {
  // the property is missing, not failing, where the page is not secure
  const devices = /** @type {MediaDevices | undefined} */ (navigator.mediaDevices);
  if (!devices) return isSecureContext ? "unsupported" : "insecure";
  try {
    const stream = await devices.getUserMedia({
      audio: false,
      video: { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 }, ...(id ? { deviceId: { exact: id } } : {}) },
    });
    const [track] = stream.getVideoTracks();
    if (!track) return "none";
    // a camera that looks away from the screen shows the room as it is; one that faces the person works as a mirror
    return { stream, track, mirrored: track.getSettings().facingMode !== "environment" };
  } catch (error) {
    // the camera chosen the last time is not there today: another one will do
    if (id && error instanceof Error && (error.name === "OverconstrainedError" || error.name === "NotFoundError")) return openCamera("");
    return cameraTrouble(error);
  }
}

/**
 * @returns {Promise<{ id: string, label: string }[]>} empty before the person has allowed a camera once
 */
export async function listCameras() {
  const devices = /** @type {MediaDevices | undefined} */ (navigator.mediaDevices);
  if (!devices) return [];
  const found = (await devices.enumerateDevices()).filter((device) => device.kind === "videoinput" && device.deviceId);
  return found.map((device, i) => ({ id: device.deviceId, label: device.label || `Camera ${i + 1}` }));
}
