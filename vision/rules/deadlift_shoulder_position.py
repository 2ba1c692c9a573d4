"""Shoulder position in a deadlift: `rounded` (shoulders and upper back curl forward) and `shrugged` (shoulders at the ears).

Everything here is a proxy. The pose model has one point per shoulder and none on the spine or the shoulder blade. The lower
back can't be seen at all, so nothing is said about it. Legs and feet are not used, plates hide them in a side view.

rounded, at the bottom: the angle by which the ears lie under the trunk's line drawn on through the shoulders. Measured on
one lifter from the side: 1..11 degrees in ten neutral reps, 22..44 in ten rounded ones. Looking down lowers the ears too
(0.3 degrees per degree of face pitch on his neutral reps), so up to 6 degrees are taken off for a face that points down by
more than 40. A neck that bends forward much further over a straight back would still read as rounded.
On rendered people with a level head that angle grows by 0..12 degrees only, and neutral ones differ by 9 from each other.
So the rep is also compared with the person's own earlier good reps: the growth of the angle counts, and the hands that hang
lower under the hips at lockout (shoulders forward and down make the arms reach further) add 5 degrees per tenth of a trunk
length. Both must have grown; a head that drops alone doesn't count here.

shrugged, at lockout: how much nearer the ears are to the shoulders and how much higher the hands hang than in the person's
own earlier good reps, the mean of both, in trunk lengths; both must have moved, so looking down alone doesn't fire. Rendered
people seen from 45 degrees read 0.05..0.10 for shoulders lifted by 14..25 degrees. In the first rep the person standing
before the pull serves as neutral; not in a side view, where plates hide the hips and make the hands read 0.2 too high:
there shrugs are judged from the second rep on.

A fault that is there from the first rep on and smaller than the absolute limit is not seen.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vision.geometry import NAN
from vision.rule import Band, CueText, Measurement, Reading, Rule, Source
from vision.skeleton import (
    LEFT_EAR,
    LEFT_HIP,
    LEFT_SHOULDER,
    LEFT_WRIST,
    RIGHT_EAR,
    RIGHT_HIP,
    RIGHT_SHOULDER,
    RIGHT_WRIST,
)
from vision.types import FloatArray, Phase, Rep, View

Rows = NDArray[np.intp]

DEEP_DEG: Final = 10.0
"""Frames within this of the deepest fold make up the bottom."""
TYPICAL_NECK_DROP_DEG: Final = 4.0
"""A neutral neck drop from the side (3..5, median of each neutral clip): the zero of comparisons with one's own reps."""
LOOKING_DOWN_FROM_DEG: Final = 40.0
LOOKING_DOWN_SHARE: Final = 0.3
LOOKING_DOWN_MAX_DEG: Final = 6.0
HANDS_TO_DEG: Final = 50.0
"""Degrees that one trunk length of lower hands adds: puts the two signs of rounding on about the same footing."""
MIN_MOVED: Final = 0.02
"""Trunk lengths a corroborating sign must have moved: twice its scatter in clean reps of rendered people."""
_HEAD: Final = (LEFT_EAR, RIGHT_EAR, LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_HIP, RIGHT_HIP)
_HANDS: Final = (LEFT_WRIST, RIGHT_WRIST)


def _median(values: FloatArray) -> float:
    seen = values[np.isfinite(values)]
    return float(np.median(seen)) if seen.size else NAN


def _coverage(values: FloatArray) -> float:
    return float(np.isfinite(values).mean()) if values.size else 0.0


def _own(rep: Rep, name: str, share: float) -> float:
    """That quantile of a measure over the person's earlier good reps; NaN where there are none."""
    seen = [measures[name] for measures in rep.earlier if np.isfinite(measures[name])]
    return float(np.quantile(seen, share)) if seen else NAN


def _bottom(rep: Rep) -> Rows:
    """Indices of the frames at both ends of the rep where the trunk is folded most."""
    fold = rep.channels["trunk_fold"]
    seen = fold[np.isfinite(fold)]
    return np.flatnonzero(fold >= seen.max() - DEEP_DEG) if seen.size else np.empty(0, dtype=np.intp)


def _lockout(rep: Rep) -> Rows:
    """Indices of the frames at the top."""
    span = next((phase for phase in rep.phases if phase.phase is Phase.LOCKOUT), None)
    if span is None:
        return np.empty(0, dtype=np.intp)
    return np.flatnonzero((rep.t >= span.t_start) & (rep.t <= span.t_end))


def _rounding_deg(rep: Rep, measures: Mapping[str, float]) -> float:
    """Neck drop with what looking down explains taken off, or the growth over one's own good reps, whichever is more."""
    neck, pitch = measures["neck_drop"], measures["face_pitch"]
    down = LOOKING_DOWN_SHARE * (pitch - LOOKING_DOWN_FROM_DEG) if np.isfinite(pitch) else 0.0
    absolute = neck - min(LOOKING_DOWN_MAX_DEG, max(0.0, down))
    grown = neck - _own(rep, "neck_drop", 0.5)
    # Hands also sink when shoulders that were shrugged before are let down; then the ears are further off by as much.
    let_down = max(0.0, measures["ear_lift"] - _own(rep, "ear_lift", 0.5))
    lower = measures["hand_hang"] - _own(rep, "hand_hang", 0.5) - let_down
    if grown > 0.0 and lower >= MIN_MOVED:
        return max(absolute, TYPICAL_NECK_DROP_DEG + grown + HANDS_TO_DEG * lower)
    return absolute


def _shrug(rep: Rep, measures: Mapping[str, float]) -> float:
    """By how much the shoulders went up, in trunk lengths.

    0 where only the head or only the hands moved, NaN without a neutral.
    """
    lift, hang = _own(rep, "ear_lift", 0.75), _own(rep, "hand_hang", 0.75)
    if not rep.earlier and rep.view.view is not View.SIDE:
        trunk = rep.neutral.get("trunk_length", NAN)
        lift, hang = rep.neutral.get("ear_lift", NAN) / trunk, rep.neutral.get("hand_hang", NAN) / trunk
    nearer, higher = lift - measures["ear_lift"], hang - measures["hand_hang"]
    if not (np.isfinite(nearer) and np.isfinite(higher)):
        return NAN
    return (nearer + higher) / 2.0 if min(nearer, higher) >= MIN_MOVED else 0.0


def _at(rep: Rep, rows: Rows, values: FloatArray) -> float:
    """The time (s) of the largest of `values` among `rows`; the turn where nothing was seen."""
    if not np.isfinite(values).any():
        return rep.t_turn
    return float(rep.t[rows[int(np.nanargmax(values))]])


def measure(rep: Rep, bands: Mapping[str, Band]) -> Measurement:
    """Both faults of one rep; NaN rows lower the coverage."""
    del bands
    bottom, lockout = _bottom(rep), _lockout(rep)
    neck = rep.channels["neck_drop"][bottom]
    # Over the trunk as it looks here: the running trunk length may not have settled in the first rep of a clip.
    trunk = rep.channels["trunk_length"][lockout]
    lift, hang = rep.channels["ear_lift"][lockout] / trunk, rep.channels["hand_hang"][lockout] / trunk
    measures = {
        "neck_drop": _median(neck),
        "face_pitch": _median(rep.channels["face_pitch"][bottom]),
        "ear_lift": _median(lift),
        "hand_hang": _median(hang),
    }
    shrug = _shrug(rep, measures)
    coverage = min(_coverage(lift), _coverage(hang))
    first = coverage > 0.0 and not np.isfinite(shrug)
    return Measurement(
        (
            Reading("rounded", _rounding_deg(rep, measures), _at(rep, bottom, neck), _coverage(neck), _HEAD),
            Reading(
                "shrugged",
                shrug,
                _at(rep, lockout, -lift),
                coverage,
                _HEAD + _HANDS,
                reason="Shrugging is judged once there is a good rep of yours to compare with" if first else None,
            ),
        ),
        measures,
    )


RULE = Rule(
    id="deadlift.shoulder_position",
    title="Shoulder position",
    judges="Whether shoulders and upper back curl forward at the bottom, and whether shoulders lift to the ears at lockout",
    channel="neck_drop",
    exercises=frozenset({"deadlift"}),
    views=frozenset({View.SIDE, View.OBLIQUE}),
    best_view=View.SIDE,
    bands=(
        Band(
            fault="rounded",
            limit=9.0,
            poor=20.0,
            error=2.0,
            unit="deg",
            source=Source(
                "measured",
                "one lifter from the side, looking down taken off: neutral reps read up to 7, rounded ones 16..38",
            ),
        ),
        Band(
            fault="shrugged",
            limit=0.03,
            poor=0.08,
            error=0.01,
            unit="of trunk",
            source=Source("measured", "rendered people: shrugs move it by 0.05..0.10, other lockouts by at most 0.01"),
        ),
    ),
    cues={
        "rounded": CueText(
            internal="Feel your shoulder blades slide down and back",
            external="Point your shirt logo at the wall ahead",
            muscle="between the shoulder blades",
            control=True,
        ),
        "shrugged": CueText(
            internal="Feel your lats pull your shoulders down",
            external="Leave the bar low: reach it to the floor",
            muscle="lats",
            control=True,
        ),
    },
    measure=measure,
    # With fewer pictures the model's heads lag behind. Of 27 rendered reps, judged at 15 a second as at 30, one was flagged
    # wrongly at 12, two at 10, five at 8 and fifteen at 6 (lite).
    min_fps=13.0,
)
