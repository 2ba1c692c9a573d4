from dataclasses import replace

import numpy as np
import pytest

from tests.poses import FORWARD, bridge, filmed, hold, mirrored, spans, squat, standing, tree, warrior
from vision.types import Phase


@pytest.mark.parametrize("yaw", [0, 30, 45, 150, 180])
@pytest.mark.parametrize("kind", [{}, {"foot": 0.2}, {"foot": 0.5}, {"hike": 12}, {"hike": -12}, {"sway": 0.03}])
def test_every_view_and_kind_is_one_hold(yaw, kind):
    assert len(spans("tree_pose", filmed(hold(tree, **kind), yaw=yaw, noise=0.004))) == 1


@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
@pytest.mark.parametrize("stands", ["left", "right"])
def test_frame_rate_and_side(fps, stands):
    (span,) = spans("tree_pose", filmed(hold(tree, stands=stands, fps=fps), yaw=0))
    assert (span.kind, span.side) == ("hold", stands)
    # Stand 1.0, get in 1.5, hold 6.0.
    assert span.t_start == pytest.approx(2.5, abs=0.5)
    assert span.t_end == pytest.approx(8.5, abs=0.5)
    assert span.t_start < span.t_turn < span.t_end
    assert [one.phase for one in span.phases] == [Phase.HOLD]


def test_mirror_swaps_the_side_and_nothing_else():
    recording = filmed(hold(tree, stands="left"), yaw=0, noise=0.003)
    (one,), (two,) = spans("tree_pose", recording), spans("tree_pose", mirrored(recording))
    assert replace(two, side="left") == one
    assert two.side == "right"


def test_a_short_pose_is_none_and_a_wobble_does_not_end_it():
    assert spans("tree_pose", filmed(hold(tree, 0.5), yaw=0)) == []
    recording = filmed(hold(tree), yaw=0)
    for gap_s, count in ((0.4, 1), (1.6, 2)):
        gone = (recording.t >= 5.0) & (recording.t < 5.0 + gap_s)
        landmarks = recording.landmarks.copy()
        landmarks[gone] = np.nan
        assert len(spans("tree_pose", replace(recording, landmarks=landmarks))) == count


def test_changing_legs_makes_two_holds():
    first, second = hold(tree, 4.0, stands="left"), hold(tree, 4.0, stands="right")
    end = first[-1][0] + 1 / 30
    recording = filmed(first + [(t + end, figure) for t, figure in second], yaw=0)
    assert [span.side for span in spans("tree_pose", recording)] == ["left", "right"]


def knee_raised(share=1.0):
    """The knee straight ahead, not out."""
    return replace(tree(share), knee_hints=(FORWARD, FORWARD))


@pytest.mark.parametrize("yaw", [0, 30])
@pytest.mark.parametrize("figure", [standing(), squat(), bridge(), warrior(), warrior(0.5)])
def test_other_poses_are_none(figure, yaw):
    assert spans("tree_pose", filmed([(i / 15, figure) for i in range(60)], yaw=yaw)) == []


def test_a_knee_raised_straight_ahead_is_none_from_the_front():
    assert spans("tree_pose", filmed([(i / 15, knee_raised()) for i in range(60)])) == []
