"""lateral_lunge.triple_flexion: whether ankle, knee and hip of the lunging leg bend together, and far enough.

Judged at the bottom, from the front, and from 45 degrees with wider errors. From the front the bends point at the camera, so
they are rebuilt from what the picture shows of segments whose length is known from the person's own stand:

* Knee, from two carriers. Segments: the angle between thigh and shank turned out of the picture, and how short the leg looks
  from hip to ankle. Drop: hips that sink by d leg lengths over an upright leg bend it by 2 acos(1 - d). Their mean is off by
  2 degrees in deep rendered reps seen from the front and by 6 in shallow ones (world landmarks: 11 and 17, always low). At
  45 degrees segments mislead (a leg that steps towards the camera looks longer), so there the drop decides, off by 9.
* Hip: the angle between thigh and trunk turned out of the picture, off by 5 from the front (world landmarks: 20 low).
* Ankle: the shin's tilt shows only as a small foreshortening: true 28 degrees read as 34, true 5 as 22. So dorsiflexion
  itself isn't graded. What carries it is balance: in a bend that all three share, trunk and shin are about parallel, and hip
  flexion less knee flexion, which is trunk fold less shin tilt, is near 0. It is off by 4. `stiff_ankle`: the shin stays
  upright, so the hips go back and the trunk folds to balance it: rendered stiff ankles (true 32..38) read 20..25, clean reps
  -6..5, 50 correct reps of real people -20..5. `no_hip_hinge`: the knee drives forward and the trunk stays upright. Picture
  and world landmarks must both show that; correct reps read -13 and more in the more favourable of the two.

`shallow`: rendered shallow reps (true 38..50) read 37..47, clean ones 83 and more, correct real ones 76 and more. Below
`MIN_KNEE_DEG` of knee bend the balance of ankle and hip means nothing; the finding says so.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from vision.depth import hip_drop
from vision.rule import Band, CueText, Measurement, Reading, Rule, Source
from vision.skeleton import (
    LEFT_ANKLE,
    LEFT_HIP,
    LEFT_KNEE,
    LEFT_SHOULDER,
    RIGHT_ANKLE,
    RIGHT_HIP,
    RIGHT_KNEE,
    RIGHT_SHOULDER,
)
from vision.types import FloatArray, Rep, Side, View

WINDOW_S: Final = 0.15
"""Half the time around the bottom that is judged."""
MIN_KNEE_DEG: Final = 60.0
NEAR_LEG_BALANCE_DEG: Final = 12.0
NEAR_LEG_KNEE_DEG: Final = 10.0
"""At 45 degrees a step towards the camera makes the leg look larger: hip less knee and the drop's knee read this high."""
LEGS: Final[Mapping[Side, tuple[int, int, int, int]]] = {
    "left": (LEFT_SHOULDER, LEFT_HIP, LEFT_KNEE, LEFT_ANKLE),
    "right": (RIGHT_SHOULDER, RIGHT_HIP, RIGHT_KNEE, RIGHT_ANKLE),
}

BANDS = (
    Band(
        "shallow",
        limit=65.0,
        poor=45.0,
        error=5.0,
        unit="deg",
        source=Source(
            "measured",
            "knee flexion: rendered shallow reps read 36..47, clean 83 and more, correct ones of real people 75 and more "
            "(truly 65..101); flagged from the middle of the gap. "
            "No depth for the lateral lunge is published.",
        ),
    ),
    Band(
        "stiff_ankle",
        limit=9.0,
        poor=25.0,
        error=3.0,
        unit="deg",
        source=Source(
            "measured",
            "hip less knee flexion: rendered stiff ankles 20 and more, clean reps and correct real ones up to 5; few.",
        ),
    ),
    Band(
        "no_hip_hinge",
        limit=-17.0,
        poor=-35.0,
        error=5.0,
        unit="deg",
        source=Source("measured", "hip less knee flexion: clean and correct reps -13 and more; no labelled example exists."),
    ),
)
CUES = {
    "shallow": CueText("Feel your glutes take the load", "Sit back as if to a low stool", "glutes", control=False),
    "stiff_ankle": CueText(
        "Feel your shin muscle draw the knee over the toes", "Point your knee at the wall ahead", "shin", control=True
    ),
    "no_hip_hinge": CueText(
        "Feel your glutes stretch as your hips go back", "Push the wall behind you with your pockets", "glutes", control=True
    ),
}
_TOO_STRAIGHT = "Ankle and hip not judged: bend deeper, so that their share in the bend shows"


@dataclass(frozen=True, slots=True)
class _Bend:
    """Degrees at the bottom (NaN: not seen): knee from segments and from the drop, hip, thigh from hanging; drop in legs."""

    knee: float
    drop_knee: float
    hip: float
    thigh: float
    drop: float


def measure(rep: Rep, bands: Mapping[str, Band]) -> Measurement:  # noqa: ARG001 - the readings don't depend on the limits
    """Knee flexion and the balance of hip and knee at the bottom; NaN frames lower the coverage."""
    assert rep.side is not None, "a lateral lunge has a side"
    at_bottom = np.abs(rep.t - rep.t_turn) <= WINDOW_S + 1e-6
    landmarks = LEGS[rep.side]
    leg = rep.channels[f"shank_px_{rep.side}"][at_bottom] + rep.channels[f"thigh_px_{rep.side}"][at_bottom]
    leg_seen = float(np.isfinite(leg).mean()) if len(leg) else 0.0
    trunk = rep.channels["trunk_length"][at_bottom]
    all_seen = float(np.isfinite(leg + trunk).mean()) if len(leg) else 0.0
    bend = _bend(rep, rep.side, at_bottom)
    nearer = _towards_camera_share(rep)
    knee = (bend.knee + bend.drop_knee) / 2.0
    if rep.view.view is View.OBLIQUE:
        knee = bend.drop_knee - NEAR_LEG_KNEE_DEG * nearer
    picture = bend.hip - bend.knee - NEAR_LEG_BALANCE_DEG * nearer
    knee_world = _at(rep, f"knee_flexion_world_{rep.side}", at_bottom)
    hip_world = _at(rep, f"hip_flexion_world_{rep.side}", at_bottom)
    world = hip_world - knee_world
    reason = _TOO_STRAIGHT if knee < MIN_KNEE_DEG else None
    hinge = max(picture, world) if math.isfinite(world) else picture
    return Measurement(
        readings=(
            Reading("shallow", knee, rep.t_turn, leg_seen, landmarks[1:]),
            Reading("stiff_ankle", picture, rep.t_turn, all_seen, landmarks, reason),
            Reading("no_hip_hinge", hinge, rep.t_turn, all_seen, landmarks, reason),
        ),
        measures={
            "knee_flexion_deg": knee,
            "hip_flexion_deg": bend.hip,
            "shin_tilt_deg": bend.knee - bend.thigh,
            "hip_less_knee_deg": picture,
            "hip_drop": bend.drop,
            "knee_flexion_world_deg": knee_world,
            "hip_flexion_world_deg": hip_world,
        },
    )


def _bend(rep: Rep, side: Side, at_bottom: NDArray[np.bool_]) -> _Bend:
    thigh, shank = _own_length(rep, "thigh_px"), _own_length(rep, "shank_px")
    joints = {
        name: np.array((_at(rep, f"{name}_x_px_{side}", at_bottom), _at(rep, f"{name}_y_px_{side}", at_bottom)))
        for name in ("hip", "knee", "ankle")
    }
    chord = float(np.hypot(*(joints["ankle"] - joints["hip"])))
    inner = _acos_deg((thigh**2 + shank**2 - chord**2) / (2.0 * thigh * shank))
    drop = hip_drop(rep, at_bottom, thigh + shank)
    down = _towards_camera((joints["knee"] - joints["hip"]) / thigh)
    # From the knee the shank leads down and away from the camera, as the thigh leads towards it.
    shin = _towards_camera((joints["ankle"] - joints["knee"]) / shank) * np.array((1.0, 1.0, -1.0))
    length = min(1.0, _at(rep, "trunk_length", at_bottom) / _usual(rep, "trunk_length", 1.0))
    lean = math.radians(_at(rep, "trunk_lateral_lean", at_bottom) * _at(rep, "left_sign", at_bottom))
    up = _towards_camera(length * np.array((math.sin(lean), -math.cos(lean))))
    return _Bend(
        knee=(180.0 - inner + _acos_deg(float(down @ shin))) / 2.0,
        drop_knee=2.0 * _acos_deg(1.0 - max(0.0, drop)) if math.isfinite(drop) else math.nan,
        hip=180.0 - _acos_deg(float(up @ down)),
        thigh=_acos_deg(float(down[1])),
        drop=drop,
    )


def _own_length(rep: Rep, name: str) -> float:
    """Unshortened length of thigh or shank in px: both legs' mean in the own neutral, else the longest look in this rep."""
    lengths = [rep.neutral.get(f"{name}_{side}", math.nan) for side in ("left", "right")]
    seen = [length for length in lengths if math.isfinite(length)]
    if seen:
        return sum(seen) / len(seen)
    both = np.concatenate([rep.channels[f"{name}_{side}"] for side in ("left", "right")])
    return float(np.nanpercentile(both, 90)) if np.isfinite(both).any() else math.nan


def _usual(rep: Rep, name: str, otherwise: float) -> float:
    value = rep.neutral.get(name, math.nan)
    return value if math.isfinite(value) else otherwise


def _at(rep: Rep, name: str, at_bottom: NDArray[np.bool_]) -> float:
    """Median of a channel at the bottom, NaN where it was never seen."""
    values = rep.channels[name][at_bottom]
    return float(np.nanmedian(values)) if np.isfinite(values).any() else math.nan


def _towards_camera(flat: FloatArray) -> FloatArray:
    """The unit vector whose picture is `flat` (x, y; length 1 = unshortened), its depth pointing at the camera."""
    vector = np.array(
        (flat[0], flat[1], math.sqrt(max(0.0, 1.0 - float(flat @ flat))) if np.isfinite(flat).all() else math.nan)
    )
    unit: FloatArray = vector / np.linalg.norm(vector)
    return unit


def _acos_deg(cosine: float) -> float:
    return math.degrees(math.acos(min(1.0, max(-1.0, cosine)))) if math.isfinite(cosine) else math.nan


def _towards_camera_share(rep: Rep) -> float:
    """How much the lunging leg steps towards the camera: 0 from the front or away from it, 1 at 45 degrees."""
    if rep.view.view is not View.OBLIQUE or rep.view.near != rep.side:
        return 0.0
    return abs(math.sin(math.radians(rep.view.yaw_deg))) / math.sin(math.radians(45.0))


RULE = Rule(
    id="lateral_lunge.triple_flexion",
    title="Ankle, knee and hip together",
    judges="Whether ankle, knee and hip of the lunging leg bend together and far enough",
    channel="pelvis_shift",
    exercises=frozenset({"lateral_lunge"}),
    views=frozenset({View.FRONT, View.OBLIQUE}),
    best_view=View.FRONT,
    bands=BANDS,
    cues=CUES,
    measure=measure,
)
