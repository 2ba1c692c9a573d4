"""spinal_lean: the trunk bends to the side over the pelvis, or leans over as a whole, while the leg should do the work.

Judged at the bottom of the rep, from the front or the back, and from 45 degrees by the bend alone. Three things are
told apart:

* Bend at the spine: the angle between shoulder line and hip line. A tilted camera tilts both lines and changes nothing. Of
  the person's own neutral half is taken off: it holds their build, and seen at an angle a perspective that turns with
  them (measured at 45 degrees: neutral +-10, at the bottom of clean reps about half of that is left).
* Depth: in a deep lunge the pelvis itself tilts and the folded trunk turns, so the lines part without any fault. Rendered
  clean reps read -3..2 degrees, but 50 correct reps of real people, hips dropped by 0.2 and more leg lengths, read -17..24.
  Reps in which the leg hardly works drop by less than 0.1. So the allowance grows from `SHALLOW_DROP` to `DEEP_DROP`.
* Lean of the whole trunk, against the own neutral, from the front and back only (at 45 degrees a trunk folded straight
  forward reads as 17..22 degrees of lean). Clean rendered reps lean 4..12 towards the bending leg, correct real ones by up
  to 14 towards it and 17 away from it, as a counterweight; so only what goes beyond `LEAN_ALLOWED_DEG` and
  `LEAN_AWAY_ALLOWED_DEG` counts. Fold isn't lean: the world landmarks' frontal plane is free of it.

The value is the greatest of these, in degrees beyond what the movement explains. Rendered people bent by 16..35 degrees read
7..23: about half.
"""

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vision.depth import hip_drop
from vision.rule import Band, CueText, Measurement, Reading, Rule, Source
from vision.skeleton import LEFT_HIP, LEFT_SHOULDER, RIGHT_HIP, RIGHT_SHOULDER
from vision.types import Rep, View

WINDOW_S: Final = 0.2
"""Half the time around the bottom that is judged."""
NEUTRAL_SHARE: Final = 0.5
SHALLOW_DROP: Final = 0.09
DEEP_DROP: Final = 0.14
DEEP_ALLOWANCE_DEG: Final = 20.0
LEAN_ALLOWED_DEG: Final = 13.0
LEAN_AWAY_ALLOWED_DEG: Final = 17.0
LANDMARKS: Final = (LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_HIP, RIGHT_HIP)

BANDS = (
    Band(
        "side_bend",
        limit=3.0,
        poor=12.0,
        error=1.5,
        unit="deg",
        source=Source(
            "measured",
            "rendered lateral lunges with exact truth: clean reps read up to 1.5, spines bent by 18 and more at least 5.8, "
            "15 on average; real correct lunges up to 0. The error is the spread of clean reps. No limit is published.",
        ),
    ),
)
CUES = {
    "side_bend": CueText(
        "Feel your side waist stay long and firm", "Keep your shirt buttons over your belt", "obliques", control=True
    ),
}


def measure(rep: Rep, bands: Mapping[str, Band]) -> Measurement:  # noqa: ARG001 - the reading doesn't depend on the limit
    """Degrees of side bend or lean at the bottom beyond what the movement explains; NaN frames lower the coverage."""
    at_bottom = np.abs(rep.t - rep.t_turn) <= WINDOW_S + 1e-6
    bend = rep.channels["side_bend"][at_bottom]
    coverage = float(np.isfinite(bend).mean()) if len(bend) else 0.0
    if coverage == 0.0:
        return Measurement((Reading("side_bend", math.nan, rep.t_turn, 0.0, LANDMARKS),))
    drop = hip_drop(rep, at_bottom, float(np.nanmedian(rep.channels["scale_px"][at_bottom])))
    neutral = rep.neutral.get("side_bend", math.nan)
    relative = float(np.nanmedian(bend)) - (NEUTRAL_SHARE * neutral if math.isfinite(neutral) else 0.0)
    deep = (drop - SHALLOW_DROP) / (DEEP_DROP - SHALLOW_DROP) if math.isfinite(drop) else 1.0
    allowance = DEEP_ALLOWANCE_DEG * min(1.0, max(0.0, deep))
    lean = _lean(rep, at_bottom)
    values = []
    for sign in {"left": (1.0,), "right": (-1.0,), None: (1.0, -1.0)}[rep.side]:
        values.append(sign * relative - allowance)
        if math.isfinite(lean):
            values += [sign * lean - LEAN_ALLOWED_DEG, -sign * lean - LEAN_AWAY_ALLOWED_DEG]
    return Measurement(
        readings=(Reading("side_bend", max(values), _worst_t(rep, at_bottom), coverage, LANDMARKS),),
        measures={
            "side_bend_deg": relative,
            "side_bend_neutral_deg": neutral,
            "trunk_lean_deg": lean,
            "hip_drop": drop,
            "allowance_deg": allowance,
        },
    )


def _lean(rep: Rep, at_bottom: NDArray[np.bool_]) -> float:
    """Lean of the trunk against the own neutral, degrees, + = to the person's left; NaN where the view doesn't show it."""
    if rep.view.view not in (View.FRONT, View.BACK):
        return math.nan
    for name in ("trunk_lean_world", "trunk_lateral_lean"):
        lean = rep.channels[name][at_bottom]
        if np.isfinite(lean).any():
            neutral = rep.neutral.get(name, math.nan)
            return float(np.nanmedian(lean)) - (neutral if math.isfinite(neutral) else 0.0)
    return math.nan


def _worst_t(rep: Rep, at_bottom: NDArray[np.bool_]) -> float:
    bend = np.abs(rep.channels["side_bend"][at_bottom])
    return float(rep.t[at_bottom][int(np.nanargmax(bend))])


RULE = Rule(
    id="spinal_lean",
    title="Trunk over the pelvis",
    judges="Whether the trunk bends or leans to the side in place of the leg bending",
    channel="side_bend",
    exercises=frozenset({"lateral_lunge"}),
    views=frozenset({View.FRONT, View.BACK, View.OBLIQUE}),
    best_view=View.FRONT,
    bands=BANDS,
    cues=CUES,
    measure=measure,
)
