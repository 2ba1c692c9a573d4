"""Smoothing, short gaps and spikes, landmark by landmark, causal: the same numbers live and in batch.

One-euro filter (Casiez, Roussel, Vogel 2012, doi 10.1145/2207676.2208639): a low-pass whose cutoff rises with speed, so that
a still body is steady and a moving one is not late. A filter after `reset` equals a new one.
"""

import math
from typing import Final

import numpy as np

from vision.skeleton import LANDMARK_COUNT
from vision.types import FloatArray, PoseFrame

MIN_CUTOFF_HZ: Final = 2.5
BETA: Final = 12.0
"""Cutoff gained per picture height a second. With 2.5 Hz at rest the bottom of a rep (nearly still) is lowered by
less than a degree at every frame rate from 15 to 60, measured on the rendered clips' exact angles."""
SPEED_CUTOFF_HZ: Final = 2.0
MAX_GAP_S: Final = 0.2
MAX_SPEED: Final = 6.0
"""Picture heights a second beyond which a landmark has teleported (a fast limb of a person filling the picture stays
under 3).
"""
SPIKE_S: Final = 0.12
"""A jump that lasts longer than this is where the body now is."""


class LandmarkFilter:
    """Filters `PoseFrame`s in order of time: spikes out, gaps up to `MAX_GAP_S` bridged, the rest smoothed.

    Missing landmarks (NaN) and rejected ones keep their last filtered place for `MAX_GAP_S`, then become NaN.
    """

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._t = -math.inf
        self._value: FloatArray | None = None  # (33, 6): x, y, z in picture heights; world x, y, z in m
        self._speed: FloatArray = np.zeros((LANDMARK_COUNT, 6))
        self._seen_t: FloatArray = np.full(LANDMARK_COUNT, -math.inf)
        self._visibility: FloatArray = np.zeros(LANDMARK_COUNT)

    def apply(self, frame: PoseFrame) -> PoseFrame:
        """The filtered frame; a frame that is not later than the one before returns what was known then."""
        width, height = frame.image_size
        aspect = np.array([width / height, 1.0, width / height])
        raw = np.concatenate((frame.landmarks * aspect, frame.world_landmarks), axis=1)
        dt = frame.t - self._t
        if self._value is None or dt > 1.0:
            self._value, self._speed = raw, np.zeros_like(raw)
            self._t = frame.t
            self._seen_t = np.where(np.isfinite(raw[:, 0]), frame.t, -math.inf)
            self._visibility = frame.visibility
        elif dt > 0.0:
            self._advance(raw, frame, dt)
        return PoseFrame(
            t=frame.t,
            image_size=frame.image_size,
            landmarks=self._value[:, :3] / aspect,
            world_landmarks=self._value[:, 3:],
            visibility=self._visibility,
            presence=frame.presence,
            people=frame.people,
        )

    def _advance(self, raw: FloatArray, frame: PoseFrame, dt: float) -> None:
        """Move the filter on by one frame; arrays handed out before are left as they are."""
        assert self._value is not None
        old = self._value
        step = raw - old
        since = frame.t - self._seen_t
        jumped = (np.hypot(step[:, 0], step[:, 1]) > MAX_SPEED * max(dt, 1 / 60) + 0.05) & (since < SPIKE_S + dt)
        good = np.isfinite(raw[:, 0]) & ~jumped
        fresh = good & (np.isnan(old[:, 0]) | (since > MAX_GAP_S))
        speed = self._speed + _alpha(SPEED_CUTOFF_HZ, dt) * (step / dt - self._speed)
        # One cutoff per landmark from its speed in the picture: x and y of a landmark must not lag differently.
        cutoff = MIN_CUTOFF_HZ + BETA * np.hypot(speed[:, 0], speed[:, 1])
        value = old + (1.0 - np.exp(cutoff * (-2.0 * math.pi * dt)))[:, None] * step
        visibility = self._visibility + _alpha(MIN_CUTOFF_HZ, dt) * (frame.visibility - self._visibility)
        if not good.all() or fresh.any():  # the rare frame with something missing, back again or thrown out
            bad = ~good
            value[bad], speed[bad], visibility[bad] = old[bad], self._speed[bad], self._visibility[bad]
            value[fresh], speed[fresh], visibility[fresh] = raw[fresh], 0.0, frame.visibility[fresh]
            # A bridged landmark keeps its place and visibility, until the gap is too long to trust it.
            lost = bad & (since > MAX_GAP_S)
            value[lost], visibility[lost] = np.nan, 0.0
            self._seen_t = np.where(good, frame.t, self._seen_t)
        else:
            self._seen_t = np.full(LANDMARK_COUNT, frame.t)
        self._value, self._speed, self._visibility, self._t = value, speed, visibility, frame.t


def _alpha(cutoff_hz: float, dt: float) -> float:
    """Weight of a new sample in a first-order low-pass of that cutoff at step `dt` (s)."""
    return 1.0 - math.exp(-2.0 * math.pi * cutoff_hz * dt)
