"""How far the hips sink, and a level for pictures from a camera that is not level."""

import math
from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vision.geometry import NAN
from vision.types import Rep

LEVEL_WITHIN_DEG: Final = 4.0
"""Tilts of a standing person's shoulder and hip lines up to here are build and measurement error (real people: up to 4), not
the camera's; only what goes beyond is taken for its roll."""


def roll_deg(shoulder_tilt: float, hip_tilt: float) -> float:
    """Roll of the camera from the tilts of someone who stands (degrees, + = left side higher); 0 where NaN or in error."""
    tilt = (shoulder_tilt + hip_tilt) / 2.0
    if not math.isfinite(tilt):
        return 0.0
    return math.copysign(max(0.0, abs(tilt) - LEVEL_WITHIN_DEG), tilt)


def levelled(across: float, down: float, roll: float) -> tuple[float, float]:
    """A place in the picture (px; across: + = to the person's left, down: y) with the camera's roll (degrees) taken out."""
    if roll == 0.0:
        return across, down
    angle = math.radians(roll)
    cos, sin = math.cos(angle), math.sin(angle)
    return across * cos - down * sin, down * cos + across * sin


def neutral_roll_deg(neutral: Mapping[str, float]) -> float:
    """Roll of the camera from the person's own neutral; 0 without one."""
    return roll_deg(neutral.get("shoulder_tilt", NAN), neutral.get("hip_tilt", NAN))


def hip_drop(rep: Rep, at_bottom: NDArray[np.bool_], leg_px: float) -> float:
    """How far the hips sank from their highest in the rep to the frames `at_bottom`, in legs of `leg_px`; NaN = not seen."""
    angle = math.radians(neutral_roll_deg(rep.neutral))
    across = rep.channels["left_sign"] * rep.channels["pelvis_x_px"]
    height = rep.channels["pelvis_y_px"] * math.cos(angle) + across * math.sin(angle)
    if not np.isfinite(height[at_bottom]).any():
        return NAN
    return float(np.nanmedian(height[at_bottom]) - np.nanpercentile(height, 5)) / leg_px
