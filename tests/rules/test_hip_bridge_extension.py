import numpy as np
import pytest

from tests.made_reps import judged
from tests.poses import bridge, filmed, findings, mirrored, reps
from vision.rules.hip_bridge_extension import RULE
from vision.types import Grade, View


def rise(t):
    return 0.1 - 0.1 * np.cos(2 * np.pi * t / 3.0)


@pytest.mark.parametrize("view", [View.SIDE, View.OBLIQUE])
@pytest.mark.parametrize(
    ("angle", "fault", "grade"),
    [
        (4.0, None, Grade.GOOD),
        (-19.0, None, Grade.GOOD),
        (-24.8, None, Grade.GOOD),
        (-25.2, "not_reached", Grade.NEEDS_WORK),
        (-40.5, "not_reached", Grade.POOR),
    ],
)
def test_bands(view, angle, fault, grade):
    finding = judged(RULE, view, bridge_angle=angle, bridge_rise=rise)
    assert (finding.fault, finding.grade) == (fault, grade)


def test_the_leg_that_carries_is_named():
    left, right = (judged(RULE, View.SIDE, bridge_angle=0.0, bridge_rise=rise, planted_left=sign) for sign in (1.0, -1.0))
    assert (left.landmarks, right.landmarks) == ((11, 23, 25), (12, 24, 26))


def test_far_off_the_side_is_not_judged():
    finding = judged(RULE, View.OBLIQUE, yaw=35.0, bridge_angle=-40.0, bridge_rise=rise)
    assert finding.grade is Grade.NOT_SCORED
    assert "side-on" in finding.reason


@pytest.mark.parametrize("view", [View.FRONT, View.BACK, View.UNKNOWN])
def test_wrong_view_says_where_to_stand(view):
    finding = judged(RULE, view, bridge_angle=-40.0, bridge_rise=rise)
    assert finding.grade is Grade.NOT_SCORED
    assert "Turn side-on" in finding.reason


def test_what_is_hidden_is_not_judged():
    finding = judged(RULE, View.SIDE, bridge_angle=np.nan, bridge_rise=rise)
    assert finding.grade is Grade.NOT_SCORED
    assert finding.reason


@pytest.mark.parametrize("yaw", [90, -90, 60, 45])
@pytest.mark.parametrize("lifted", [None, "left", "right"])
@pytest.mark.parametrize(("top", "fault"), [(0, None), (12, None), (33, "not_reached")])
def test_figures_of_known_angles(yaw, lifted, top, fault):
    recording = filmed(reps(bridge, 2, top=top, lifted=lifted), yaw=yaw, noise=0.003, height=0.5)
    for one in (recording, mirrored(recording)):
        assert [finding.fault for finding in findings("hip_bridge", one, RULE.id)] == [fault] * 2
