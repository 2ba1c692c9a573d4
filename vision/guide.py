"""What keeps the camera from seeing enough, in words that help; silent while all is well."""

import math
from collections.abc import Mapping
from typing import Final

from vision.reps import Exercise
from vision.rule import WHERE_TO_STAND
from vision.types import FeatureFrame, GuideEvent, View, ViewEstimate
from vision.view import ViewWindow

CHECK_EVERY_S: Final = 0.5
_TWICE: Final = 2
"""A hint is given when two checks running agree: one bad half-second is not worth a word."""


class Guide:
    """Checks twice a second whether someone is there, wholly in the picture and turned the right way."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._next_t = -math.inf
        self._code = ""
        self._candidate = ("", 0)

    def check(self, frame: FeatureFrame, window: ViewWindow) -> GuideEvent | None:
        """A hint when it changes, "ok" when the trouble is over, else None."""
        if frame.t < self._next_t:
            return None
        self._next_t = frame.t + CHECK_EVERY_S
        code, text = self._look(frame.channels, window.latest())
        self._candidate = (code, self._candidate[1] + 1 if self._candidate[0] == code else 1)
        if code == self._code or self._candidate[1] < _TWICE:
            return None
        self._code = code
        return GuideEvent(frame.t, code, text)

    def _look(self, channels: Mapping[str, float], view: ViewEstimate) -> tuple[str, str]:
        def missing(part: str) -> bool:
            return not any(math.isfinite(channels[f"{part}_y_px_{side}"]) for side in ("left", "right"))

        if missing("shoulder") and missing("hip"):
            return "nobody", "Step into the picture: nobody is seen"
        if missing("ankle") or missing("knee"):
            return "feet", "Step back until your feet are in the picture"
        if missing("shoulder"):
            return "shoulders", "Step back until your head and shoulders are in the picture"
        if missing("hip"):
            return "hips", "Make room: your hips are hidden"
        if view.view is not View.UNKNOWN and view.view not in self._exercise.views:
            return "turn", f"{WHERE_TO_STAND[best_view(self._exercise)]} for the {self._exercise.title.lower()}"
        return "ok", "Good: the camera sees you well"


def best_view(exercise: Exercise) -> View:
    """The view to ask for: side or front, whichever the exercise wants."""
    return View.SIDE if View.SIDE in exercise.views else View.FRONT
