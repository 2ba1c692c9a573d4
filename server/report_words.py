"""How a report puts things: times, values, faults and the summary, in plain words."""

import math
from collections import Counter

from vision.report import ScoredRep, SessionReport
from vision.types import Episode, Finding, Grade

_UNITS = {"deg": "°", "percent": " %"}
GRADE_WORDS = {Grade.GOOD: "good", Grade.NEEDS_WORK: "needs work", Grade.POOR: "poor", Grade.NOT_SCORED: "not scored"}


def plain(name: str) -> str:
    """`hip_pop` -> `hip pop`."""
    return name.replace("_", " ")


def title(name: str) -> str:
    """`lateral_lunge` -> `Lateral lunge`."""
    words = plain(name)
    return words[:1].upper() + words[1:]


def rule_name(rule: str) -> str:
    """`plank.hip_pop` -> `Hip pop`."""
    return title(rule.rpartition(".")[2])


def clock(t: float) -> str:
    """Seconds as 0:04.2, the way players show it, to a tenth."""
    tenths = round(t * 10)
    return f"{tenths // 600}:{tenths % 600 / 10:04.1f}"


def amount(value: float | None, unit: str) -> str:
    """A value with its unit, to the digits that mean something; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return "–"
    if unit in _UNITS:
        return f"{value:.1f}{_UNITS[unit]}"
    return f"{value:.2f} {unit}".strip()


def limit_words(finding: Finding) -> str:
    """The limit and the error around it: `limit 8.0° ± 2.5°`."""
    words = f"limit {amount(finding.limit, finding.unit)}"
    return words + (f" ± {amount(finding.error, finding.unit)}" if finding.error else "")


def plural(count: int, word: str) -> str:
    """`1 rep`, `2 reps`."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def headline(report: SessionReport) -> str:
    """The report in one line: `8 reps, 3 flagged`."""
    if not report.reps:
        return "No rep found"
    kinds = {scored.rep.kind for scored in report.reps}
    count = plural(len(report.reps), "hold" if kinds == {"hold"} else "rep")
    flagged = sum(scored.flagged for scored in report.reps)
    unscored = sum(scored.score is None for scored in report.reps)
    if unscored == len(report.reps):
        return f"{count}, not scored"
    if flagged:
        return f"{count}, flagged" if len(report.reps) == 1 else f"{count}, {flagged} flagged"
    return f"{count}, nothing flagged"


def summary(report: SessionReport) -> str:
    """What a coach would note after the set, in a few sentences."""
    if not report.reps:
        if not report.frames_with_pose:
            return "Nobody was found in the picture."
        return "A person was seen, but no movement that counts as a rep."
    sentences = []
    faults = Counter(
        finding.fault
        for scored in report.reps
        for finding in scored.findings
        if finding.flagged and finding.fault is not None
    )
    if faults:
        kinds = {scored.rep.kind for scored in report.reps}
        word = "hold" if kinds == {"hold"} else "rep"
        listed = join([f"{plain(fault)} in {plural(count, word)}" for fault, count in faults.most_common()])
        sentences.append(f"Seen: {listed}.")
    scores = [scored.score for scored in report.reps if scored.score is not None]
    if scores and not faults:
        sentences.append("Every judged rep stayed inside its limits.")
    if scores:
        sentences.append(f"Mean score {sum(scores) / len(scores):.0f} of 100.")
    unscored = len(report.reps) - len(scores)
    if unscored:
        sentences.append(f"{plural(unscored, 'rep')} could not be scored; why is said below.")
    return " ".join(sentences)


def join(parts: list[str]) -> str:
    """`a, b and c`."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def rep_name(scored: ScoredRep) -> str:
    """`Rep 3, left` or `Hold 1`."""
    rep = scored.rep
    return f"{title(rep.kind)} {rep.index}" + (f", {rep.side} leg" if rep.side else "")


def episode_words(episode: Episode, unit: str) -> str:
    """`0:02.0 to 0:03.5, worst 0.17`."""
    return f"{clock(episode.t_start)} to {clock(episode.t_end)}, worst {amount(episode.value, unit)}"
