"""squat.lean: whether the trunk tips forward much beyond the shins.

Judged at the bottom, from the side: lean of the trunk less tilt of the near shin. Trunk and shins about parallel share the
work between hips and knees; a trunk far lower turns the squat into a hinge. On figures of known angles the difference is
good to 3 degrees; of real people leaning, the pose model reads the trunk up to 7 too low (measured on rendered deadlifts).
"""

from collections.abc import Mapping

from vision.rule import Band, CueText, Measurement, Reading, Rule, Source
from vision.skeleton import (
    LEFT_ANKLE,
    LEFT_HIP,
    LEFT_KNEE,
    LEFT_SHOULDER,
    RIGHT_ANKLE,
    RIGHT_HIP,
    RIGHT_KNEE,
    RIGHT_SHOULDER,
)
from vision.turn import at_turn, coverage, middle
from vision.types import Rep, View

BANDS = (
    Band(
        "leans_forward",
        limit=20.0,
        poor=38.0,
        error=6.0,
        unit="deg beyond the shin",
        source=Source(
            "coach", "trunk about parallel to the shins; the error is measured on rendered people who bend forward"
        ),
    ),
)
CUES = {
    "leans_forward": CueText(
        "Feel your upper back hold your chest up", "Show your shirt logo to the wall ahead", "upper back", control=True
    ),
}


def measure(rep: Rep, bands: Mapping[str, Band]) -> Measurement:  # noqa: ARG001 - the reading doesn't depend on the limit
    """Degrees of trunk lean beyond the shin's at the bottom; NaN frames lower the coverage."""
    bottom = at_turn(rep)
    left = middle(rep.channels["near_left"][bottom]) > 0.0
    trunk = rep.channels["trunk_incline"][bottom]
    shin = rep.channels["shank_to_vertical_left" if left else "shank_to_vertical_right"][bottom]
    landmarks = (
        (LEFT_SHOULDER, LEFT_HIP, LEFT_KNEE, LEFT_ANKLE) if left else (RIGHT_SHOULDER, RIGHT_HIP, RIGHT_KNEE, RIGHT_ANKLE)
    )
    beyond = trunk - shin
    return Measurement(
        (Reading("leans_forward", middle(beyond), rep.t_turn, coverage(beyond), landmarks),),
        {"trunk_lean_deg": middle(trunk), "shin_tilt_deg": middle(shin)},
    )


RULE = Rule(
    id="squat.lean",
    title="Chest up",
    judges="Whether the trunk tips forward much beyond the shins",
    channel="trunk_incline",
    exercises=frozenset({"squat"}),
    views=frozenset({View.SIDE}),
    best_view=View.SIDE,
    bands=BANDS,
    cues=CUES,
    measure=measure,
)
