from dataclasses import replace

import numpy as np
import pytest

from tests.poses import bridge, filmed, hold, mirrored, spans, squat, standing, tree, warrior
from vision.types import Phase


@pytest.mark.parametrize("yaw", [90, -90, 45, 135, 0, 180])
@pytest.mark.parametrize("kind", [{}, {"leg": 25, "trunk": 20}, {"open_hip": 20}, {"sway": 0.03}, {"leg": -10}])
def test_every_view_and_kind_is_one_hold(yaw, kind):
    assert len(spans("warrior_three", filmed(hold(warrior, **kind), yaw=yaw, noise=0.004))) == 1


@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
@pytest.mark.parametrize("stands", ["left", "right"])
def test_frame_rate_and_side(fps, stands):
    (span,) = spans("warrior_three", filmed(hold(warrior, stands=stands, fps=fps), yaw=90))
    assert (span.kind, span.side) == ("hold", stands)
    # Stand 1.0, get in 1.5, hold 6.0.
    assert span.t_start == pytest.approx(2.5, abs=0.5)
    assert span.t_end == pytest.approx(8.5, abs=0.5)
    assert span.t_start < span.t_turn < span.t_end
    assert [one.phase for one in span.phases] == [Phase.HOLD]


def test_mirror_swaps_the_side_and_nothing_else():
    recording = filmed(hold(warrior, stands="left"), yaw=90, noise=0.003)
    (one,), (two,) = spans("warrior_three", recording), spans("warrior_three", mirrored(recording))
    assert replace(two, side="left") == one
    assert two.side == "right"


def test_a_short_pose_is_none_and_a_wobble_does_not_end_it():
    assert spans("warrior_three", filmed(hold(warrior, 0.5), yaw=90)) == []
    recording = filmed(hold(warrior), yaw=90)
    for gap_s, count in ((0.4, 1), (1.6, 2)):
        gone = (recording.t >= 5.0) & (recording.t < 5.0 + gap_s)
        landmarks = recording.landmarks.copy()
        landmarks[gone] = np.nan
        assert len(spans("warrior_three", replace(recording, landmarks=landmarks))) == count


def test_changing_legs_makes_two_holds():
    first, second = hold(warrior, 4.0, stands="left"), hold(warrior, 4.0, stands="right")
    end = first[-1][0] + 1 / 30
    recording = filmed(first + [(t + end, figure) for t, figure in second], yaw=90)
    assert [span.side for span in spans("warrior_three", recording)] == ["left", "right"]


@pytest.mark.parametrize("yaw", [0, 45, 90])
@pytest.mark.parametrize("figure", [standing(), tree(), squat(), bridge(), bridge(lifted="left"), warrior(0.4)])
def test_other_poses_are_none(figure, yaw):
    assert spans("warrior_three", filmed([(i / 15, figure) for i in range(60)], yaw=yaw)) == []
