"""What a segmenter is: channels in, reps and holds out, one frame at a time.

The segmenter of an exercise lives in that exercise's file. It is causal: what it says at time t rests on frames up to t, so
live and batch give the same reps. It may date a start or a turn back in time (`Session` keeps the frames).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from vision.types import FeatureFrame, Phase, PhaseSpan, Rep, Side, View


@dataclass(frozen=True, slots=True)
class PhaseMark:
    """The body has just entered `phase` at time `t` (s)."""

    t: float
    phase: Phase


@dataclass(frozen=True, slots=True)
class HoldOpen:
    """A hold that began at `t_start` (s) goes on; the session looks for faults while it lasts. `side` as in `RepSpan`."""

    t_start: float
    side: Side | None = None


@dataclass(frozen=True, slots=True)
class RepSpan:
    """A finished rep or hold: times in seconds; phases in order, without gaps, from t_start to t_end.

    side: the leg that bends; on one leg, the leg that carries.
    """

    kind: Literal["rep", "hold"]
    side: Side | None
    t_start: float
    t_turn: float
    t_end: float
    phases: tuple[PhaseSpan, ...]


Segment = PhaseMark | HoldOpen | RepSpan


class Segmenter(Protocol):
    """Finds the reps of one exercise in a stream of feature frames."""

    def step(self, frame: FeatureFrame) -> list[Segment]:
        """Take the next frame (t strictly rising, channels may be NaN) and return what it settles, often nothing."""

    def close(self) -> list[Segment]:
        """The stream ended: return what was still open and counts (a hold, a rep all but finished)."""


def no_extras(rep: Rep) -> Mapping[str, bool]:  # noqa: ARG001 - an exercise without extras looks at nothing
    """What most exercises tell of a rep beside its findings: nothing."""
    return {}


@dataclass(frozen=True, slots=True)
class Exercise:
    """One movement: how its reps are found, which channel drives them and how the camera should stand.

    driver: channel that is plotted for the rep; views: from where it is best seen; setup_help: the sentence that places the
    camera; segmenter: makes a new segmenter; is_neutral: true for a frame in which the person stands (or holds) ready,
    upright and quiet, from which the person's own neutral is taken.

    auto: whether `--exercise auto` may find it, which only an exercise may that was measured on other people's clips;
    muscle: what to feel; extras: plain facts about a rep that are no fault and no score, such as a reach that was seen
    (all channels of the rep are there).
    """

    name: str
    title: str
    kind: Literal["rep", "hold"]
    driver: str
    views: frozenset[View]
    setup_help: str
    segmenter: Callable[[], Segmenter]
    is_neutral: Callable[[FeatureFrame], bool]
    auto: bool = True
    muscle: str = ""
    extras: Callable[[Rep], Mapping[str, bool]] = no_extras
