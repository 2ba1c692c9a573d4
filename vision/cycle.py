"""Reps as cycles of one signal: rest, out to a turn, back to rest. What the segmenters of simple movements share.

The signal says how far the body is out, larger = further. Rest is wherever the person rests: the lower envelope of the
signal, so that body shape, camera and a block under the hips don't matter. Causal; start, turn and end are dated back.
"""

import math
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from vision.reps import PhaseMark, RepSpan, Segment
from vision.types import FeatureFrame, Phase, PhaseSpan, Side

MAX_GAP_S: Final = 1.0
"""The signal not seen for this long: the rep under way is given up."""
OUT_S: Final = 0.3
"""Out of the position this movement needs for so long: the same. Shorter is a bad frame."""
BEFORE_S: Final = 1.5
"""How far back a start may be dated."""
EDGE: Final = 0.1
"""Share of the depth that still counts as rest."""
TURN: Final = 0.97
"""Share of the depth that counts as the turn: it lasts, and its middle is steadier than the one frame that noise picks."""
RETURNED: Final = 0.3
"""Share of the depth under which a rep is on its last bit: it ends at rest, or where the signal turns up again."""
LAST_BIT_S: Final = 0.3
SHALLOW_S: Final = 3.0
"""Out by less than a rep takes, for so long: a new rest, not a rep."""
_REST_UP_S: Final = 4.0
_REST_DOWN_S: Final = 0.1

Row = tuple[float, ...]
"""t (s), signal, then whatever notes the movement wants back when it judges a finished cycle."""


@dataclass(frozen=True, slots=True)
class Cycle:
    """One movement. `out` and `back` name the phases; lengths of time in s, the rest in the unit of the signal.

    read: the signal of a frame and notes on it; a NaN signal = not seen; None = this body isn't in the position at all.
    judge: whether a finished cycle, with its deepest row, is a rep of this movement, and of which side.
    """

    read: Callable[[FeatureFrame], Row | None]
    judge: Callable[[Sequence[Row], Row], tuple[bool, Side | None]]
    out: Literal[Phase.ECCENTRIC, Phase.CONCENTRIC]
    opens: float
    least: float
    min_s: float = 0.6
    max_s: float = 25.0

    @property
    def back(self) -> Phase:
        """The phase after the turn."""
        return Phase.CONCENTRIC if self.out is Phase.ECCENTRIC else Phase.ECCENTRIC


class CycleSegmenter:
    """See `vision.reps.Segmenter`. Bounded memory: 1.5 s while waiting, `max_s` during a rep."""

    def __init__(self, cycle: Cycle) -> None:
        self._cycle = cycle
        self._recent: deque[Row] = deque()
        self._forget()

    def _forget(self) -> None:
        self._recent.clear()
        self._rows: list[Row] = []  # of the rep under way
        self._rest = math.nan
        self._seen_t = self._in_place_t = -math.inf
        self._deepest = 0.0
        self._returning = False
        self._lowest: Row | None = None  # of the last bit

    def step(self, frame: FeatureFrame) -> list[Segment]:
        """Take the next frame; a rep comes out at most `LAST_BIT_S` after its end."""
        read = self._cycle.read(frame)
        if read is None or not math.isfinite(read[0]):
            if read is not None:
                self._in_place_t = frame.t
            lost = frame.t - self._seen_t > MAX_GAP_S or frame.t - self._in_place_t > OUT_S
            return self._drop_out(frame.t) if lost else []
        row = (frame.t, *read)
        dt, self._seen_t, self._in_place_t = frame.t - self._seen_t, frame.t, frame.t
        return self._go_on(row) if self._rows else self._wait(row, dt)

    def close(self) -> list[Segment]:
        """A rep that is all but back counts."""
        span = None
        if self._rows and self._returning and self._rows[-1][1] - self._rest < 0.4 * self._deepest:
            span = self._span(self._rows[-1])
        self._forget()
        return [span] if span is not None else []

    def _drop_out(self, t: float) -> list[Segment]:
        marks: list[Segment] = [PhaseMark(t, Phase.SETUP)] if self._rows else []
        self._forget()
        return marks

    def _wait(self, row: Row, dt: float) -> list[Segment]:
        recent, signal = self._recent, row[1]
        recent.append(row)
        while row[0] - recent[0][0] > BEFORE_S:
            recent.popleft()
        if math.isnan(self._rest):
            self._rest = signal
        memory = _REST_DOWN_S if signal < self._rest else _REST_UP_S
        self._rest += (1.0 - math.exp(-dt / memory)) * (signal - self._rest) if math.isfinite(dt) else 0.0
        if signal - self._rest < self._cycle.opens:
            return []
        rows = list(recent)
        start = next((i for i in range(len(rows) - 1, -1, -1) if rows[i][1] - self._rest < EDGE * self._cycle.opens), 0)
        self._rows, self._deepest, self._returning, self._lowest = rows[start:], signal - self._rest, False, None
        recent.clear()
        return [PhaseMark(rows[start][0], self._cycle.out)]

    def _go_on(self, row: Row) -> list[Segment]:
        self._rows.append(row)
        depth, t = row[1] - self._rest, row[0]
        if depth > self._deepest:
            self._deepest, self._returning, self._lowest = depth, False, None
        marks: list[Segment] = []
        if not self._returning and depth < 0.8 * self._deepest:
            self._returning = True
            marks.append(PhaseMark(t, self._cycle.back))
        if depth < RETURNED * self._deepest:
            if self._lowest is None or row[1] < self._lowest[1]:
                self._lowest = row
        elif self._lowest is not None and depth > 2.0 * RETURNED * self._deepest:
            return [*marks, *self._end(self._lowest)]
        if self._lowest is not None and (depth < EDGE * self._deepest or t - self._lowest[0] > LAST_BIT_S):
            return [*marks, *self._end(self._lowest)]
        began = self._rows[0][0]
        if t - began > self._cycle.max_s or (self._deepest < self._cycle.least and t - began > SHALLOW_S):
            self._forget()
            self._rest, self._seen_t, self._in_place_t = row[1], t, t
            return [*marks, PhaseMark(t, Phase.SETUP)]
        return marks

    def _end(self, last: Row) -> list[Segment]:
        span, after = self._span(last), [row for row in self._rows if row[0] >= last[0]]
        t, rest = self._rows[-1][0], last[1]
        self._forget()
        self._recent.extend(after)
        self._rest, self._seen_t, self._in_place_t = rest, t, t
        return [*([span] if span is not None else []), PhaseMark(t, Phase.SETUP)]

    def _span(self, last: Row) -> RepSpan | None:
        """The rep up to `last`, or None where it is too small, too short or no rep of this movement."""
        rows = [row for row in self._rows if row[0] <= last[0]]
        deepest = max(row[1] for row in rows) - self._rest
        turn = [row for row in rows if row[1] - self._rest >= TURN * deepest]
        t_in, t_out = turn[0][0], turn[-1][0]
        start = [row for row in rows if row[0] < t_in and row[1] - self._rest <= EDGE * deepest]
        t_start = start[-1][0] if start else rows[0][0]
        if deepest < self._cycle.least or not t_start < t_out < last[0] or last[0] - t_start < self._cycle.min_s:
            return None
        is_rep, side = self._cycle.judge(rows, turn[len(turn) // 2])
        if not is_rep:
            return None
        spans = (
            PhaseSpan(self._cycle.out, t_start, t_in),
            PhaseSpan(Phase.TURNAROUND, t_in, t_out),
            PhaseSpan(self._cycle.back, t_out, last[0]),
        )
        phases = tuple(span for span in spans if span.t_end > span.t_start)
        return RepSpan("rep", side, t_start, (t_in + t_out) / 2.0, last[0], phases)
