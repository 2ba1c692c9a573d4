"""squat.knees: whether the knees stay over the feet or fall inside them.

Judged in the lower half of the rep, from the front or back, by how far the shanks lean inwards, the mean of both: where
the thighs point at the camera the usual frontal plane angle hip-knee-ankle says nothing, and a camera that stands a
little to the side, or a person off its middle, tips both shanks the same way, which the mean takes out. One knee alone
counts half.

A shank that leans inwards by a means a frontal plane angle of about 2a where hip and ankle stand over each other. Knees over
feet measured 5.0 degrees of that angle, knees inside 11.6 (Ageberg 2010, single-leg mini squat); 8 to 10 are the usual flag.
It says where the knees are and nothing about injury: 2D explains less than half of the knee's load (Straub 2022).
"""

from collections.abc import Mapping

import numpy as np

from vision.rule import Band, CueText, Measurement, Reading, Rule, Source
from vision.skeleton import LEFT_ANKLE, LEFT_KNEE, RIGHT_ANKLE, RIGHT_KNEE
from vision.turn import coverage
from vision.types import Rep, View

BANDS = (
    Band(
        "knees_inside",
        limit=5.0,
        poor=12.0,
        error=2.0,
        unit="deg",
        source=Source(
            "literature",
            "half the frontal plane angle of 8 to 10 that lies between knees over feet (5.0) and inside (11.6), Ageberg "
            "2010, BMC Musculoskelet Disord 11:265; a starting value, single-leg squats are not squats",
        ),
    ),
)
CUES = {
    "knees_inside": CueText(
        "Feel your outer glutes turn the knees out", "Spread the floor apart with your feet", "glutes", control=True
    ),
}


def measure(rep: Rep, bands: Mapping[str, Band]) -> Measurement:  # noqa: ARG001 - the reading doesn't depend on the limit
    """The inward lean that a tenth of the lower half goes beyond; NaN frames lower the coverage."""
    height = rep.channels["hip_height"]
    seen = height[np.isfinite(height)]
    low = height < (seen.min() + seen.max()) / 2.0 if seen.size else np.zeros(len(height), dtype=bool)
    lean, t = rep.channels["knees_in"][low], rep.t[low]
    landmarks = (LEFT_KNEE, LEFT_ANKLE, RIGHT_KNEE, RIGHT_ANKLE)
    share = coverage(lean)
    if share == 0.0:
        return Measurement((Reading("knees_inside", np.nan, rep.t_turn, 0.0, landmarks),))
    value = float(np.nanpercentile(lean, 90))
    t_worst = float(t[int(np.nanargmin(np.abs(lean - value)))])
    return Measurement((Reading("knees_inside", value, t_worst, share, landmarks),), {"knees_in_deg": value})


RULE = Rule(
    id="squat.knees",
    title="Knees over feet",
    judges="Whether the knees stay over the feet on the way down and up",
    channel="knees_in",
    exercises=frozenset({"squat"}),
    views=frozenset({View.FRONT, View.BACK}),
    best_view=View.FRONT,
    bands=BANDS,
    cues=CUES,
    measure=measure,
)
