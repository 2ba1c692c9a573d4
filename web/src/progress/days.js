/**
 * Days and weeks of practice, in the viewer's zone. Pure. A week without practice is shown as such and not remarked upon.
 *
 * @typedef {{ at: string, kind: "set" | "plan", name: string, seconds: number, reps: number }} Practised
 * @typedef {{ date: string, sets: number, plans: number, reps: number, seconds: number }} Day `date` such as "2026-03-01"
 */

const DAY_MS = 86_400_000;

/** @param {Date} date */
export function dateKey(date) {
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
}

/**
 * @param {ReadonlyArray<Practised>} practised
 * @returns {Map<string, Day>}
 */
export function daysOf(practised) {
  /** @type {Map<string, Day>} */
  const days = new Map();
  for (const { at, kind, seconds, reps } of practised) {
    const date = dateKey(new Date(at));
    const day = days.get(date) ?? { date, sets: 0, plans: 0, reps: 0, seconds: 0 };
    days.set(date, { date, sets: day.sets + (kind === "set" ? 1 : 0), plans: day.plans + (kind === "plan" ? 1 : 0), reps: day.reps + reps, seconds: day.seconds + seconds });
  }
  return days;
}

/**
 * The latest weeks, oldest first, Monday to Sunday; days to come are null.
 *
 * @param {ReadonlyMap<string, Day>} days
 * @param {Date} today
 * @param {number} count
 * @returns {{ monday: string, days: (Day | null)[], practised: number }[]}
 */
export function weeks(days, today, count) {
  const monday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - ((today.getDay() + 6) % 7));
  return Array.from({ length: count }, (_, week) => {
    const row = Array.from({ length: 7 }, (__, i) => new Date(monday.getFullYear(), monday.getMonth(), monday.getDate() + 7 * (week - count + 1) + i));
    const found = row.map((date) => (date.getTime() > today.getTime() ? null : (days.get(dateKey(date)) ?? { date: dateKey(date), sets: 0, plans: 0, reps: 0, seconds: 0 })));
    return { monday: dateKey(row[0] ?? monday), days: found, practised: found.filter((day) => day && day.sets + day.plans > 0).length };
  });
}

/**
 * @param {ReadonlyArray<{ practised: number }>} rows oldest first, the last is this week
 * @returns {string}
 */
export function rhythm(rows) {
  const now = rows.at(-1)?.practised ?? 0;
  const before = rows.slice(0, -1).filter(({ practised }) => practised > 0).length;
  const days = now === 0 ? "Nothing yet this week" : now === 1 ? "1 day this week" : `${now} days this week`;
  return `${days}; practised in ${before} of the ${rows.length - 1} weeks before.`;
}

/**
 * @param {string} latest ISO time of the latest practice
 * @param {Date} now
 */
export function sinceWords(latest, now) {
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const then = new Date(latest);
  const days = Math.round((today - new Date(then.getFullYear(), then.getMonth(), then.getDate()).getTime()) / DAY_MS);
  if (days <= 0) return "You practised today.";
  if (days === 1) return "You practised yesterday.";
  return `The last time was ${days} days ago. Any day is a good one to go on.`;
}
