"""How a report puts things: times, values, faults and the summary, in plain words."""

import math
from collections import Counter

from vision.report import ScoredRep, SessionReport
from vision.types import Episode, Finding, Grade

_UNITS = {"deg": "°", "percent": "\u00a0%"}
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
    """A value with its unit, to the digits that mean something; a dash where there is none.

    A share of a length (`of torso length`) is given in percent, and of what is left to `whole`.
    """
    if value is None or not math.isfinite(value):
        return "–"
    if unit.startswith("of "):
        words = f"{value * 100:.1f}\u00a0%"
    elif unit in _UNITS:
        words = f"{value:.1f}{_UNITS[unit]}"
    else:
        words = f"{value:.2f} {unit}".strip()
    return words.replace("-", "−", 1) if value < 0 else words


def limit_words(finding: Finding) -> str:
    """The limit and the error around it: `limit 8.0° ± 2.5°`."""
    words = f"limit {amount(finding.limit, finding.unit)}"
    return words + (f" ±\u00a0{amount(finding.error, finding.unit)}" if finding.error else "")


def whole(unit: str) -> str:
    """What a share is a share of: ` of torso length`; empty for other units."""
    return f" {unit}" if unit.startswith("of ") else ""


def plural(count: int, word: str) -> str:
    """`1 rep`, `2 reps`."""
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def rep_word(report: SessionReport) -> str:
    """What the report counts: `hold` where there are only holds, else `rep`."""
    return "hold" if {scored.rep.kind for scored in report.reps} == {"hold"} else "rep"


def faults_of(finding: Finding) -> list[str]:
    """The faults a finding flags, the one it was graded by first; a hold may show several in its episodes."""
    if not finding.flagged or finding.fault is None:
        return []
    return list(dict.fromkeys((finding.fault, *(episode.fault for episode in finding.episodes))))


def headline(report: SessionReport) -> str:
    """The report in one line: `8 reps, 3 flagged`."""
    if not report.reps:
        return "No rep found"
    count = plural(len(report.reps), rep_word(report))
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
    faults = Counter(fault for scored in report.reps for finding in scored.findings for fault in faults_of(finding))
    if faults:
        listed = join([f"{plain(fault)} in {plural(count, rep_word(report))}" for fault, count in faults.most_common()])
        sentences.append(f"Seen: {listed}.")
    scores = [scored.score for scored in report.reps if scored.score is not None]
    if scores and not faults:
        sentences.append(f"Every judged {rep_word(report)} stayed inside its limits.")
    if scores:
        sentences.append(f"Mean score {sum(scores) / len(scores):.0f} of 100.")
    unscored = len(report.reps) - len(scores)
    if unscored:
        sentences.append(f"{plural(unscored, rep_word(report))} could not be scored; why is said below.")
    return " ".join(sentences)


def join(parts: list[str]) -> str:
    """`a, b and c`."""
    return parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]


def rep_name(scored: ScoredRep) -> str:
    """`Rep 3, left` or `Hold 1`."""
    rep = scored.rep
    return f"{title(rep.kind)} {rep.index}" + (f", {rep.side} leg" if rep.side else "")


def episode_words(episode: Episode, unit: str) -> str:
    """`0:02.0 to 0:03.5, worst 11.2 %`."""
    return f"{clock(episode.t_start)} to {clock(episode.t_end)}, worst {amount(episode.value, unit)}"
