"""Deadlift: a rep begins when the pull begins, turns at lockout and ends when the weight is down again.

What drives it is the fold of the trunk while the hands hang under the hips: seen from every side, with any weight, with bent
or straight knees. Legs are not used, plates hide them in a side view. The first bend, down to the weight, is no rep, and
standing up for good after the last one isn't either. So a set that starts and ends upright with the weight in the hands
counts one less than it has bends: a camera can't tell that from a weight picked up and put away.

Measured (full model): at the bottom of a deadlift the trunk reads 50..79 degrees of fold and the near wrist hangs
0.45..0.90 trunk lengths under the hips; lateral lunges, squats and arm waves stay under 60 degrees and under 0.30.
Hanging hands reach 0.3 at a fold of 40; a lateral lunge that folds as far is told by the feet.
"""

import math
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from vision.geometry import NAN
from vision.reps import Exercise, PhaseMark, RepSpan, Segment
from vision.types import FeatureFrame, Phase, PhaseSpan, View

FOLDED_DEG: Final = 36.0
UPRIGHT_DEG: Final = 28.0
"""Trunk fold that is bent, and locked out: a rounded or leaning lockout reads up to 22, a half range 45 and more."""
MIN_TRAVEL: Final = 0.25
"""Trunk lengths by which the shoulders must rise."""
MIN_HAND_HANG: Final = 0.30
MAX_ELBOW_DEG: Final = 60.0
MAX_LOCKOUT_HANDS: Final = 0.45
"""At lockout the hands are at the hips: no more than this above them (trunk lengths)."""
MAX_HIP_DROP: Final = 0.62
"""Leg lengths the hips may sink; a deadlift takes 0.2..0.4, a plank or a sit 0.8."""
WIDE_FEET: Final = 0.62
MAX_FEET_GAP: Final = 0.95
MAX_OFF_CENTRE: Final = 0.12
"""Leg lengths between the ankles. Lateral lunges measured 0.5..1.2 with the hips 0.15..0.4 of that off the middle, deadlifts
at most 0.3; a wide stance passes while the hips stay in the middle between the feet."""
MAX_LOCKOUT_S: Final = 8.0
"""Upright for longer, and the person has let go of the weight or ended the set."""
MAX_REP_S: Final = 25.0
MAX_GAP_S: Final = 1.0
MAX_STEP: Final = 0.6
"""Leg lengths the hips may move sideways in the picture while upright: more is walking away."""
EDGE: Final = 0.03
"""Share of the travel that still counts as being at the bottom or at the top."""
SETTLE_S: Final = 0.25
LOCKOUT_AFTER_S: Final = 0.5
"""The turn is named this long after the shoulders came up, or half-way through a shorter lockout."""
NEUTRAL_FOLD_DEG: Final = 20.0
_PATH_STEP_S: Final = 1.0 / 40.0
_STOP_FRAMES: Final = 32


@dataclass(slots=True)
class _Stop:
    """One end of the path, bottom or top: how far the shoulders went (px), and what hands, hips and feet did there.

    At a bottom the frames with the deepest fold speak (a person may sink into a crouch after the weight is down).
    """

    y: float
    t: float
    fold: float
    leg_px: float = NAN
    hang: deque[float] = field(default_factory=lambda: deque(maxlen=_STOP_FRAMES))
    elbow: deque[float] = field(default_factory=lambda: deque(maxlen=_STOP_FRAMES))
    hips_y: deque[float] = field(default_factory=lambda: deque(maxlen=_STOP_FRAMES))
    feet_gap: deque[float] = field(default_factory=lambda: deque(maxlen=_STOP_FRAMES))
    off_centre: deque[float] = field(default_factory=lambda: deque(maxlen=_STOP_FRAMES))

    def deepen(self, frame: FeatureFrame, margin_px: float) -> None:
        """Take a frame at a bottom; the shoulders must go `margin_px` lower to count as still sinking."""
        fold, y = frame.channels["trunk_fold"], frame.channels["shoulders_y_px"]
        self.fold = max(self.fold, fold)
        if fold >= self.fold - 8.0:
            self.add(frame)
        if y > self.y + margin_px:
            self.y, self.t = y, frame.t

    def add(self, frame: FeatureFrame) -> None:
        """Take a frame near this end."""
        channels = frame.channels
        self.leg_px = channels["scale_px"]
        self.hang.append(channels["hand_hang"])
        self.elbow.append(channels["elbow_flexion_near"])
        self.hips_y.append(channels["pelvis_y_px"])
        left, right = channels["ankle_x_px_left"], channels["ankle_x_px_right"]
        self.feet_gap.append(abs(left - right))
        self.off_centre.append(abs(channels["pelvis_x_px"] - (left + right) / 2.0))

    def lifts_from_here(self, hips_up_y: float) -> bool:
        """Arms hang straight under the hips, hips are high and over the feet. What isn't seen doesn't speak against it."""
        hang, elbow = _middle(self.hang), _middle(self.elbow)
        hips_down, gap = _middle(self.hips_y) - hips_up_y, _middle(self.feet_gap)
        shifted = _middle(self.off_centre) > MAX_OFF_CENTRE * gap
        against = (
            hang < MIN_HAND_HANG,
            elbow > MAX_ELBOW_DEG,
            hips_down > MAX_HIP_DROP * self.leg_px,
            gap > MAX_FEET_GAP * self.leg_px,
            gap > WIDE_FEET * self.leg_px and shifted,
        )
        return not any(against)

    def locks_out_here(self) -> bool:
        """Arms hang down to the hips. A hand that isn't seen doesn't speak against it."""
        return not (_middle(self.hang) < -MAX_LOCKOUT_HANDS or _middle(self.elbow) > MAX_ELBOW_DEG)


def _middle(values: Iterable[float]) -> float:
    seen = [value for value in values if math.isfinite(value)]
    return median(seen) if seen else NAN


class DeadliftSegmenter:
    """Causal, bounded memory. Start, turn and end are dated back to where the shoulders left or reached their stop."""

    def __init__(self) -> None:
        self._path: deque[tuple[float, float]] = deque(maxlen=int(MAX_REP_S / _PATH_STEP_S))
        self._forget()
        self._seen_t = -math.inf
        self._torso_px = NAN
        self._phase = Phase.SETUP

    def _forget(self) -> None:
        self._bottom: _Stop | None = None  # the bottom the person is in, or pulled from
        self._top: _Stop | None = None  # the lockout after it
        self._landing: _Stop | None = None  # the bottom after that, until it has settled
        self._start_t = NAN
        self._hips_x = NAN

    def step(self, frame: FeatureFrame) -> list[Segment]:
        """Take a frame; a rep is returned as soon as the weight is down and still, or is pulled again."""
        fold, y = frame.channels["trunk_fold"], frame.channels["shoulders_y_px"]
        torso = frame.channels["torso_px"]
        if not (math.isfinite(fold) and math.isfinite(y) and torso > 0.0):
            if frame.t - self._seen_t <= MAX_GAP_S:
                return []
            self._forget()
            return self._enter(frame.t, Phase.SETUP)
        self._seen_t, self._torso_px = frame.t, torso
        if not self._path or frame.t - self._path[-1][0] >= _PATH_STEP_S:
            self._path.append((frame.t, y))
        if self._top is None:
            return self._at_bottom(frame, fold, y, torso)
        if self._landing is None:
            return self._at_top(frame, fold, y, torso)
        return self._on_landing(frame, fold, y, torso)

    def close(self) -> list[Segment]:
        """A rep whose weight is all but down counts."""
        landing, self._landing = self._landing, None
        if landing is None:
            return []
        span = self._rep(landing, self._torso_px)
        self._forget()
        return [span] if span is not None else []

    def _at_bottom(self, frame: FeatureFrame, fold: float, y: float, torso: float) -> list[Segment]:
        bottom = self._bottom
        if bottom is None:
            if fold < FOLDED_DEG:
                return []
            bottom = self._bottom = _Stop(y, frame.t, fold)
        bottom.deepen(frame, 0.0)
        if fold < UPRIGHT_DEG:
            self._top = _Stop(y, frame.t, fold)
            self._start_t = self._left(bottom, y)
            self._hips_x = frame.channels["pelvis_x_px"]
            return self._enter(frame.t, Phase.LOCKOUT)
        if y < bottom.y - 0.1 * torso:
            return self._enter(frame.t, Phase.CONCENTRIC)
        return self._enter(frame.t, Phase.SETUP)

    def _at_top(self, frame: FeatureFrame, fold: float, y: float, torso: float) -> list[Segment]:
        top = self._top
        assert top is not None
        top.y = min(top.y, y)
        if y <= top.y + 0.1 * torso:
            top.add(frame)
        moved = abs(frame.channels["pelvis_x_px"] - self._hips_x)
        if frame.t - top.t > MAX_LOCKOUT_S or (fold < UPRIGHT_DEG and moved > MAX_STEP * frame.channels["scale_px"]):
            self._forget()
            return self._enter(frame.t, Phase.SETUP)
        if fold >= FOLDED_DEG:
            self._landing = _Stop(y, frame.t, fold)
            return self._enter(frame.t, Phase.ECCENTRIC)
        if y > top.y + 0.2 * torso:
            return self._enter(frame.t, Phase.ECCENTRIC)
        return []

    def _on_landing(self, frame: FeatureFrame, fold: float, y: float, torso: float) -> list[Segment]:
        landing = self._landing
        assert landing is not None
        landing.deepen(frame, 0.02 * torso)
        rising = y < landing.y - 0.05 * torso or fold < landing.fold - 10.0
        settled = frame.t - landing.t >= SETTLE_S or rising
        upright = fold < UPRIGHT_DEG
        if not settled and not upright:
            return []
        span = self._rep(landing, torso)
        if span is None and not upright and frame.t - self._start_t < MAX_REP_S:
            return []  # a rest on the way down: the hands are not low yet
        self._forget()
        self._bottom = landing
        marks = self._at_bottom(frame, fold, y, torso)
        return [span, *marks] if span is not None else marks

    def _enter(self, t: float, phase: Phase) -> list[Segment]:
        if phase is self._phase:
            return []
        self._phase = phase
        return [PhaseMark(t, phase)]

    def _left(self, bottom: _Stop, y_now: float) -> float:
        """When the shoulders last left the bottom (s)."""
        near = bottom.y - EDGE * (bottom.y - y_now)
        return next((t for t, y in reversed(self._path) if y >= near), bottom.t)

    def _rep(self, landing: _Stop, torso: float) -> RepSpan | None:
        """The rep from the pull to this landing, or None where hands, hips or feet speak against a deadlift."""
        bottom, top = self._bottom, self._top
        assert bottom is not None
        assert top is not None
        if min(bottom.y, landing.y) - top.y < MIN_TRAVEL * torso:
            return None
        hips_up_y = _middle(top.hips_y)
        if not (top.locks_out_here() and bottom.lifts_from_here(hips_up_y) and landing.lifts_from_here(hips_up_y)):
            return None
        high = top.y + EDGE * (bottom.y - top.y)
        low = landing.y - EDGE * (landing.y - top.y)
        at_top = [t for t, y in self._path if t > self._start_t and y <= high and t < landing.t]
        t_up, t_down = (at_top[0], at_top[-1]) if at_top else (top.t, top.t)
        t_end = next((t for t, y in self._path if t > t_down and y >= low), landing.t)
        t_turn = t_up + min(LOCKOUT_AFTER_S, (t_down - t_up) / 2.0)
        phases = (
            PhaseSpan(Phase.CONCENTRIC, self._start_t, t_up),
            PhaseSpan(Phase.LOCKOUT, t_up, t_down),
            PhaseSpan(Phase.ECCENTRIC, t_down, t_end),
        )
        return RepSpan("rep", None, self._start_t, t_turn, t_end, phases)


def _is_neutral(frame: FeatureFrame) -> bool:
    """Upright with the near arm hanging, as before the first pull (the session leaves lockouts out)."""
    channels = frame.channels
    return (
        channels["trunk_fold"] < NEUTRAL_FOLD_DEG
        and channels["hand_hang"] > -MAX_LOCKOUT_HANDS
        and channels["elbow_flexion_near"] < MAX_ELBOW_DEG
    )


EXERCISE = Exercise(
    name="deadlift",
    title="Deadlift",
    kind="rep",
    driver="trunk_fold",
    views=frozenset({View.SIDE, View.OBLIQUE}),
    setup_help="Put the camera at hip height and stand side-on to it, or turned half-way, your whole body in the picture",
    segmenter=DeadliftSegmenter,
    is_neutral=_is_neutral,
)
