/**
 * What can go wrong, in words a person understands, and what to do about it.
 *
 * @typedef {"refused" | "none" | "busy" | "insecure" | "unsupported" | "unplugged" | "hidden" | "lost" | "gone" | "full"
 *   | "slow" | "few" | "version" | "sample" | "server" | "crowded" | "replaced" | "ended"} TroubleCode
 * @typedef {"retry" | "sample" | "resume" | "reload" | "restart" | "lite"} TroubleAction
 * @typedef {{ code: TroubleCode, title: string, text: string, actions: TroubleAction[], blocking: boolean }} Trouble
 *   `blocking`: practice cannot go on until it is solved
 */

/** @type {Readonly<Record<TroubleAction, string>>} */
export const ACTION_LABELS = {
  retry: "Try again",
  sample: "Play a sample instead",
  resume: "Go on",
  reload: "Reload the page",
  restart: "Start a new set",
  lite: "Start again with the lighter model",
};

/** @type {Readonly<Record<TroubleCode, Omit<Trouble, "code">>>} */
const TROUBLES = {
  refused: {
    title: "The camera is blocked",
    text: "The browser was told not to share the camera with this page. Open the camera symbol beside the address, allow it, then try again.",
    actions: ["retry", "sample"],
    blocking: true,
  },
  none: {
    title: "No camera found",
    text: "Plug in a camera, or switch on the one in your computer, then try again. You can watch a sample without one.",
    actions: ["retry", "sample"],
    blocking: true,
  },
  busy: {
    title: "The camera is in use",
    text: "Another program holds the camera. Close video calls and other camera programs, then try again.",
    actions: ["retry", "sample"],
    blocking: true,
  },
  insecure: {
    title: "This address gives no camera",
    text: "Browsers share a camera only with a secure page. Open this page as http://localhost on the computer that runs the server, or start the server with a certificate and use https.",
    actions: ["sample"],
    blocking: true,
  },
  unsupported: {
    title: "This browser is too old",
    text: "Live practice needs a current version of Chrome, Edge, Firefox or Safari. Please update the browser.",
    actions: [],
    blocking: true,
  },
  unplugged: {
    title: "The camera is gone",
    text: "It was unplugged or switched off. Your reps are kept: plug it in again, then go on.",
    actions: ["retry"],
    blocking: true,
  },
  hidden: {
    title: "Paused",
    text: "This page was in the background, so nothing was counted. Go on when you are ready.",
    actions: ["resume"],
    blocking: true,
  },
  lost: {
    title: "Connecting again",
    text: "The connection to the server broke off. Your reps are kept; counting goes on as soon as it is back.",
    actions: [],
    blocking: true,
  },
  gone: {
    title: "The server does not answer",
    text: "It may have been stopped. Start it again with “make run”, then try again.",
    actions: ["retry"],
    blocking: true,
  },
  full: {
    title: "All places are taken",
    text: "Others are practising. You will be let in as soon as a place is free; nothing to do here.",
    actions: [],
    blocking: true,
  },
  crowded: {
    title: "Too many people are waiting",
    text: "Try again in a few minutes, or watch a sample later.",
    actions: ["retry"],
    blocking: true,
  },
  replaced: {
    title: "This set goes on elsewhere",
    text: "It was taken up in another window. You can close this one.",
    actions: ["restart"],
    blocking: true,
  },
  ended: {
    title: "Your place went to somebody else",
    text: "Nothing came from your camera for half a minute, and others were waiting. Start again when you are ready.",
    actions: ["restart"],
    blocking: true,
  },
  slow: {
    title: "The computer is slow right now",
    text: "Fast movements may be missed. Close other programs.",
    actions: ["lite"],
    blocking: false,
  },
  few: {
    title: "Fast movements may be missed",
    text: "",
    actions: [],
    blocking: false,
  },
  version: {
    title: "This page is out of date",
    text: "Page and server are of different versions. Reload the page; if that does not help, start the server anew.",
    actions: ["reload"],
    blocking: true,
  },
  sample: {
    title: "The sample can’t be played",
    text: "This browser could not play the video file of the sample. Try another browser, or use your camera.",
    actions: ["retry"],
    blocking: true,
  },
  server: {
    title: "The server reports a problem",
    text: "Start a new set. If it happens again, look at what the server printed.",
    actions: ["restart"],
    blocking: true,
  },
};

/**
 * @param {TroubleCode} code
 * @param {string} [detail] a sentence that says more; replaces nothing, comes first
 * @returns {Trouble}
 */
export function trouble(code, detail = "") {
  const known = TROUBLES[code];
  return { code, ...known, text: detail ? `${detail} ${known.text}` : known.text };
}

/**
 * What `getUserMedia` rejects with, as trouble. Names: https://w3c.github.io/mediacapture-main/#dom-mediadevices-getusermedia
 *
 * @param {unknown} error
 * @returns {TroubleCode}
 */
export function cameraTrouble(error) {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "refused";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return "none";
}
