"""warrior_three.line: whether trunk and lifted leg are one line, and that line level.

Judged from the side, through the hold. leg_low: degrees by which the lifted leg, hip to ankle, points below level.
bent_line: degrees by which trunk and leg are off one line, either way (hips sagging between them or piked above). On
figures of known angles both are good to 3 degrees. Where the trunk is hidden or the leg leaves the picture nothing is
said.
"""

from collections.abc import Mapping

import numpy as np

from vision.episodes import reading
from vision.rule import Band, CueText, Measurement, Rule, Source
from vision.skeleton import LEFT_ANKLE, LEFT_HIP, LEFT_SHOULDER, RIGHT_ANKLE, RIGHT_HIP, RIGHT_SHOULDER
from vision.turn import middle
from vision.types import FloatArray, Rep, View

_COACH = Source(
    "coach", "one level line from head to heel, less this much; the error is measured on figures of known angles"
)
BANDS = (
    Band("leg_low", limit=15.0, poor=35.0, error=4.0, unit="deg", source=_COACH),
    Band("bent_line", limit=22.0, poor=45.0, error=5.0, unit="deg", source=_COACH),
)
CUES = {
    "leg_low": CueText(
        "Feel the glute of the lifted leg raise it", "Push the wall behind you with your heel", "glutes", control=True
    ),
    "bent_line": CueText("Feel your abs make trunk and leg one piece", "Be a plank from crown to heel", "abs", control=True),
}


def measure(rep: Rep, bands: Mapping[str, Band]) -> Measurement:
    """Leg below level and bend of the line through the hold; NaN frames lower the coverage."""
    lifted = "right" if rep.side == "left" else "left"
    leg = _below(rep, f"hip_{{}}_px_{lifted}", f"ankle_{{}}_px_{lifted}")
    trunk = _below(rep, "shoulder_{}_px_near", "hip_{}_px_near")  # + = shoulders above the hips
    bend = trunk - leg
    landmarks = (LEFT_SHOULDER, LEFT_HIP, LEFT_ANKLE) if lifted == "left" else (RIGHT_SHOULDER, RIGHT_HIP, RIGHT_ANKLE)
    return Measurement(
        (
            reading(rep, bands["leg_low"], leg, landmarks[1:]),
            reading(rep, bands["bent_line"], np.abs(bend), landmarks),
        ),
        {"leg_below_level_deg": middle(leg), "trunk_above_level_deg": middle(trunk), "bend_deg": middle(bend)},
    )


def _below(rep: Rep, first: str, second: str) -> FloatArray:
    """Degrees by which the second landmark lies below the first, against level."""
    c = rep.channels
    down = c[second.format("y")] - c[first.format("y")]
    across = np.abs(c[second.format("x")] - c[first.format("x")])
    slope: FloatArray = np.degrees(np.arctan2(down, across))
    return slope


RULE = Rule(
    id="warrior_three.line",
    title="One level line",
    judges="Whether trunk and lifted leg make one line, and that line is level",
    channel="foot_lift",
    exercises=frozenset({"warrior_three"}),
    views=frozenset({View.SIDE}),
    best_view=View.SIDE,
    bands=BANDS,
    cues=CUES,
    measure=measure,
)
