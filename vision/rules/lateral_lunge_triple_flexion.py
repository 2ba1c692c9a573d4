"""lateral_lunge.triple_flexion: whether ankle, knee and hip of the lunging leg bend together, and far enough.

Judged at the bottom, from the front, and from 45 degrees with wider errors. From the front the bends point at the camera, so
they are rebuilt from what the picture shows of segments whose length is known from the person's own stand:

* Knee, from two carriers. Chord: the leg from hip to ankle looks as short as two links (thigh, shank) bent by the knee's
  angle. Drop: hips that sink by d leg lengths over an upright leg bend it by 2 acos(1 - d). Against the exact truth of
  rendered people, front: chord off by 3 degrees on average, drop by 5, world landmarks by 13 (always low). At 45 degrees the leg that
  steps towards the camera looks longer and the far one shorter: chord -28 and +14, world -40 and -15, drop +7 and -12; there
  the drop alone decides.
* Hip: thigh and trunk are turned towards the camera by as much as they look shorter; the angle between them is off by 4 on
  average from the front (world landmarks: 19 low).
* Ankle: the shin's tilt shows only as a small foreshortening: 27 degrees read as 35, 5 as 27, so dorsiflexion itself isn't
  graded. What carries it is balance: in a bend that all three share, trunk and shin are about parallel, and hip flexion less
  knee flexion, which is trunk fold less shin tilt, is near 0. `stiff_ankle`: the shin stays upright, so hips go back and the
  trunk folds to balance it: rendered stiff ankles (true 32..38) read 18..27, clean reps -6..5, 50 correct reps of real
  people -20..5. `no_hip_hinge`: the knee drives forward and the trunk stays upright. Picture and world landmarks must both
  show that; correct reps read -13 and more in the more favourable of the two.

`shallow`: rendered shallow reps (true 38..50) read 43..50, clean ones 77 and more, correct real ones 75 and more. Below
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
NEAR_LEG_BIAS_DEG: Final = 8.0
"""Hip less knee reads this much high at 45 degrees for the leg that steps towards the camera, which makes it look larger."""
LEGS: Final[Mapping[Side, tuple[int, int, int, int]]] = {
    "left": (LEFT_SHOULDER, LEFT_HIP, LEFT_KNEE, LEFT_ANKLE),
    "right": (RIGHT_SHOULDER, RIGHT_HIP, RIGHT_KNEE, RIGHT_ANKLE),
}

BANDS = (
    Band(
        "shallow",
        limit=60.0,
        poor=45.0,
        error=5.0,
        unit="deg",
        source=Source(
            "measured",
            "knee flexion: rendered shallow reps 43..50, clean 77 and more, correct reps of ten real people truly 65..101. "
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
            "hip less knee flexion: rendered stiff ankles 16 and more, clean reps and correct real ones up to 5; few.",
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
    """Bends at the bottom, degrees (NaN = not seen): knee from chord and from drop, hip, thigh from hanging; drop in legs."""

    chord: float
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
    knee = bend.drop_knee if rep.view.view is View.OBLIQUE else (bend.chord + bend.drop_knee) / 2.0
    picture = bend.hip - bend.chord - _perspective(rep)
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
            "shin_tilt_deg": bend.chord - bend.thigh,
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
    length = min(1.0, _at(rep, "trunk_length", at_bottom) / _usual(rep, "trunk_length", 1.0))
    lean = math.radians(_at(rep, "trunk_lateral_lean", at_bottom) * _at(rep, "left_sign", at_bottom))
    up = _towards_camera(length * np.array((math.sin(lean), -math.cos(lean))))
    return _Bend(
        chord=180.0 - inner,
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


def _perspective(rep: Rep) -> float:
    """What a leg that steps towards the camera adds to hip less knee: `NEAR_LEG_BIAS_DEG` at 45 degrees, from the front 0."""
    if rep.view.view is not View.OBLIQUE or rep.view.near != rep.side:
        return 0.0
    return NEAR_LEG_BIAS_DEG * abs(math.sin(math.radians(rep.view.yaw_deg))) / math.sin(math.radians(45.0))


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
