"""The value objects that pass between the stages: frozen, with units, arrays read-only.

Conventions: `t` is media time in seconds. Image coordinates are fractions of the picture (x right, y down).
World coordinates are metres around the hips as the pose model gives them. NaN means "not seen".
`left` and `right` are always the person's, never the picture's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
ImageArray = NDArray[np.uint8]
Side = Literal["left", "right"]
Focus = Literal["internal", "external"]


class Grade(StrEnum):
    """How a rep did under one rule."""

    GOOD = "good"
    NEEDS_WORK = "needs_work"
    POOR = "poor"
    NOT_SCORED = "not_scored"


FLAGGED_GRADES = frozenset({Grade.NEEDS_WORK, Grade.POOR})


class Phase(StrEnum):
    """Where in a rep or hold the body is; the order belongs to the exercise."""

    SETUP = "setup"
    ECCENTRIC = "eccentric"
    TURNAROUND = "turnaround"
    CONCENTRIC = "concentric"
    LOCKOUT = "lockout"
    HOLD = "hold"


class View(StrEnum):
    """From where the camera looks at the person."""

    FRONT = "front"
    BACK = "back"
    SIDE = "side"
    OBLIQUE = "oblique"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Frame:
    """One decoded picture: `image` (H, W, 3) uint8 BGR at media time `t` seconds."""

    index: int
    t: float
    image: ImageArray


@dataclass(frozen=True, slots=True, eq=False)
class PoseFrame:
    """Landmarks of one picture; NaN where nobody or no such landmark was found.

    landmarks (33, 3): x, y as fractions of the picture, z in the same scale as x; world_landmarks (33, 3) m;
    visibility and presence (33,) 0..1; image_size (width, height) px of the original picture.
    `people` is how many people the model saw (0 = nobody).
    """

    t: float
    image_size: tuple[int, int]
    landmarks: FloatArray
    world_landmarks: FloatArray
    visibility: FloatArray
    presence: FloatArray
    people: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """`PoseFrame`s stacked over time: t (T,) s strictly rising, landmarks and world_landmarks (T, 33, 3), ...

    `meta` is free JSON-able data (source file, model, frame rate, rotation, notes); rows are NaN where nobody was found.
    """

    t: FloatArray
    image_size: tuple[int, int]
    landmarks: FloatArray
    world_landmarks: FloatArray
    visibility: FloatArray
    presence: FloatArray
    meta: Mapping[str, object] = field(default_factory=dict)

    def __len__(self) -> int:
        return int(self.t.shape[0])

    def frame(self, i: int) -> PoseFrame:
        """The i-th row as a `PoseFrame`."""
        found = bool(np.isfinite(self.landmarks[i, :, 0]).any())
        return PoseFrame(
            t=float(self.t[i]),
            image_size=self.image_size,
            landmarks=self.landmarks[i],
            world_landmarks=self.world_landmarks[i],
            visibility=self.visibility[i],
            presence=self.presence[i],
            people=int(found),
        )


@dataclass(frozen=True, slots=True)
class ViewEstimate:
    """Which way the camera looks: `yaw_deg` 0 = front, 90 = side, 180 = back; `near` is the side nearer to the camera.

    `confidence` 0..1; `View.UNKNOWN` with confidence 0 where too little was seen.
    """

    view: View
    confidence: float
    yaw_deg: float
    near: Side | None


@dataclass(frozen=True, slots=True)
class FeatureFrame:
    """Named channels of one frame: degrees or body lengths, NaN = not seen. Channel names: `vision.features.CHANNELS`."""

    t: float
    channels: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class PhaseSpan:
    """One phase of a rep, `t_start` <= t < `t_end` in seconds."""

    phase: Phase
    t_start: float
    t_end: float


@dataclass(frozen=True, slots=True, eq=False)
class Rep:
    """One rep or hold: times in seconds, the channel series inside it and the person's own neutral before it.

    `t` (N,) and each array of `channels` (N,) cover t_start..t_end; NaN = not seen. `neutral` holds one value per channel,
    measured while the person stood ready (empty where that was never seen). `side` is the bending leg of the person; on one
    leg, the leg that carries.
    `earlier`: what the rule that now judges measured in the person's latest good reps of this set, oldest first.
    """

    index: int
    exercise: str
    kind: Literal["rep", "hold"]
    side: Side | None
    t_start: float
    t_turn: float
    t_end: float
    phases: tuple[PhaseSpan, ...]
    view: ViewEstimate
    t: FloatArray
    channels: Mapping[str, FloatArray]
    neutral: Mapping[str, float]
    earlier: tuple[Mapping[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Episode:
    """A stretch of a hold during which a fault stood: `value` is its worst."""

    fault: str
    t_start: float
    t_end: float
    value: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of one rep.

    `value` and `limit` share `unit`; `error` is the expected measurement error (one standard deviation, same unit), and a
    value outside the limit by less than it is still `good`. `reason` says in plain words why a rep, or a part of the
    judgement, was not scored. `landmarks` are the indices the judgement rests on. `measures` are the parts of it.
    """

    rule: str
    grade: Grade
    fault: str | None
    value: float | None
    unit: str
    t_worst: float | None
    confidence: float
    reason: str | None = None
    limit: float | None = None
    error: float | None = None
    landmarks: tuple[int, ...] = ()
    episodes: tuple[Episode, ...] = ()
    measures: Mapping[str, float] = field(default_factory=dict)

    @property
    def flagged(self) -> bool:
        """True where the rule found a fault."""
        return self.grade in FLAGGED_GRADES


@dataclass(frozen=True, slots=True)
class Cue:
    """One short thing to say at time `t`; `muscle` is the part of the body to feel."""

    t: float
    rule: str
    fault: str
    focus: Focus
    text: str
    muscle: str


@dataclass(frozen=True, slots=True)
class PoseEvent:
    """A frame was taken in; `seen` is false where nobody was found."""

    t: float
    seen: bool
    kind: Literal["pose"] = "pose"


@dataclass(frozen=True, slots=True)
class GuideEvent:
    """The camera cannot see what it needs: `code` for programs, `text` for the person. `code` "ok" takes it back."""

    t: float
    code: str
    text: str
    kind: Literal["guide"] = "guide"


@dataclass(frozen=True, slots=True)
class PhaseEvent:
    """The body entered a phase of a rep; `rep` is the number of the rep under way, from 1."""

    t: float
    phase: Phase
    rep: int
    kind: Literal["phase"] = "phase"


@dataclass(frozen=True, slots=True, eq=False)
class RepEvent:
    """A rep or hold is over and judged. `score` 0..100, None where nothing could be scored; `extras`: facts by name."""

    t: float
    rep: Rep
    findings: tuple[Finding, ...]
    score: float | None
    extras: Mapping[str, bool] = field(default_factory=dict)
    kind: Literal["rep"] = "rep"


@dataclass(frozen=True, slots=True)
class CueEvent:
    """Say this now. `praise` marks the short "that was it" after a cued fault is gone."""

    t: float
    cue: Cue
    praise: bool = False
    kind: Literal["cue"] = "cue"


@dataclass(frozen=True, slots=True)
class SetDoneEvent:
    """The set is over."""

    t: float
    reps: int
    kind: Literal["set_done"] = "set_done"


Event = PoseEvent | GuideEvent | PhaseEvent | RepEvent | CueEvent | SetDoneEvent
