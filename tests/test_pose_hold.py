"""The hold segmenter on bare words: which leg carries, and one angle."""

import math

import pytest

from vision.pose_hold import BREAK_S, MAX_GAP_S, MIN_HOLD_S, Pose, PoseHoldSegmenter
from vision.reps import HoldOpen, PhaseMark, RepSpan
from vision.types import FeatureFrame, Phase

POSE = Pose(
    side=lambda frame, staying: {0.0: "", 1.0: "left", 2.0: "right", 3.0: "left" if staying else ""}.get(
        frame.channels["side"]
    ),
    rest=lambda frame: frame.channels["angle"],
    still=5.0,
)
GONE, NONE, LEFT, RIGHT, LOOSE = math.nan, 0.0, 1.0, 2.0, 3.0


def run(*parts, fps=30.0):
    """Segments of (seconds, side, angle or function of the seconds into the part) parts."""
    segmenter, found, frames = PoseHoldSegmenter(POSE), [], 0
    for seconds, side, angle in parts:
        for i in range(round(seconds * fps)):
            value = angle(i / fps) if callable(angle) else angle
            found += segmenter.step(FeatureFrame(frames / fps, {"side": side, "angle": value}))
            frames += 1
    return found + segmenter.close()


def spans(*parts, **kind):
    return [one for one in run(*parts, **kind) if isinstance(one, RepSpan)]


@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
def test_getting_in_and_out_is_not_part_of_it(fps):
    (span,) = spans(
        (1, NONE, 0), (1, LEFT, lambda t: 40 * t), (5, LEFT, 40), (1, LEFT, lambda t: 40 - 40 * t), (1, NONE, 0), fps=fps
    )
    assert (span.kind, span.side) == ("hold", "left")
    assert span.t_start == pytest.approx(2.0, abs=0.3)
    assert span.t_end == pytest.approx(7.0, abs=0.3)


def test_a_pose_that_never_rests_is_held_all_the_same():
    assert len(spans((5, LEFT, lambda t: 20 * math.sin(9 * t)))) == 1


def test_too_short_is_none_and_leaves_the_hold_phase():
    found = run((MIN_HOLD_S - 0.3, LEFT, 0), (2, NONE, 0))
    assert [mark.phase for mark in found if isinstance(mark, PhaseMark)] == [Phase.HOLD, Phase.SETUP]
    assert [one for one in found if not isinstance(one, PhaseMark)] == []


@pytest.mark.parametrize(
    ("side", "gap_s", "count"),
    [
        (NONE, BREAK_S - 0.1, 1),
        (NONE, BREAK_S + 0.1, 2),
        (GONE, MAX_GAP_S - 0.2, 1),
        (GONE, MAX_GAP_S + 0.2, 2),
        (LOOSE, 3.0, 1),
    ],
)
def test_breaks_and_gaps(side, gap_s, count):
    assert len(spans((4, LEFT, 0), (gap_s, side, 0), (4, LEFT, 0))) == count


def test_changing_legs_ends_it():
    assert [span.side for span in spans((4, LEFT, 0), (4, RIGHT, 0))] == ["left", "right"]


def test_what_is_announced_comes_back_with_its_side():
    found = run((4, RIGHT, 0))
    opened = [one for one in found if isinstance(one, HoldOpen)]
    (span,) = (one for one in found if isinstance(one, RepSpan))
    assert {(one.t_start, one.side) for one in opened} == {(span.t_start, "right")}
