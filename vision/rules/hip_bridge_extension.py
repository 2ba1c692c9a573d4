"""hip_bridge.extension: whether the hips come up until shoulder, hip and knee line up.

Judged at the top, from the side and up to 50 degrees off it, by the signed angle shoulder-hip-knee of the leg that carries:
0 = in line, negative = hips below. On figures of known angles it is good to 3 degrees from the side and 5 at 45 degrees off.

The pose model puts the hip of people lying towards their back: in 68 real planks, correct ones, by 0.01..0.09 of the line
shoulder-ankle. In a bridge the back is below, so a straight one may read 15 degrees low; the limit leaves room for that.
Whether the lower back arches can't be seen: there is no landmark on the spine.
"""

from collections.abc import Mapping
from typing import Final

from vision.rule import Band, CueText, Measurement, Reading, Rule, Source
from vision.skeleton import LEFT_HIP, LEFT_KNEE, LEFT_SHOULDER, RIGHT_HIP, RIGHT_KNEE, RIGHT_SHOULDER
from vision.turn import at_start, at_turn, coverage, middle
from vision.types import Rep, View

SIDE_WITHIN_DEG: Final = 50.0
BANDS = (
    Band(
        "not_reached",
        limit=-20.0,
        poor=-40.0,
        error=5.0,
        unit="deg",
        source=Source(
            "coach",
            "knees, hips and shoulders in line, less the 15 degrees by which hip landmarks of people lying are off "
            "(measured in planks); the error is measured on figures of known angles",
        ),
    ),
)
CUES = {
    "not_reached": CueText(
        "Squeeze both glutes until your hips are up",
        "Lift your belt to the line of knees and chest",
        "glutes",
        control=False,
    ),
}


def measure(rep: Rep, bands: Mapping[str, Band]) -> Measurement:  # noqa: ARG001 - the reading doesn't depend on the limit
    """The angle at the top; `hip_rise` is how far the hips went up, as a share of the line from shoulder to foot."""
    top = at_turn(rep)
    angle, rise = rep.channels["bridge_angle"][top], rep.channels["bridge_rise"]
    left = middle(rep.channels["planted_left"][top]) > 0.0
    landmarks = (LEFT_SHOULDER, LEFT_HIP, LEFT_KNEE) if left else (RIGHT_SHOULDER, RIGHT_HIP, RIGHT_KNEE)
    off_side = abs(abs(rep.view.yaw_deg) - 90.0) > SIDE_WITHIN_DEG
    reason = "Turn side-on to the camera: how far the hips come up can't be judged from here" if off_side else None
    return Measurement(
        (Reading("not_reached", middle(angle), rep.t_turn, coverage(angle), landmarks, reason),),
        {"bridge_angle_deg": middle(angle), "hip_rise": middle(rise[top]) - middle(rise[at_start(rep)])},
    )


RULE = Rule(
    id="hip_bridge.extension",
    title="Hips all the way up",
    judges="Whether the hips come up until shoulders, hips and knees are in line",
    channel="bridge_angle",
    exercises=frozenset({"hip_bridge"}),
    views=frozenset({View.SIDE, View.OBLIQUE}),
    best_view=View.SIDE,
    bands=BANDS,
    cues=CUES,
    measure=measure,
)
