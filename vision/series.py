"""Channel series with bounded memory: what a rep, an hour-long hold or a whole clip leaves behind."""

from collections import deque
from collections.abc import Mapping
from typing import Final

import numpy as np

from vision.types import FeatureFrame, FloatArray

NEUTRAL_FRAMES: Final = 45
NEUTRAL_STEP_S: Final = 1 / 31
"""Neutral frames are taken at most 30 times a second, so that 45 of them span the same time at every frame rate."""


class Series:
    """Rows of channels over time, at most `rows` of them and at most one per `step_s` seconds.

    When it is full, every other row is dropped and the step doubled: an hour's plank costs as much as a minute's.
    """

    def __init__(self, rows: int, step_s: float) -> None:
        self._rows, self._step_s = rows, step_s
        self._names: tuple[str, ...] = ()
        self._t: FloatArray = np.empty(0)
        self._values: FloatArray = np.empty((0, 0))
        self._count = 0

    def add(self, t: float, channels: Mapping[str, float]) -> None:
        """Take one frame's channels (NaN allowed); every frame must have the same ones."""
        if self._count and t - self._t[self._count - 1] < self._step_s - 1e-6:
            return
        if not self._names:
            self._names = tuple(channels)
            self._t, self._values = np.empty(64), np.empty((64, len(self._names)))
        if self._count == self._rows:
            kept = (self._count + 1) // 2
            self._t[:kept], self._values[:kept] = self._t[: self._count : 2].copy(), self._values[: self._count : 2].copy()
            self._count, self._step_s = kept, self._step_s * 2.0
        if self._count == len(self._t):
            size = min(self._rows, 2 * len(self._t))
            self._t = np.resize(self._t, size)
            self._values = np.resize(self._values, (size, len(self._names)))
        self._t[self._count] = t
        self._values[self._count] = tuple(channels.values())
        self._count += 1

    def arrays(self) -> tuple[FloatArray, FloatArray]:
        """Times (N,) and values (N, channels), copies."""
        return self._t[: self._count].copy(), self._values[: self._count].copy()

    def until(self, t_end: float) -> tuple[FloatArray, dict[str, FloatArray]]:
        """Times and one array per channel for the rows up to t_end (s).

        Read-only views, good until the next `add`: a hold is looked at twice a second, and copying it all would cost more
        than judging it.
        """
        count = int(np.searchsorted(self._t[: self._count], t_end, side="right"))
        t, values = self._t[:count], self._values[:count]
        t.flags.writeable = values.flags.writeable = False
        return t, {name: values[:, column] for column, name in enumerate(self._names)}


class Neutral:
    """The person's own neutral: the median of each channel over the latest quiet frames."""

    def __init__(self) -> None:
        self._frames: deque[FeatureFrame] = deque(maxlen=3 * NEUTRAL_FRAMES)

    def add(self, frame: FeatureFrame) -> None:
        """Take a frame in which the person stands ready."""
        if not self._frames or frame.t - self._frames[-1].t >= NEUTRAL_STEP_S:
            self._frames.append(frame)

    def before(self, t: float) -> dict[str, float]:
        """Channel -> median over the last `NEUTRAL_FRAMES` quiet frames up to t (s).

        NaN = never seen; empty where there were no quiet frames.
        """
        frames = [frame for frame in self._frames if frame.t <= t][-NEUTRAL_FRAMES:]
        if not frames:
            return {}
        # np.nanmedian takes 10 ms for this; sorting puts NaN last, and a channel that is NaN throughout stays NaN.
        rows = np.sort(np.array([tuple(frame.channels.values()) for frame in frames]), axis=0)
        seen = np.isfinite(rows).sum(axis=0)
        columns = np.arange(rows.shape[1])
        medians = (rows[np.maximum(seen - 1, 0) // 2, columns] + rows[seen // 2, columns]) / 2.0
        return dict(zip(frames[0].channels, medians.tolist(), strict=True))
