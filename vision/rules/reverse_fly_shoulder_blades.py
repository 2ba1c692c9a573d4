"""reverse_fly.shoulder_blades: whether the arms reach the line of the shoulders, and without a shrug.

The shoulder blades themselves have no landmark; how far the upper arms go is what draws them together.

short_range, at the turn: how far the elbows stay in front of the shoulders. Hinged forward, in front is down, and the
picture shows it: an arm that is short by a hangs by about a times the sine of the fold. Upright, in front is towards the
camera and the picture can't tell: not judged. It errs towards silence: on figures hinged by 30..75 degrees, arms short by
30 read 18..29.

shrugged: how much nearer the ears come to the shoulders from start to turn of the same rep, as a share. Arms going out
bring the shoulder landmarks up a little by themselves: 0.09 in a rendered person who waves with one arm overhead.
"""

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from vision.rule import Band, CueText, Measurement, Reading, Rule, Source
from vision.skeleton import LEFT_EAR, LEFT_ELBOW, LEFT_SHOULDER, RIGHT_EAR, RIGHT_ELBOW, RIGHT_SHOULDER
from vision.turn import at_start, at_turn, coverage, middle
from vision.types import Rep, View

HINGED_DEG: Final = 25.0
LEAST_NECK: Final = 0.2
"""Shoulder widths that the neck must look long to be measured: hinged right at the camera it vanishes."""
BANDS = (
    Band(
        "short_range",
        limit=20.0,
        poor=45.0,
        error=6.0,
        unit="deg",
        source=Source(
            "coach", "upper arms to the line of the shoulders, less 20; the error is measured on figures of known angles"
        ),
    ),
    Band(
        "shrugged",
        limit=0.13,
        poor=0.30,
        error=0.04,
        unit="of neck",
        source=Source(
            "measured",
            "arms going out do 0.09 by themselves in a rendered person, 0.05 in figures with noise; 4 cm of shrug read 0.15",
        ),
    ),
)
CUES = {
    "short_range": CueText(
        "Squeeze your shoulder blades together",
        "Paint the side walls with your knuckles",
        "between the shoulder blades",
        control=True,
    ),
    "shrugged": CueText(
        "Feel your lats draw the shoulders off your ears", "Make your neck long, ears high", "lats", control=True
    ),
}
_UPRIGHT = "Hinge forward from the hips: upright, the camera can't see how far back the arms go"
_NO_NECK = "Shrugging not judged: lift your face a little, so that your neck shows"


def measure(rep: Rep, bands: Mapping[str, Band]) -> Measurement:  # noqa: ARG001 - the readings don't depend on the limits
    """How far the elbows stay in front at the turn and how much shorter the neck gets; NaN frames lower the coverage."""
    c, turn, start = rep.channels, at_turn(rep), at_start(rep)
    fold = _fold(rep)
    drop = np.maximum(c["arm_drop_left"], c["arm_drop_right"])[turn]
    sine = math.sin(math.radians(fold)) if fold >= HINGED_DEG else math.nan
    short = math.degrees(math.atan2(math.tan(math.radians(min(89.0, middle(drop)))), sine))
    shoulders = np.abs(c["shoulder_x_px_left"] - c["shoulder_x_px_right"])
    neck = c["neck_px"]
    at_rest = middle(neck[start])
    seen = at_rest >= LEAST_NECK * middle(shoulders[start])
    shorter = 1.0 - middle(neck[turn]) / at_rest
    arms = (LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_ELBOW, RIGHT_ELBOW)
    head = (LEFT_EAR, RIGHT_EAR, LEFT_SHOULDER, RIGHT_SHOULDER)
    return Measurement(
        (
            Reading("short_range", short, rep.t_turn, coverage(drop), arms, None if fold >= HINGED_DEG else _UPRIGHT),
            Reading("shrugged", shorter, rep.t_turn, min(coverage(neck[turn]), coverage(neck[start])), head,
                    None if seen else _NO_NECK),
        ),
        {"fold_deg": fold, "arm_short_deg": short, "neck_shorter": shorter},
    )  # fmt: skip


def _fold(rep: Rep) -> float:
    """Fold of the trunk, degrees: the hips' bend in space, which reads low, or how short the trunk looks; the larger."""
    bend = (middle(rep.channels["hip_flexion_world_left"]) + middle(rep.channels["hip_flexion_world_right"])) / 2.0
    return float(np.nanmax([bend, middle(rep.channels["trunk_fold"]), 0.0]))


RULE = Rule(
    id="reverse_fly.shoulder_blades",
    title="Shoulder blades together",
    judges="Whether the arms reach the line of the shoulders, and whether the shoulders stay away from the ears",
    channel="arm_drop_left",
    exercises=frozenset({"reverse_fly"}),
    views=frozenset({View.FRONT, View.BACK, View.OBLIQUE}),
    best_view=View.FRONT,
    bands=BANDS,
    cues=CUES,
    measure=measure,
)
