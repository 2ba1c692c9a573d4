import numpy as np
import pytest

from tests.made_reps import judged
from tests.poses import filmed, findings, mirrored, reps, squat
from vision.rules.squat_lean import RULE
from vision.types import Grade, View


@pytest.mark.parametrize("near", [1.0, -1.0])
@pytest.mark.parametrize(
    ("trunk", "fault", "grade"),
    [
        (30.0, None, Grade.GOOD),
        (49.0, None, Grade.GOOD),
        (55.9, None, Grade.GOOD),
        (56.2, "leans_forward", Grade.NEEDS_WORK),
        (68.2, "leans_forward", Grade.POOR),
    ],
)
def test_bands(near, trunk, fault, grade):
    shins = {"shank_to_vertical_left": 30.0 if near > 0 else 0.0, "shank_to_vertical_right": 0.0 if near > 0 else 30.0}
    finding = judged(RULE, View.SIDE, trunk_incline=trunk, near_left=near, **shins)
    assert (finding.fault, finding.grade) == (fault, grade)
    assert finding.landmarks == ((11, 23, 25, 27) if near > 0 else (12, 24, 26, 28))


@pytest.mark.parametrize("view", [View.FRONT, View.BACK, View.OBLIQUE, View.UNKNOWN])
def test_wrong_view_says_where_to_stand(view):
    finding = judged(RULE, view, trunk_incline=80.0, shank_to_vertical_left=10.0)
    assert finding.grade is Grade.NOT_SCORED
    assert "Turn side-on" in finding.reason


def test_what_is_hidden_is_not_judged():
    finding = judged(RULE, View.SIDE, trunk_incline=np.nan, shank_to_vertical_left=10.0)
    assert finding.grade is Grade.NOT_SCORED
    assert finding.reason


@pytest.mark.parametrize("yaw", [90, -90, 75])
@pytest.mark.parametrize(("fold", "fault"), [(30, None), (45, None), (62, "leans_forward")])
def test_figures_of_known_folds(yaw, fold, fault):
    recording = filmed(reps(squat, 2, fold=fold), yaw=yaw, noise=0.003)
    for one in (recording, mirrored(recording)):
        assert [finding.fault for finding in findings("squat", one, RULE.id)] == [fault] * 2
