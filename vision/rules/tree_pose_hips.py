"""tree_pose.hips: whether the hips stay level on one leg.

Judged from the front or the back, through the hold: tilt of the hip line against the person's own on two feet (at most
`MAX_OWN_DEG` of it), + = the lifted leg's hip is higher. hip_dropped: it sinks, the standing hip gives way to the side.
hip_hiked: it is pulled up with the leg. Two-footed rendered and real people read up to 4 either way; measured on figures.
"""

import math
from collections.abc import Mapping
from typing import Final

from vision.episodes import reading
from vision.rule import Band, CueText, Measurement, Rule, Source
from vision.skeleton import LEFT_HIP, RIGHT_HIP
from vision.turn import middle
from vision.types import Rep, View

MAX_OWN_DEG: Final = 8.0
_COACH = Source("coach", "hips level, less this much; the error is the scatter of hip lines of people who stand (up to 4)")
BANDS = (
    Band("hip_dropped", limit=-7.0, poor=-16.0, error=3.0, unit="deg", source=_COACH),
    Band("hip_hiked", limit=9.0, poor=20.0, error=3.0, unit="deg", source=_COACH),
)
CUES = {
    "hip_dropped": CueText(
        "Feel the outer glute of the standing leg lift you",
        "Grow tall: lift your belt on the free side",
        "glutes",
        control=True,
    ),
    "hip_hiked": CueText(
        "Let the waist of the lifted side grow long and soft",
        "Let the lifted knee hang like a weight",
        "waist",
        control=True,
    ),
}


def measure(rep: Rep, bands: Mapping[str, Band]) -> Measurement:
    """Tilt of the hips towards the lifted leg through the hold; NaN frames lower the coverage."""
    up = -1.0 if rep.side == "left" else 1.0  # hip_tilt: + = the left hip is higher
    own = rep.neutral.get("hip_tilt", math.nan)
    own = max(-MAX_OWN_DEG, min(MAX_OWN_DEG, own)) if math.isfinite(own) else 0.0
    tilt = up * (rep.channels["hip_tilt"] - own)
    hips = (LEFT_HIP, RIGHT_HIP)
    return Measurement(
        (reading(rep, bands["hip_dropped"], tilt, hips), reading(rep, bands["hip_hiked"], tilt, hips)),
        {"lifted_hip_higher_deg": middle(tilt)},
    )


RULE = Rule(
    id="tree_pose.hips",
    title="Level hips",
    judges="Whether the hips stay level on one leg",
    channel="hip_tilt",
    exercises=frozenset({"tree_pose"}),
    views=frozenset({View.FRONT, View.BACK}),
    best_view=View.FRONT,
    bands=BANDS,
    cues=CUES,
    measure=measure,
)
