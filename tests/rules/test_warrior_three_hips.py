import numpy as np
import pytest

from tests.made_reps import judged
from tests.poses import filmed, findings, hold, mirrored, warrior
from vision.rules.warrior_three_hips import RULE
from vision.types import Grade, View

HOLD = {"kind": "hold", "seconds": 5.0}


@pytest.mark.parametrize("view", [View.FRONT, View.BACK])
@pytest.mark.parametrize(("side", "up"), [("left", -1.0), ("right", 1.0)])
@pytest.mark.parametrize(
    ("tilt", "fault", "grade"),
    [
        (0.0, None, Grade.GOOD),
        (13.8, None, Grade.GOOD),
        (14.2, "hips_open", Grade.NEEDS_WORK),
        (25.5, "hips_open", Grade.POOR),
        (-20.0, None, Grade.GOOD),
    ],
)
def test_bands(view, side, up, tilt, fault, grade):
    finding = judged(RULE, view, side=side, hip_tilt=up * tilt, **HOLD)
    assert (finding.fault, finding.grade) == (fault, grade)


def test_a_tilted_camera_is_taken_out():
    tilted = {"hip_tilt": 18.0, "shoulder_tilt": 18.0}
    assert judged(RULE, side="right", hip_tilt=18.0, **HOLD).fault == "hips_open"
    assert judged(RULE, side="right", hip_tilt=18.0, neutral=tilted, **HOLD).fault is None


@pytest.mark.parametrize("view", [View.SIDE, View.OBLIQUE, View.UNKNOWN])
def test_wrong_view_says_where_to_stand(view):
    finding = judged(RULE, view, side="left", hip_tilt=-40.0, **HOLD)
    assert finding.grade is Grade.NOT_SCORED
    assert "Turn your back" in finding.reason


def test_what_is_hidden_is_not_judged():
    finding = judged(RULE, View.BACK, side="left", hip_tilt=np.nan, **HOLD)
    assert finding.grade is Grade.NOT_SCORED
    assert finding.reason


@pytest.mark.parametrize("yaw", [0, 180])
@pytest.mark.parametrize("stands", ["left", "right"])
@pytest.mark.parametrize(("open_hip", "fault"), [(0, None), (6, None), (20, "hips_open")])
def test_figures_of_known_tilt(yaw, stands, open_hip, fault):
    recording = filmed(hold(warrior, stands=stands, open_hip=open_hip), yaw=yaw, noise=0.003)
    for one in (recording, mirrored(recording)):
        assert [finding.fault for finding in findings("warrior_three", one, RULE.id)] == [fault]
