"""Faults that come and go inside a hold: an even series, the stretches beyond a limit, and how bad they were."""

from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from vision.rule import Band, Reading
from vision.types import Episode, FloatArray, Rep

GRID_S: Final = 0.1
SMOOTH: Final = 5
"""Grid samples of the running median: half a second."""
MAX_GAP_S: Final = 0.5
MIN_EPISODE_S: Final = 0.5
MERGE_GAP_S: Final = 0.7
MAX_SAMPLES: Final = 3000.0


def evened(t: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Values (finite, at rising times) on an even grid; NaN inside gaps over `MAX_GAP_S`."""
    step = max(GRID_S, (t[-1] - t[0]) / MAX_SAMPLES)
    grid = np.arange(t[0], t[-1] + step / 2.0, step)
    even = np.interp(grid, t, values)
    if len(t) > 1:
        after = np.clip(np.searchsorted(t, grid), 1, len(t) - 1)
        gap = t[after] - t[after - 1]
        inside = (grid > t[after - 1]) & (grid < t[after])
        even[(gap > max(MAX_GAP_S, 2.0 * step)) & inside] = np.nan
    return grid, even


def smoothed(t: FloatArray, values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The same through a running median of half a second, which is taken across gaps."""
    grid, even = evened(t, values)
    half = SMOOTH // 2
    padded = np.pad(np.interp(grid, t, values), half, mode="edge")
    smooth = np.median(sliding_window_view(padded, SMOOTH), axis=1)
    smooth[np.isnan(even)] = np.nan
    return grid, smooth


def nearly_highest(values: FloatArray) -> float:
    """The value that a tenth of the time is worse than: steadier than the highest, which one bad moment decides."""
    seen = np.sort(values[np.isfinite(values)])
    return float(seen[int(0.9 * (len(seen) - 1))])


def worst(off: FloatArray, episodes: tuple[Episode, ...]) -> float:
    """The worst of the episodes, or of the whole hold where there are none; + = further off."""
    return max((abs(episode.value) for episode in episodes), default=nearly_highest(off))


def when(t: FloatArray, distance: FloatArray) -> float:
    """The time (s) at which `distance` is least; NaN rows don't count."""
    return float(t[int(np.nanargmin(distance))])


def find(fault: str, t: FloatArray, off: FloatArray, band: Band) -> tuple[Episode, ...]:
    """Stretches beyond the limit in which it is passed by more than the error for `MIN_EPISODE_S`; near ones are merged.

    `off` grows with the fault, whatever its sign in the band's unit.
    """
    sign = 1.0 if band.poor > band.limit else -1.0
    limit = sign * band.limit
    out = np.concatenate(([False], off > limit, [False]))  # NaN is not beyond
    starts, ends = np.flatnonzero(out[1:] & ~out[:-1]), np.flatnonzero(~out[1:] & out[:-1])
    runs: list[tuple[int, int]] = []
    for first, last in zip(starts.tolist(), (ends - 1).tolist(), strict=True):
        if runs and t[first] - t[runs[-1][1]] <= MERGE_GAP_S:
            runs[-1] = (runs[-1][0], last)
        else:
            runs.append((first, last))
    episodes = []
    for first, last in runs:
        part = off[first : last + 1]
        strong = t[first : last + 1][part > limit + band.error]
        if len(strong) and strong[-1] - strong[0] >= MIN_EPISODE_S - 1e-6:
            episodes.append(Episode(fault, float(t[first]), float(t[last]), sign * nearly_highest(part)))
    return tuple(episodes)


def reading(rep: Rep, band: Band, values: FloatArray, landmarks: tuple[int, ...]) -> Reading:
    """What a hold shows of one fault: `values` (N,) at `rep.t` in the band's unit, NaN = not seen."""
    seen = np.isfinite(values)
    coverage = float(seen.mean()) if len(values) else 0.0
    if not seen.any():
        return Reading(band.fault, np.nan, rep.t_start, coverage, landmarks)
    sign = 1.0 if band.poor > band.limit else -1.0
    t, smooth = smoothed(rep.t[seen], sign * values[seen])
    found = find(band.fault, t, smooth, band)
    value = worst(smooth, found)
    return Reading(band.fault, sign * value, when(t, np.abs(smooth - value)), coverage, landmarks, episodes=found)
