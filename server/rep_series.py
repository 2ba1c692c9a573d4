"""Landmarks and channels of one rep, for the overlay and the plots of the review page."""

from typing import Any, Final

import numpy as np
from pydantic import BaseModel

from server.schema import Finding, Rep
from vision.errors import FormcueError
from vision.exercises import exercise_named
from vision.features import FeatureExtractor
from vision.filters import LandmarkFilter
from vision.rule import load_rules
from vision.types import FloatArray, Recording

AIR_S: Final = 0.5
LEAD_S: Final = 1.0
"""The filter starts so long before: by then it gives what it gave when the whole recording ran through it."""
MOST_ROWS: Final = 4000


class JudgedChannel(BaseModel):
    """Which channel shows a finding, with its value and limits."""

    finding_id: int
    rule: str
    channel: str
    unit: str
    value: float | None
    limit: float | None
    error: float | None
    t_worst: float | None


class Series(BaseModel):
    """Times (s), landmarks (x, y in picture fractions and visibility, 33 in a row; None = nobody) and channels."""

    t: list[float]
    image_size: tuple[int, int]
    landmarks: list[list[float | None] | None]
    driver: str
    channels: dict[str, list[float | None]]
    judged: list[JudgedChannel]


def series_of(recording: Recording, rep: Rep, findings: list[Finding]) -> Series:
    """The series from half a second before the rep to half a second after; a long hold is thinned out."""
    first = int(np.searchsorted(recording.t, rep.t_start - AIR_S))
    last = int(np.searchsorted(recording.t, rep.t_end + AIR_S, side="right"))
    step = max(1, -(-(last - first) // MOST_ROWS))
    rules = load_rules()
    shown = [(finding, rules[finding.rule].channel) for finding in findings if finding.rule in rules]
    driver = _driver(rep.exercise)
    names = list(dict.fromkeys(name for name in (driver, *(channel for _, channel in shown)) if name))
    rows = range(first, last, step)
    channels = _channels(recording, first, rows, names)
    return Series(
        t=[round(float(recording.t[i]), 6) for i in rows],
        image_size=recording.image_size,
        landmarks=[_row(recording.landmarks[i], recording.visibility[i]) for i in rows],
        driver=driver,
        channels=channels,
        judged=[
            JudgedChannel(finding_id=finding.id, rule=finding.rule, channel=channel, **_numbers(finding))
            for finding, channel in shown
        ],
    )


def _numbers(finding: Finding) -> dict[str, Any]:
    return {name: getattr(finding, name) for name in ("unit", "value", "limit", "error", "t_worst")}


def _driver(exercise: str) -> str:
    try:
        return exercise_named(exercise).driver
    except FormcueError:
        return ""  # an exercise that is gone: the rules' channels alone


def _channels(recording: Recording, first: int, rows: range, names: list[str]) -> dict[str, list[float | None]]:
    lead = int(np.searchsorted(recording.t, recording.t[min(first, len(recording) - 1)] - LEAD_S))
    smooth, extractor = LandmarkFilter(), FeatureExtractor()
    channels: dict[str, list[float | None]] = {name: [] for name in names}
    wanted = set(rows)
    for i in range(lead, rows.stop):
        features = extractor.extract(smooth.apply(recording.frame(i)))
        if i in wanted:
            for name in names:
                value = features.channels.get(name, float("nan"))
                channels[name].append(round(value, 4) if np.isfinite(value) else None)
    return channels


def _row(landmarks: FloatArray, visibility: FloatArray) -> list[float | None] | None:
    if not np.isfinite(landmarks[:, 0]).any():
        return None
    table = np.column_stack((landmarks[:, :2], visibility)).round(4)
    return [value if np.isfinite(value) else None for value in table.ravel().tolist()]
