"""Reaching across in a lateral lunge: the hand of the other side goes beyond the bending knee. A fact about a rep, no fault.

Only the hand of the other side tells: the near one hangs or swings beyond the knee in lunges without any reach (measured up
to 0.3 leg lengths), the other one stays short of it by 0.03 and more in 24 rendered and 100 motion-captured lunges.
At an angle stretched arms look as if they went sideways, so it is told from front and back only.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from vision.types import FloatArray, Rep, View

WINDOW_S: Final = 0.5
"""Half the time around the bottom in which a reach counts."""
BEYOND: Final = 0.05
"""Leg lengths by which the hand passes the knee."""
LEAST_S: Final = 0.1
LEAST_SEEN: Final = 0.5


def beyond_knee(rep: Rep) -> FloatArray:
    """How far the other side's wrist is out beyond the bending knee, leg lengths (N,), NaN = not seen; needs `rep.side`."""
    assert rep.side is not None, "a lateral lunge has a side"
    other, outward = ("right", 1.0) if rep.side == "left" else ("left", -1.0)
    c = rep.channels
    beyond: FloatArray = outward * c["left_sign"] * (c[f"wrist_x_px_{other}"] - c[f"knee_x_px_{rep.side}"]) / c["scale_px"]
    return beyond


def reach(rep: Rep) -> Mapping[str, bool]:
    """{"reach": whether the hand went there for `LEAST_S`}; empty where the view or hidden hands can't tell."""
    near = np.abs(rep.t - rep.t_turn) <= WINDOW_S
    if rep.view.view not in {View.FRONT, View.BACK} or not near.any():
        return {}
    beyond, t = beyond_knee(rep)[near], rep.t[near]
    if np.isfinite(beyond).mean() < LEAST_SEEN:
        return {}
    there = t[beyond >= BEYOND]  # NaN is not there
    return {"reach": bool(there.size and there[-1] - there[0] >= LEAST_S)}
