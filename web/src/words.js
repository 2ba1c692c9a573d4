/** Names, numbers and dates as people read them. Pure. */

/** @type {Readonly<Record<string, string>>} */
const FAULTS = {
  shallow: "too shallow",
  stiff_ankle: "stiff ankle",
  no_hip_hinge: "no hip hinge",
  side_bend: "side bend",
  hip_pop: "hips too high",
  hip_sag: "hips sagging",
  rounded: "shoulders rounded",
  shrugged: "shoulders shrugged",
};

/** @type {ReadonlyArray<{ reason: import("./review-api.d.ts").Reason, text: string }>} in the order of the number keys */
export const REASONS = [
  { reason: "form_fine", text: "Form was fine" },
  { reason: "wrong_fault", text: "Wrong fault" },
  { reason: "bad_tracking", text: "Bad tracking" },
  { reason: "wrong_moment", text: "Wrong moment" },
  { reason: "other", text: "Other" },
];

/** @param {string} text */
export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @param {string | null} name such as "lateral_lunge" or "hip_pop" */
export function plain(name) {
  if (name === null || name === "") return "—";
  return FAULTS[name] ?? name.replaceAll("_", " ");
}

/** @param {string} channel such as "knee_flexion_left" */
export function channelName(channel) {
  return capital(channel.replaceAll("_", " "));
}

/**
 * @param {number | null | undefined} value
 * @param {string} unit "deg", "%", "body_lengths", ...
 */
export function amount(value, unit) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "—";
  if (unit.startsWith("of ")) return `${String(Number((100 * value).toFixed(1))).replace("-", "−")} %`;
  const size = Math.abs(value);
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 1 : 2;
  const number = String(Number(value.toFixed(digits))).replace("-", "−");
  if (unit === "deg") return `${number}°`;
  if (unit === "%" || unit === "percent") return `${number} %`;
  return unit && unit !== "ratio" ? `${number} ${unit.replaceAll("_", " ")}` : number;
}

/** @param {string} unit as it stands beside an axis */
export function unitName(unit) {
  if (unit.startsWith("of ")) return `parts ${unit}`;
  return unit === "deg" ? "degrees" : unit.replaceAll("_", " ");
}

/** @param {number | null} share 0..1 */
export function percent(share) {
  return share === null || !Number.isFinite(share) ? "—" : `${Math.round(share * 100)} %`;
}

/**
 * @param {number} count
 * @param {string} one
 * @param {string} [many]
 */
export function counted(count, one, many = `${one}s`) {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}

/** @param {string} at ISO 8601 in UTC; shown in the viewer's zone */
export function day(at) {
  return new Date(at).toLocaleDateString(undefined, { day: "numeric", month: "short", year: "numeric" });
}

/** @param {string} at */
export function dayAndTime(at) {
  return new Date(at).toLocaleString(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

/** @param {number} seconds of media time */
export function moment(seconds) {
  const whole = Math.max(0, seconds);
  const minutes = Math.floor(whole / 60);
  return minutes > 0 ? `${minutes}:${(whole % 60).toFixed(1).padStart(4, "0")}` : `${whole.toFixed(2)} s`;
}

/** @param {number | null} seconds how much longer something takes */
export function timeLeft(seconds) {
  if (seconds === null || !Number.isFinite(seconds)) return "";
  if (seconds < 10) return "a few seconds left";
  if (seconds < 55) return `about ${Math.round(seconds / 10) * 10} s left`;
  if (seconds < 3000) return `about ${counted(Math.max(1, Math.round(seconds / 60)), "minute")} left`;
  return `about ${counted(Math.max(1, Math.round(seconds / 3600)), "hour")} left`;
}

/** @param {number} bytes */
export function bytes(bytes) {
  const units = ["B", "kB", "MB", "GB"];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${size >= 100 || unit === 0 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/**
 * @param {{ kind: "rep" | "hold", index?: number, rep_index?: number, side: string | null }} rep
 */
export function repName(rep) {
  const index = rep.index ?? rep.rep_index ?? 0;
  return `${rep.kind === "hold" ? "Hold" : "Rep"} ${index}${rep.side ? `, ${rep.side}` : ""}`;
}
