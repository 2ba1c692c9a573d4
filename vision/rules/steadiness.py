"""steadiness: how much the pelvis sways over the standing foot in a balance pose.

The value is the spread (RMS) of the pelvis sideways over the standing ankle within the last `WINDOW_S`, in leg lengths,
as the picture shows it: sideways sway from front and back, forward and back sway from the side. A slow drift isn't sway.
On figures that hold still, landmark noise of 0.004 of the picture's height reads up to 0.012 from 3.5 m; further away it
reads more, so someone who fills less than `LEAST_PX` of leg isn't judged.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from vision.episodes import GRID_S, evened, find, when, worst
from vision.rule import Band, CueText, Measurement, Reading, Rule, Source
from vision.skeleton import LEFT_ANKLE, LEFT_HIP, RIGHT_ANKLE, RIGHT_HIP
from vision.turn import coverage, middle
from vision.types import FloatArray, Rep, View

WINDOW_S: Final = 2.0
LEAST_PX: Final = 90.0
BANDS = (
    Band(
        "sways",
        limit=0.025,
        poor=0.06,
        error=0.006,
        unit="of leg length",
        source=Source(
            "measured",
            "figures: still ones read up to 0.012 of a leg with landmark noise, 2 cm of sway (RMS) 0.026, 3 cm 0.037; no "
            "published limit for a camera, two centimetres are a starting value",
        ),
    ),
)
CUES = {
    "sways": CueText(
        "Feel your foot and calf make small corrections", "Fix your eyes on one spot ahead", "calf", control=True
    ),
}


def measure(rep: Rep, bands: Mapping[str, Band]) -> Measurement:
    """Sway through the hold; NaN frames lower the coverage."""
    stands = rep.side or "left"
    offset = (rep.channels["pelvis_x_px"] - rep.channels[f"ankle_x_px_{stands}"]) / rep.channels["scale_px"]
    seen = np.isfinite(offset)
    landmarks = (LEFT_HIP, RIGHT_HIP, LEFT_ANKLE if stands == "left" else RIGHT_ANKLE)
    if not seen.any():
        return Measurement((Reading("sways", np.nan, rep.t_start, 0.0, landmarks),))
    small = "Come nearer: you are too small in the picture to tell sway from noise"
    short = "Hold for three seconds: a shorter hold can't tell how steady it is"
    near = middle(rep.channels["scale_px"]) >= LEAST_PX
    t, even = evened(rep.t[seen], offset[seen])
    sway = _spread(even)
    if not np.isfinite(sway).any():
        return Measurement((Reading("sways", np.nan, rep.t_start, coverage(offset), landmarks, short),))
    found = find("sways", t, sway, bands["sways"])
    value = worst(sway, found)
    read = Reading(
        "sways", value, when(t, np.abs(sway - value)), coverage(offset), landmarks, None if near else small,
        episodes=found if near else (),
    )  # fmt: skip
    return Measurement((read,), {"sway": float(np.nanmedian(sway))})


def _spread(values: FloatArray) -> FloatArray:
    """Standard deviation over the `WINDOW_S` that end at each sample, the straight drift in them taken out; NaN in gaps."""
    width = round(WINDOW_S / GRID_S)
    if len(values) < width:
        return np.full(len(values), np.nan)
    windows = sliding_window_view(values, width)
    x = np.linspace(-1.0, 1.0, width)
    centred = windows - windows.mean(axis=1, keepdims=True)
    drift = (centred @ x / (x @ x))[:, None] * x
    spread: FloatArray = np.concatenate((np.full(width - 1, np.nan), (centred - drift).std(axis=1)))
    return spread


RULE = Rule(
    id="steadiness",
    title="Steadiness",
    judges="How much the pelvis sways over the standing foot",
    channel="pelvis_shift",
    exercises=frozenset({"tree_pose", "warrior_three"}),
    views=frozenset({View.FRONT, View.BACK, View.SIDE, View.OBLIQUE}),
    best_view=View.FRONT,
    bands=BANDS,
    cues=CUES,
    measure=measure,
)
