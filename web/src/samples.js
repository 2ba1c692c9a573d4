/** The clips that can be played in place of a camera. */

/** @typedef {import("./wire.d.ts").SampleInfo} SampleInfo */

/**
 * Put a sample of the exercise into the video, ready to play from its start.
 *
 * @param {HTMLVideoElement} video
 * @param {string} exercise
 * @returns {Promise<boolean>} false where there is none or it cannot be played
 */
export async function loadSample(video, exercise) {
  try {
    const answer = await fetch("/api/samples");
    if (!answer.ok) return false;
    const samples = /** @type {SampleInfo[]} */ (await answer.json());
    const sample = samples.find((one) => one.exercise === exercise);
    if (!sample) return false;
    video.srcObject = null;
    video.src = sample.url;
    await new Promise((resolve, reject) => {
      video.addEventListener("loadeddata", resolve, { once: true });
      video.addEventListener("error", reject, { once: true });
    });
    return true;
  } catch {
    return false;
  }
}
