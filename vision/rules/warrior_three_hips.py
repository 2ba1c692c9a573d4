"""warrior_three.hips: whether the pelvis faces the floor or opens to the side of the lifted leg.

Judged from the front or the back, through the hold: degrees by which the hip of the lifted leg is above the other, the
roll of the camera taken out where the person was seen standing. Measured on figures only: no recording of real people
from there was at hand, and from the front the head may hide the hips; what isn't seen is not judged.
"""

from collections.abc import Mapping

from vision.depth import neutral_roll_deg
from vision.episodes import reading
from vision.rule import Band, CueText, Measurement, Rule, Source
from vision.skeleton import LEFT_HIP, RIGHT_HIP
from vision.turn import middle
from vision.types import Rep, View

BANDS = (
    Band(
        "hips_open",
        limit=10.0,
        poor=25.0,
        error=4.0,
        unit="deg",
        source=Source(
            "coach", "both hip points to the floor; limit and error from figures of known tilt with landmark noise"
        ),
    ),
)
CUES = {
    "hips_open": CueText(
        "Feel the glute of the standing leg square your hips",
        "Point both headlights of your hips down",
        "glutes",
        control=True,
    ),
}


def measure(rep: Rep, bands: Mapping[str, Band]) -> Measurement:
    """Degrees by which the lifted leg's hip is the higher one, through the hold; NaN frames lower the coverage."""
    up = -1.0 if rep.side == "left" else 1.0  # hip_tilt: + = the left hip is higher
    tilt = up * (rep.channels["hip_tilt"] - neutral_roll_deg(rep.neutral))
    return Measurement(
        (reading(rep, bands["hips_open"], tilt, (LEFT_HIP, RIGHT_HIP)),), {"lifted_hip_higher_deg": middle(tilt)}
    )


RULE = Rule(
    id="warrior_three.hips",
    title="Level hips",
    judges="Whether the pelvis faces the floor or opens to the side of the lifted leg",
    channel="hip_tilt",
    exercises=frozenset({"warrior_three"}),
    views=frozenset({View.FRONT, View.BACK}),
    best_view=View.BACK,
    bands=BANDS,
    cues=CUES,
    measure=measure,
)
