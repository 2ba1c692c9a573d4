"""plank.hip_pop: hips above (`hip_pop`) or below (`hip_sag`) the person's good line in a plank.

Judged from the side, and from up to 55 degrees off it. Measured is the signed offset of the near hip from the line
shoulder-ankle, as a share of its length, + = up; on rendered planks with exact truth it is good to 0.015 from the side and
from 30 degrees off it.

A correct plank is not a straight line in landmarks: body shape, clothes and camera height put the hip anywhere from -0.03 to
+0.11 (20 correct real recordings and one video: medians +0.010..+0.089; rendered people -0.025..+0.01), while
20 recordings labelled high have medians of +0.160 and more, 28 labelled low -0.053 and less. So the value is the rise
over (drop under) the person's own good line where the hold shows one: a stretch of `STEADY_S` at rest with an ordinary
offset. Without one it is taken from the near edge of the range in which other people hold well, and only large faults show.
A hold that is off by less than that from its first second to its last therefore passes as the person's shape.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from vision.episodes import GRID_S, find, smoothed, when, worst
from vision.rule import MIN_COVERAGE, Band, CueText, Measurement, Reading, Rule, Source
from vision.skeleton import (
    LEFT_ANKLE,
    LEFT_HIP,
    LEFT_SHOULDER,
    RIGHT_ANKLE,
    RIGHT_HIP,
    RIGHT_SHOULDER,
)
from vision.types import FloatArray, Rep, View

OBLIQUE_WITHIN_DEG: Final = 55.0
"""Off the side by more, the line shortens to half and the camera's height distorts it. Measured: rendered clips 30 off, one
real hold at about 50; the yaw itself errs by up to 15."""
STEADY_S: Final = 1.5
STEADY_RANGE: Final = 0.02

ORDINARY: Final = (-0.03, 0.05)
"""Offsets that are taken for good wherever a hold rests there: no labelled fault does."""
POSSIBLE: Final = (-0.035, 0.11)
"""Offsets that may be a person's good line when the hold shows nothing more ordinary."""
UNKNOWN: Final = (0.015, 0.07)
"""References for sag and pop while nothing is known of a person: flagged under -0.04 and over +0.125, mid-gap."""
OWN_SAG: Final = (-0.005, 0.05)
OWN_POP: Final = (-0.02, 0.07)
"""How far the own line may move the references: it excuses nothing under -0.06 or over +0.125, and hips at 0 don't sag nor
hips at +0.03 pop, whatever they did before."""
EARLIER_HOLD_MARGIN: Final = 0.03
"""Extra room for a line that comes from an earlier hold: the body or the camera may lie differently now."""

_SOURCE = Source(
    "measured",
    "68 labelled real holds and rendered planks with exact truth: a pop or sag of 14 degrees moves the hip by 0.06 of the "
    "line shoulder-ankle, good holds stay within 0.03; the error is that of the landmarks. No tolerance is published.",
)
BANDS = (
    Band("hip_pop", limit=0.04, poor=0.10, error=0.015, unit="of shoulder-ankle length", source=_SOURCE),
    Band("hip_sag", limit=-0.04, poor=-0.10, error=0.015, unit="of shoulder-ankle length", source=_SOURCE),
)
CUES = {
    "hip_pop": CueText("Feel your abs draw your hips down", "Lower your belt towards the floor", "abs", control=True),
    "hip_sag": CueText(
        "Squeeze your glutes and feel your abs lift", "Lift your belt away from the floor", "glutes", control=True
    ),
}


def measure(rep: Rep, bands: Mapping[str, Band]) -> Measurement:
    """Rise over and drop under the good line through the hold, with the stretches in which a fault stood.

    NaN in the offset lowers the coverage; episodes are not carried over gaps (`vision.episodes`).
    """
    offset = rep.channels["hip_line_offset"]
    near = float(np.nanmedian(rep.channels["near_left"])) >= 0.0 if len(rep.t) else True
    landmarks = (LEFT_SHOULDER, LEFT_HIP, LEFT_ANKLE) if near else (RIGHT_SHOULDER, RIGHT_HIP, RIGHT_ANKLE)
    seen = np.isfinite(offset)
    coverage = float(seen.mean()) if len(offset) else 0.0
    reason = _why_not(rep, coverage)
    if reason is not None:
        return Measurement(tuple(Reading(band.fault, np.nan, rep.t_start, coverage, landmarks, reason) for band in BANDS))
    t, smooth = smoothed(rep.t[seen], offset[seen])
    own, earlier = _own_line(smooth), rep.neutral.get("hip_line_offset", np.nan)
    sag_line, pop_line = _references(own, earlier)
    rise, drop = smooth - pop_line, smooth - sag_line
    pops = find("hip_pop", t, rise, bands["hip_pop"])
    sags = find("hip_sag", t, -drop, bands["hip_sag"])
    pop, sag = worst(rise, pops), -worst(-drop, sags)
    return Measurement(
        readings=(
            Reading("hip_pop", pop, when(t, np.abs(rise - pop)), coverage, landmarks, episodes=pops),
            Reading("hip_sag", sag, when(t, np.abs(drop - sag)), coverage, landmarks, episodes=sags),
        ),
        measures={
            "own_line": own,
            "earlier_line": earlier,
            "reference_pop": pop_line,
            "reference_sag": sag_line,
            "offset_median": float(np.nanmedian(smooth)),
            "offset_highest": pop + pop_line,
            "offset_lowest": sag + sag_line,
            "share_off": sum(e.t_end - e.t_start for e in (*pops, *sags)) / max(GRID_S, rep.t_end - rep.t_start),
        },
    )


def _why_not(rep: Rep, coverage: float) -> str | None:
    """What to do when this hold can't be judged, else None."""
    if rep.view.view is View.OBLIQUE and abs(abs(rep.view.yaw_deg) - 90.0) > OBLIQUE_WITHIN_DEG:
        return "Turn side-on to the camera: the line of the hips can't be judged from so far in front or behind"
    if coverage >= MIN_COVERAGE:
        return None
    hidden = {
        part: float(np.isnan(rep.channels[f"{part}_y_px_near"]).mean()) if len(rep.t) else 1.0 for part in ("ankle", "hip")
    }
    if hidden["ankle"] > 1.0 - MIN_COVERAGE:
        return "Step back until your feet are in the picture: the line to the ankles can't be seen"
    if hidden["hip"] > 1.0 - MIN_COVERAGE:
        return "Make room: your hips are hidden"
    return "Step back until your whole body is in the picture: too little of it was seen"


def _own_line(smooth: FloatArray) -> float:
    """The person's good line: the first stretch of the hold at rest with an ordinary offset, else a possible one, else NaN.

    The first, because people start well and tire; an ordinary one beats it, because who can lie flatter was high before.
    """
    width = round(STEADY_S / GRID_S)
    if len(smooth) < width:
        return float("nan")
    windows = sliding_window_view(smooth, width)
    steady = np.ptp(windows, axis=1) <= STEADY_RANGE  # NaN inside a window makes it unsteady
    levels = windows[steady].mean(axis=1)
    for low, high in (ORDINARY, POSSIBLE):
        fitting = levels[(levels >= low) & (levels <= high)]
        if len(fitting):
            return float(fitting[0])
    return float("nan")


def _references(own: float, earlier: float) -> tuple[float, float]:
    """The offsets under which hips sag and over which they pop, before limit and error; own and earlier line may be NaN."""
    if np.isfinite(own) and ORDINARY[0] <= own <= ORDINARY[1]:
        return float(np.clip(own, *OWN_SAG)), float(np.clip(own, *OWN_POP))
    if np.isfinite(earlier):
        return UNKNOWN[0], float(np.clip(earlier + EARLIER_HOLD_MARGIN, *OWN_POP))
    if np.isfinite(own):
        return float(np.clip(own, *OWN_SAG)), float(np.clip(own, *OWN_POP))
    return UNKNOWN


RULE = Rule(
    id="plank.hip_pop",
    title="Hips in line",
    judges="Whether the hips rise above or sink below your good line between shoulders and ankles",
    channel="hip_line_offset",
    exercises=frozenset({"plank"}),
    views=frozenset({View.SIDE, View.OBLIQUE}),
    best_view=View.SIDE,
    bands=BANDS,
    cues=CUES,
    measure=measure,
)
