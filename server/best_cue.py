"""Which cue worked: after which one the fault it spoke of was gone soonest. From the cue log of kept sets; pure.

A fault may go by itself, so this is a hint and not a measurement of the cue.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

AT_LEAST: Final = 2
"""A cue that was said once tells nothing."""
LATE_S: Final = 0.5
"""A hold's fault that ends so close to the hold's end was not put right."""


@dataclass(frozen=True, slots=True)
class Said:
    """One cue, at `t` seconds of media time."""

    t: float
    rule: str
    fault: str
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What one rule said of one rep or hold. `fault` None = well; `episodes` of a hold: (fault, start, end) in s."""

    hold: bool
    t_start: float
    t_end: float
    rule: str
    fault: str | None
    episodes: Sequence[tuple[str, float, float]] = ()


@dataclass(frozen=True, slots=True)
class CueEffect:
    """A cue over all its sets: said `times`, the fault gone `gone` times, typically after `after` reps (holds: seconds)."""

    text: str
    times: int
    gone: int
    after: float
    unit: str


def best_cue(sets: Sequence[tuple[Sequence[Said], Sequence[Judged]]]) -> CueEffect | None:
    """The cue after which its fault was gone soonest, of those said twice or more that helped at least every second time."""
    found: dict[tuple[str, str], list[float | None]] = defaultdict(list)
    for cues, judged in sets:
        for cue in cues:
            effect = _effect(cue, judged)
            if effect is not None:
                unit, after = effect
                found[cue.text, unit].append(after)
    effects = []
    for (text, unit), results in found.items():
        gone = [after for after in results if after is not None]
        if len(results) >= AT_LEAST and 2 * len(gone) >= len(results):
            effects.append(CueEffect(text, len(results), len(gone), float(median(gone)), unit))
    return min(effects, key=lambda one: (one.unit, one.after, -one.gone / one.times, -one.times, one.text), default=None)


def _effect(cue: Said, judged: Sequence[Judged]) -> tuple[str, float | None] | None:
    """("reps" or "s", after how many the fault was gone, None = not in this set); None where the set ended with the cue."""
    mine = sorted((one for one in judged if one.rule == cue.rule), key=lambda one: one.t_start)
    hold = next((one for one in mine if one.hold and one.t_start <= cue.t <= one.t_end), None)
    if hold is not None:
        ends = [
            end for fault, start, end in hold.episodes if fault == cue.fault and start <= cue.t and end >= cue.t - LATE_S
        ]
        if not ends:
            return None
        return "s", max(0.0, ends[0] - cue.t) if ends[0] < hold.t_end - LATE_S else None
    later = [one for one in mine if not one.hold and one.t_start >= cue.t]
    if not later:
        return None
    return "reps", next((float(number) for number, one in enumerate(later, start=1) if one.fault != cue.fault), None)
