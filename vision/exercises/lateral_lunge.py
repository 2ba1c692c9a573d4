"""Lateral lunge: a rep is a step to the side and back, or a shift of the hips to one side from a wide stance.

Two ways of doing it, two trackers, told apart by the stance in which the person stands ready:

* Narrow stance: one foot steps out, the hips follow it, and the feet come together again. What drives the rep is the width
  of the stance; plain peak picking on the knee fails, because shallow and leaning reps hardly bend it. Whichever foot comes
  back counts: travelling lunges bring in the trailing foot, but then the hips must sink, or it is a step to the side.
* Wide stance, feet still: the hips move over one foot and sink. What drives the rep is that shift plus that drop.

Measured in leg lengths: rendered people widen their stance by 0.2..1.0 and move the hips by 0.1..0.8 (the least at 45
degrees, where both are foreshortened); motion-captured people stand 0.9..1.2 wide and shift by 0.05..0.5 while the hips
drop by 0.09..0.55. Squats move the hips sideways by less than 0.04 and the feet not at all.
"""

import math
from typing import Final

from vision.depth import roll_deg
from vision.reach import reach
from vision.reps import Exercise, PhaseMark, RepSpan, Segment
from vision.stance import Stance, StanceWatch, slow
from vision.types import FeatureFrame, Phase, PhaseSpan, Side, View

MAX_GAP_S: Final = 1.0
"""Feet or hips not seen for this long: the rep under way is given up."""
MIN_REP_S: Final = 0.6
MAX_REP_S: Final = 12.0
STANDING: Final = 0.6
"""Hips above the feet, in leg lengths, of someone who stands; only then the ready stance is taken."""
WIDE: Final = 0.6
"""Stance, in leg lengths, from which people shift rather than step; people stand ready 0.15..0.35 wide to step."""
OPEN_STEP: Final = 0.12
"""A stance this much wider than the ready one is a step; it has come back below `CLOSE_STEP` or this share of its widest."""
CLOSE_STEP: Final = 0.06
CLOSE_SHARE: Final = 0.25
MIN_STEP: Final = 0.15
MIN_TRAVEL: Final = 0.07
"""Hips must move this far to the side of the step, and by `MIN_TRAVEL_SHARE` of the widening; feet that jump apart: by 0."""
MIN_TRAVEL_SHARE: Final = 0.3
LEAD_SHARE: Final = 0.65
"""Share of the widening that the leading foot makes; the other one stays."""
TRAVELLING_DROP: Final = 0.10
"""Hips that don't come back belong to a travelling lunge only where they sank this much; a side step sinks by 0.03."""
OPEN_SHIFT: Final = 0.16
"""Shift plus drop from which the hips are on their way in a wide stance; back under `CLOSE_SHIFT`
or this share of the deepest they are up again."""
CLOSE_SHIFT: Final = 0.06
CLOSE_SHIFT_SHARE: Final = 0.12
MIN_SHIFT: Final = 0.035
MIN_SHIFT_SHARE: Final = 0.1
"""Least shift, absolute and against the drop: hips that only sink are a squat."""
HEAD_ON: Final = 0.9
"""Cosine of the yaw from which hips that go back, as in a squat, don't look as if they went sideways. From further round,
the leg they seem to go to must bend more than the other, by `MIN_KNEES_APART_DEG`."""
MIN_KNEES_APART_DEG: Final = 20.0
SETTLE_S: Final = 2.0
"""Feet and hips still for this long are a new ready stance (set-up into a wide stance, the end of a walk), unless bent."""


class _Open:
    """A rep under way: where it began and all its frames so far (bounded by `MAX_REP_S`)."""

    def __init__(self, before: Stance, first: list[Stance], top: float, shift: float) -> None:
        self.before = before
        self.rows = first
        self.top, self.shift = top, shift
        self.deepest = self.widest = 0.0
        self.lowest = before
        self.rising = False


class LungeSegmenter:
    """Finds side steps and side shifts. Bounded memory: the last 1.5 s and the rep under way."""

    def __init__(self) -> None:
        self._watch = StanceWatch()
        self._reset()

    def _reset(self) -> None:
        self._watch.reset()
        self._open: _Open | None = None
        self._width = math.nan  # the ready stance
        self._shift = math.nan  # where the hips are between the feet when up
        self._top = math.nan  # height of the hips when up, px
        self._armed = True  # false after a rep, until the feet are together again

    def step(self, frame: FeatureFrame) -> list[Segment]:
        """See `vision.reps.Segmenter`."""
        watch = self._watch
        if watch.turned_round(frame):
            return self._drop_out()
        if self._open is None and watch.level(frame):
            self._width = math.nan
        last = watch.recent[-1].t if watch.recent else math.inf
        row = watch.take(frame)
        if row is None:
            return self._drop_out() if frame.t - last > MAX_GAP_S else []
        if self._open is not None:
            return self._go_on(self._open, row)
        return self._wait(row)

    def close(self) -> list[Segment]:
        """See `vision.reps.Segmenter`."""
        open_rep = self._open
        if open_rep is None or not self._watch.recent:
            return []
        last = self._watch.recent[-1]
        self._open = None
        # A recording may stop as the hips come up: all but finished counts.
        if not open_rep.rising or self._depth(open_rep, last) > 0.4 * open_rep.deepest:
            return []
        span = self._span(open_rep, last)
        return [span] if span is not None else []

    def _drop_out(self) -> list[Segment]:
        marks: list[Segment] = [PhaseMark(self._watch.recent[-1].t, Phase.SETUP)] if self._open is not None else []
        self._reset()
        return marks

    @property
    def _is_wide(self) -> bool:
        return self._looks_wide(self._width)

    def _looks_wide(self, width: float) -> bool:
        """Whether a stance is wide, seen at an angle too (where it looks narrower)."""
        return width >= WIDE * (max(0.5, self._watch.facing) if math.isfinite(self._watch.facing) else 1.0)

    # --- between reps -------------------------------------------------------------------------------------------------

    def _wait(self, row: Stance) -> list[Segment]:
        if not math.isfinite(self._width):
            if row.leg > STANDING:
                self._adopt(row)
            return []
        dt = row.t - self._watch.recent[-2].t if len(self._watch.recent) > 1 else 0.0
        if self._is_wide:
            return self._wait_wide(row, dt)
        if row.width <= self._width + OPEN_STEP:
            self._armed = True
            if row.t >= self._watch.feet_still_since:
                self._width = slow(self._width, row.width, dt, 0.15 if row.width < self._width else 0.5)
            return []
        if not self._armed:
            if row.t - self._watch.still_since >= SETTLE_S:
                self._adopt(row)
            return []
        # Where the hips were before the foot left.
        at = next(
            (i for i in range(len(self._watch.recent) - 1, -1, -1) if self._watch.recent[i].width < self._width + 0.03), 0
        )
        rows = [r for r in self._watch.recent if r.t >= self._watch.recent[at].t - 0.15]
        self._open = _Open(rows[0], rows, min(r.height for r in rows), rows[0].shift)
        return [PhaseMark(rows[0].t, Phase.ECCENTRIC)]

    def _wait_wide(self, row: Stance, dt: float) -> list[Segment]:
        if row.width < 0.75 * self._width:  # the feet came together
            self._adopt(row)
            return []
        self._width = slow(self._width, row.width, dt, 1.0)
        # Hips up: follow upwards at once, downwards slowly (a camera that is nudged, a person who comes nearer).
        self._top = min(row.height, slow(self._top, row.height, dt, 20.0))
        drop = (row.height - self._top) / row.scale
        if drop < 0.04:
            self._shift = slow(self._shift, row.shift, dt, 0.5)
        depth = abs(row.shift - self._shift) + max(0.0, drop)
        if depth <= OPEN_SHIFT:
            return []
        rows = list(self._watch.recent)
        start = len(rows) - 1
        while start > 0 and self._wide_depth(rows[start - 1]) < self._wide_depth(rows[start]) + 0.002:
            start -= 1
        self._open = _Open(rows[start], rows[start:], self._top, self._shift)
        return [PhaseMark(rows[start].t, Phase.ECCENTRIC)]

    def _wide_depth(self, row: Stance) -> float:
        return abs(row.shift - self._shift) + max(0.0, (row.height - self._top) / row.scale)

    def _adopt(self, row: Stance) -> None:
        """This is how the person stands ready now."""
        self._width, self._shift, self._top = row.width, row.shift, row.height

    # --- during a rep -------------------------------------------------------------------------------------------------

    def _depth(self, rep: _Open, row: Stance) -> float:
        """How far out and down the hips are, in leg lengths: what is greatest at the bottom."""
        drop = (row.height - rep.top) / row.scale
        if self._is_wide:
            return max(0.0, self._direction(rep, row) * (row.shift - rep.shift)) + drop
        return abs(row.pelvis - rep.before.pelvis) / row.scale + drop

    def _direction(self, rep: _Open, row: Stance) -> float:
        return math.copysign(1.0, (rep.lowest if rep.rising else row).shift - rep.shift)

    def _go_on(self, rep: _Open, row: Stance) -> list[Segment]:
        rep.rows.append(row)
        if row.height > rep.lowest.height:
            rep.lowest = row
        depth = self._depth(rep, row)
        rep.deepest = max(rep.deepest, depth)
        if self._is_wide:
            rep.top = min(rep.top, row.height)
            over = depth < max(CLOSE_SHIFT, CLOSE_SHIFT_SHARE * rep.deepest)
        else:
            rep.widest = max(rep.widest, row.width - self._width)
            over = row.width < self._width + max(CLOSE_STEP, CLOSE_SHARE * rep.widest)
        marks: list[Segment] = []
        if not rep.rising and depth < 0.8 * rep.deepest and rep.deepest > MIN_TRAVEL:
            rep.rising = True
            marks.append(PhaseMark(row.t, Phase.CONCENTRIC))
        if over:
            self._open, self._armed = None, False
            span = self._span(rep, row)
            if self._is_wide:
                self._top = rep.top
            return [*marks, *([span] if span is not None else []), PhaseMark(row.t, Phase.SETUP)]
        if self._settled(rep, row) or row.t - rep.before.t > MAX_REP_S:
            self._open, self._armed = None, False
            self._adopt(row)
            return [PhaseMark(row.t, Phase.SETUP)]
        return marks

    def _settled(self, rep: _Open, row: Stance) -> bool:
        """Whether this is no rep but a new place to stand."""
        bent = (row.height - rep.top) / row.scale > TRAVELLING_DROP
        aside = abs(row.shift - rep.shift) > 0.1 and not self._is_wide
        if bent or aside:
            return False
        if not self._is_wide and self._looks_wide(row.width) and self._watch.facing > HEAD_ON:
            # Shifts may follow the set-up without a pause: the feet stand and the hips are back between them.
            return row.t - self._watch.feet_still_since >= SETTLE_S
        return row.t - self._watch.still_since >= SETTLE_S

    def _span(self, rep: _Open, last: Stance) -> RepSpan | None:
        """The finished rep, or None where it was something else."""
        rows = rep.rows
        depths = [self._depth(rep, r) for r in rows]
        deepest = max(depths)
        # The bottom lasts: its middle, not the one frame that noise picks.
        low = [r.t for r, depth in zip(rows, depths, strict=True) if depth > 0.97 * deepest]
        t_turn = (low[0] + low[-1]) / 2.0
        bottom = min(rows, key=lambda r: abs(r.t - t_turn))
        side = self._shift_side(rep, bottom) if self._is_wide else self._step_side(rep, bottom, last)
        t_start = self._began(rows, depths, deepest)
        if side is None or last.t - t_start < MIN_REP_S or not t_start < t_turn < last.t:
            return None
        phases = (
            PhaseSpan(Phase.ECCENTRIC, t_start, low[0]),
            PhaseSpan(Phase.TURNAROUND, low[0], low[-1]),
            PhaseSpan(Phase.CONCENTRIC, low[-1], last.t),
        )
        return RepSpan("rep", side, t_start, t_turn, last.t, tuple(p for p in phases if p.t_end > p.t_start))

    @staticmethod
    def _began(rows: list[Stance], depths: list[float], deepest: float) -> float:
        """The last moment before the bottom at which the hips had hardly moved."""
        start = rows[0].t
        for row, depth in zip(rows, depths, strict=True):
            if depth > 0.1 * deepest:
                break
            start = row.t
        return start

    def _shift_side(self, rep: _Open, bottom: Stance) -> Side | None:
        shift = bottom.shift - rep.shift
        drop = (bottom.height - rep.top) / bottom.scale
        if abs(shift) < max(MIN_SHIFT, MIN_SHIFT_SHARE * drop):
            return None
        if self._watch.facing < HEAD_ON and math.copysign(1.0, shift) * bottom.left_bend < MIN_KNEES_APART_DEG:
            return None
        return "left" if shift > 0.0 else "right"

    def _step_side(self, rep: _Open, bottom: Stance, last: Stance) -> Side | None:
        before, scale = rep.before, bottom.scale
        widening = bottom.width - before.width
        travel = (bottom.pelvis - before.pelvis) / scale
        sign = math.copysign(1.0, travel)
        lead = (bottom.left - before.left if sign > 0.0 else bottom.right - before.right) * sign / scale
        if widening < MIN_STEP or abs(travel) < max(MIN_TRAVEL, MIN_TRAVEL_SHARE * widening):
            return None
        if lead < LEAD_SHARE * widening:
            return None
        came_back = abs(last.pelvis - before.pelvis) / scale < 0.5 * abs(travel)
        if not came_back and (bottom.height - rep.top) / scale < TRAVELLING_DROP:
            return None
        return "left" if sign > 0.0 else "right"


def is_ready(frame: FeatureFrame) -> bool:
    """Upright on straight legs, hips between the feet: the person's own neutral."""
    c = frame.channels
    height = (max(c["ankle_y_px_left"], c["ankle_y_px_right"]) - c["pelvis_y_px"]) / c["scale_px"]
    if not (c["trunk_length"] > 0.93 and abs(c["trunk_lateral_lean"]) < 15.0 and height > 0.82):
        return False
    if 25.0 < abs(c["yaw_deg"]) < 155.0:
        return 0.0 < c["stance_width"] < 0.33  # seen at an angle, hips over one foot look centred
    # A camera that is not level moves the hips sideways over the feet.
    roll = roll_deg(c["shoulder_tilt"], c["hip_tilt"])
    shift = c["pelvis_shift"] + height * math.tan(math.radians(roll))
    return abs(shift) < 0.08 and (roll == 0.0 or abs(c["side_bend"]) < 6.0)


EXERCISE = Exercise(
    name="lateral_lunge",
    title="Lateral lunge",
    kind="rep",
    driver="pelvis_shift",
    views=frozenset({View.FRONT, View.BACK, View.OBLIQUE}),
    setup_help="Face the camera, three steps away, with room for a wide step to both sides",
    segmenter=LungeSegmenter,
    is_neutral=is_ready,
    muscle="glutes",
    extras=reach,
)
