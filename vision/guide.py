"""What keeps the camera from seeing enough, in words that help; silent while all is well."""

import math
from collections.abc import Mapping
from typing import Final

from vision.reps import Exercise
from vision.rule import WHERE_TO_STAND
from vision.types import FeatureFrame, GuideEvent, View, ViewEstimate
from vision.view import ViewWindow

CHECK_EVERY_S: Final = 0.5
FAR: Final = 0.18
"""Shoulders to ankles, unfolded, as a share of the picture's longer side. Clips shrunk to 0.19 and more gave the same reps
and faults as whole ones; at 0.15 people were found late or not at all, and one clean rep was flagged.
"""
_PARTS: Final = ("ankle", "knee", "hip", "shoulder")
_TWICE: Final = 2
"""A hint is given when two checks running agree: one bad half-second is not worth a word."""


class Guide:
    """Checks twice a second whether someone is there, wholly in the picture and turned the right way."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._next_t = -math.inf
        self._code = ""
        self._candidate = ("", 0)

    def check(self, frame: FeatureFrame, window: ViewWindow, image_size: tuple[int, int]) -> GuideEvent | None:
        """A hint when it changes, "ok" when the trouble is over, else None. `image_size` (width, height) px."""
        if frame.t < self._next_t:
            return None
        self._next_t = frame.t + CHECK_EVERY_S
        code, text = self._look(frame.channels, window.latest(), max(image_size))
        self._candidate = (code, self._candidate[1] + 1 if self._candidate[0] == code else 1)
        if code == self._code or self._candidate[1] < _TWICE:
            return None
        self._code = code
        return GuideEvent(frame.t, code, text)

    def _look(self, channels: Mapping[str, float], view: ViewEstimate, longer_px: int) -> tuple[str, str]:
        seen = {part: sum(math.isfinite(channels[f"{part}_y_px_{side}"]) for side in ("left", "right")) for part in _PARTS}
        if not seen["shoulder"] + seen["hip"]:
            return "nobody", "Nobody is seen: step into the picture, or come closer"
        if not (seen["ankle"] and seen["knee"]):
            return "feet", "Step back until your feet are in the picture"
        if not seen["shoulder"]:
            return "shoulders", "Step back until your head and shoulders are in the picture"
        if not seen["hip"]:
            return "hips", "Make room: your hips are hidden"
        # side-on the far half of the body is hidden by the near one
        if best_view(self._exercise) is View.FRONT and view.view is not View.SIDE and min(seen.values()) < 2:
            return "edge", "Move to the middle: one side of you is out of the picture"
        if channels["scale_px"] + channels["torso_px"] < FAR * longer_px:
            return "far", "Come closer: you are small in the picture"
        if view.view is not View.UNKNOWN and view.view not in self._exercise.views:
            return "turn", f"{WHERE_TO_STAND[best_view(self._exercise)]} for the {self._exercise.title.lower()}"
        return "ok", "Good: the camera sees you well"


def best_view(exercise: Exercise) -> View:
    """The view to ask for: side or front, whichever the exercise wants."""
    return View.SIDE if View.SIDE in exercise.views else View.FRONT
