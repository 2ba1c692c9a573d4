/** The faults that a coach may flag in a rep. Pure. */

import { capital, plain } from "../words.js";

/** As many as there are number keys. */
const MOST = 9;

/**
 * @param {ReadonlyArray<import("../review-api.d.ts").Rule>} rules
 * @param {import("../review-api.d.ts").RepDetail} rep
 * @returns {{ rule: string, fault: string, title: string }[]} those of its exercise that nobody flagged yet
 */
export function missableIn(rules, rep) {
  const known = new Set([...rep.findings.filter((one) => one.flagged), ...rep.missed].map(({ rule, fault }) => `${rule} ${fault}`));
  return rules
    .filter((rule) => rule.exercises.includes(rep.exercise))
    .flatMap((rule) => rule.faults.map(({ fault }) => ({ rule: rule.id, fault, title: capital(plain(fault)) })))
    .filter(({ rule, fault }) => !known.has(`${rule} ${fault}`))
    .slice(0, MOST);
}
