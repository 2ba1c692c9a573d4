import numpy as np
import pytest

from tests.made_reps import judged
from tests.poses import bridge, filmed, findings, mirrored, reps
from vision.rules.hip_bridge_pelvis import RULE
from vision.types import Grade, View


@pytest.mark.parametrize("view", [View.FRONT, View.BACK, View.OBLIQUE])
@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize(
    ("tilt", "fault", "grade"),
    [
        (0.0, None, Grade.GOOD),
        (7.0, None, Grade.GOOD),
        (11.8, None, Grade.GOOD),
        (12.2, "pelvis_drops", Grade.NEEDS_WORK),
        (20.5, "pelvis_drops", Grade.POOR),
    ],
)
def test_bands(view, sign, tilt, fault, grade):
    finding = judged(RULE, view, hip_tilt=3.0 + sign * tilt, neutral={"hip_tilt": 3.0})
    assert (finding.fault, finding.grade) == (fault, grade)


def test_without_a_neutral_the_start_of_the_rep_is_the_rest():
    assert judged(RULE, View.FRONT, hip_tilt=lambda t: np.where(t < 0.5, 6.0, 26.0)).fault == "pelvis_drops"
    assert judged(RULE, View.FRONT, hip_tilt=26.0).fault is None


@pytest.mark.parametrize("view", [View.SIDE])
def test_wrong_view_says_where_to_stand(view):
    finding = judged(RULE, view, hip_tilt=30.0, neutral={"hip_tilt": 0.0})
    assert finding.grade is Grade.NOT_SCORED
    assert "feet half-way" in finding.reason


def test_what_is_hidden_is_not_judged():
    finding = judged(RULE, View.FRONT, hip_tilt=np.nan)
    assert finding.grade is Grade.NOT_SCORED
    assert finding.reason


@pytest.mark.parametrize("yaw", [30, -30, 45])
@pytest.mark.parametrize("lifted", [None, "left", "right"])
@pytest.mark.parametrize(("drop", "fault"), [(0, None), (22, "pelvis_drops")])
def test_figures_of_known_tilt(yaw, lifted, drop, fault):
    recording = filmed(reps(bridge, 2, lifted=lifted, drop=drop), yaw=yaw, noise=0.003, height=0.4, distance=4.0)
    for one in (recording, mirrored(recording)):
        assert [finding.fault for finding in findings("hip_bridge", one, RULE.id)] == [fault] * 2
