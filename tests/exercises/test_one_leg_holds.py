"""Tree pose and warrior III: one leg stands, the pose is held, and nothing else is taken for it."""

from dataclasses import replace

import numpy as np
import pytest

from tests.poses import FORWARD, bridge, filmed, hold, mirrored, spans, squat, standing, tree, warrior
from vision.types import Phase

FIGURES = {"tree_pose": tree, "warrior_three": warrior}
FACING = {"tree_pose": 0, "warrior_three": 90}
"""From where each is best seen, degrees."""
VIEWS = {"tree_pose": (0, 30, 45, 150, 180), "warrior_three": (90, -90, 45, 135, 0, 180)}
KINDS = {
    "tree_pose": ({}, {"foot": 0.2}, {"foot": 0.5}, {"hike": 12}, {"hike": -12}, {"sway": 0.03}),
    "warrior_three": ({}, {"leg": 25, "trunk": 20}, {"open_hip": 20}, {"sway": 0.03}, {"leg": -10}),
}
OTHERS = {
    "tree_pose": ((0, 30), (standing(), squat(), bridge(), warrior(), warrior(0.5))),
    "warrior_three": (
        (0, 45, 90),
        (standing(), tree(), squat(), bridge(), bridge(lifted="left"), warrior(0.4)),
    ),
}
"""Views, and poses that are not this one."""

both = pytest.mark.parametrize("pose", FIGURES)


def held(pose, seconds=6.0, **kind):
    return hold(FIGURES[pose], seconds, **kind)


def filmed_well(pose, *figures, **options):
    return filmed(*figures, yaw=FACING[pose], **options)


@pytest.mark.parametrize(
    ("pose", "yaw", "kind"), [(pose, yaw, kind) for pose in FIGURES for yaw in VIEWS[pose] for kind in KINDS[pose]]
)
def test_every_view_and_kind_is_one_hold(pose, yaw, kind):
    assert len(spans(pose, filmed(held(pose, **kind), yaw=yaw, noise=0.004))) == 1


@both
@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
@pytest.mark.parametrize("stands", ["left", "right"])
def test_frame_rate_and_side(pose, fps, stands):
    (span,) = spans(pose, filmed_well(pose, held(pose, stands=stands, fps=fps)))
    assert (span.kind, span.side) == ("hold", stands)
    # Stand 1.0, get in 1.5, hold 6.0.
    assert span.t_start == pytest.approx(2.5, abs=0.5)
    assert span.t_end == pytest.approx(8.5, abs=0.5)
    assert span.t_start < span.t_turn < span.t_end
    assert [one.phase for one in span.phases] == [Phase.HOLD]


@both
def test_mirror_swaps_the_side_and_nothing_else(pose):
    recording = filmed_well(pose, held(pose, stands="left"), noise=0.003)
    (one,), (two,) = spans(pose, recording), spans(pose, mirrored(recording))
    assert replace(two, side="left") == one
    assert two.side == "right"


@both
def test_a_short_pose_is_none_and_a_wobble_does_not_end_it(pose):
    assert spans(pose, filmed_well(pose, held(pose, 0.5))) == []
    recording = filmed_well(pose, held(pose))
    for gap_s, count in ((0.4, 1), (1.6, 2)):
        gone = (recording.t >= 5.0) & (recording.t < 5.0 + gap_s)
        landmarks = recording.landmarks.copy()
        landmarks[gone] = np.nan
        assert len(spans(pose, replace(recording, landmarks=landmarks))) == count


@both
def test_changing_legs_makes_two_holds(pose):
    first, second = held(pose, 4.0, stands="left"), held(pose, 4.0, stands="right")
    end = first[-1][0] + 1 / 30
    recording = filmed_well(pose, first + [(t + end, figure) for t, figure in second])
    assert [span.side for span in spans(pose, recording)] == ["left", "right"]


@pytest.mark.parametrize(
    ("pose", "yaw", "figure"),
    [(pose, yaw, figure) for pose, (views, figures) in OTHERS.items() for yaw in views for figure in figures],
)
def test_other_poses_are_none(pose, yaw, figure):
    assert spans(pose, filmed([(i / 15, figure) for i in range(60)], yaw=yaw)) == []


def test_a_knee_raised_straight_ahead_is_no_tree_from_the_front():
    raised = replace(tree(), knee_hints=(FORWARD, FORWARD))
    assert spans("tree_pose", filmed([(i / 15, raised) for i in range(60)])) == []
