"""hip_bridge.pelvis: whether the pelvis stays level while it is up, above all on one leg.

Lying at rest both hips are on the floor, which is level; judged is by how much the line of the hips has tilted at the top
against that. From the side one hip hides the other, so this needs the feet towards the camera, turned up to half-way. On
figures of known tilt, camera low or high, 20 degrees read 19..26 at up to 45 degrees off the front, level reads up to 5.
No recording of real people from there was at hand.
"""

import math
from collections.abc import Mapping
from typing import Final

from vision.rule import Band, CueText, Measurement, Reading, Rule, Source
from vision.skeleton import LEFT_HIP, RIGHT_HIP
from vision.turn import at_start, at_turn, coverage, middle
from vision.types import Rep, View

FROM_FRONT_DEG: Final = 55.0
BANDS = (
    Band(
        "pelvis_drops",
        limit=8.0,
        poor=20.0,
        error=4.0,
        unit="deg",
        source=Source(
            "measured", "figures of known tilt with landmark noise: level pelvises read up to 5, dropped by 20 19..26"
        ),
    ),
)
CUES = {
    "pelvis_drops": CueText(
        "Feel the glute of the standing leg hold you level",
        "Keep your belt level, as if a glass stood on it",
        "glutes",
        control=True,
    ),
}


def measure(rep: Rep, bands: Mapping[str, Band]) -> Measurement:  # noqa: ARG001 - the reading doesn't depend on the limit
    """Degrees by which the pelvis tilts at the top against lying; NaN frames lower the coverage."""
    tilt = rep.channels["hip_tilt"][at_turn(rep)]
    rest = rep.neutral.get("hip_tilt", math.nan)
    if not math.isfinite(rest):
        rest = middle(rep.channels["hip_tilt"][at_start(rep)])
    yaw = abs(rep.view.yaw_deg)
    from_side = min(yaw, 180.0 - yaw) > FROM_FRONT_DEG
    reason = "Turn your feet half-way to the camera: from the side one hip hides the other" if from_side else None
    change = middle(tilt) - rest
    return Measurement(
        (Reading("pelvis_drops", abs(change), rep.t_turn, coverage(tilt), (LEFT_HIP, RIGHT_HIP), reason),),
        {"hip_tilt_change_deg": change},
    )


RULE = Rule(
    id="hip_bridge.pelvis",
    title="Level pelvis",
    judges="Whether the pelvis stays level while the hips are up",
    channel="hip_tilt",
    exercises=frozenset({"hip_bridge"}),
    views=frozenset({View.FRONT, View.BACK, View.OBLIQUE, View.SIDE}),
    best_view=View.OBLIQUE,
    bands=BANDS,
    cues=CUES,
    measure=measure,
)
