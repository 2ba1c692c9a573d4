"""squat.depth: whether the hips go down to a half squat at least, the knees at about a right angle.

The value is the slope of the thighs at the bottom, degrees above level: 0 = parallel. From the side it is seen directly.
From elsewhere the thighs point at the camera and it is rebuilt from how far the hips sank: of a person h leg lengths high
the knees bend by 2 acos(h), and shins take some 0.3 of that. Against figures of known angles it is good to 3 degrees from
front and side, 6 from behind; rendered squats from the front with a true slope of 26 read 26 (lite model 24).

A full squat is not asked for: no published depth makes a bodyweight squat right or wrong.
"""

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from vision.rule import Band, CueText, Measurement, Reading, Rule, Source
from vision.skeleton import LEFT_ANKLE, LEFT_HIP, LEFT_KNEE, RIGHT_ANKLE, RIGHT_HIP, RIGHT_KNEE
from vision.turn import at_turn, coverage, middle
from vision.types import FloatArray, Rep, View

SHIN_SHARE: Final = 0.3
STANDING: Final = 0.85
BANDS = (
    Band(
        "shallow",
        limit=33.0,
        poor=53.0,
        error=5.0,
        unit="deg above level",
        source=Source(
            "coach",
            "a half squat, knees at a right angle, has thighs some 30 degrees above level; the error is measured on "
            "figures of known angles and rendered squats",
        ),
    ),
)
CUES = {
    "shallow": CueText(
        "Feel the front of your thighs brake you lower", "Sit down to a low stool", "front of the thighs", control=False
    ),
}


def measure(rep: Rep, bands: Mapping[str, Band]) -> Measurement:  # noqa: ARG001 - the reading doesn't depend on the limit
    """Slope of the thighs at the bottom, degrees above level; NaN frames lower the coverage."""
    bottom = at_turn(rep)
    slope = _seen_directly(rep)[bottom] if rep.view.view is View.SIDE else _from_height(rep)[bottom]
    left = middle(rep.channels["near_left"][bottom]) > 0.0
    landmarks = (LEFT_HIP, LEFT_KNEE, LEFT_ANKLE) if left else (RIGHT_HIP, RIGHT_KNEE, RIGHT_ANKLE)
    return Measurement(
        (Reading("shallow", middle(slope), rep.t_turn, coverage(slope), landmarks),),
        {"thigh_slope_deg": middle(slope), "hip_height": middle(rep.channels["hip_height"][bottom])},
    )


def _seen_directly(rep: Rep) -> FloatArray:
    c = rep.channels
    up, along = c["knee_y_px_near"] - c["hip_y_px_near"], np.abs(c["knee_x_px_near"] - c["hip_x_px_near"])
    slope: FloatArray = np.degrees(np.arctan2(up, along))
    return slope


def _from_height(rep: Rep) -> FloatArray:
    # Seen standing before, the person's own height of the hips counts as one leg length.
    own = rep.neutral.get("hip_height", math.nan)
    height = rep.channels["hip_height"] / (own if own > STANDING else 1.0)
    knee = 2.0 * np.degrees(np.arccos(np.clip(height, 0.0, 1.0)))
    slope: FloatArray = 90.0 - (1.0 - SHIN_SHARE) * knee
    return slope


RULE = Rule(
    id="squat.depth",
    title="Depth",
    judges="Whether the hips go down to a half squat, knees at about a right angle",
    channel="hip_height",
    exercises=frozenset({"squat"}),
    views=frozenset({View.SIDE, View.FRONT, View.BACK, View.OBLIQUE}),
    best_view=View.SIDE,
    bands=BANDS,
    cues=CUES,
    measure=measure,
)
