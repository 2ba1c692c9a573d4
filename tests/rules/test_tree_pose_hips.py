import numpy as np
import pytest

from tests.made_reps import judged
from tests.poses import filmed, findings, hold, mirrored, tree
from vision.rules.tree_pose_hips import RULE
from vision.types import Grade, View

HOLD = {"kind": "hold", "seconds": 5.0}


@pytest.mark.parametrize("view", [View.FRONT, View.BACK])
@pytest.mark.parametrize(("side", "up"), [("left", -1.0), ("right", 1.0)])
@pytest.mark.parametrize(
    ("tilt", "fault", "grade"),
    [
        (0.0, None, Grade.GOOD),
        (11.8, None, Grade.GOOD),
        (12.2, "hip_hiked", Grade.NEEDS_WORK),
        (20.5, "hip_hiked", Grade.POOR),
        (-9.8, None, Grade.GOOD),
        (-10.2, "hip_dropped", Grade.NEEDS_WORK),
        (-16.5, "hip_dropped", Grade.POOR),
    ],
)
def test_bands(view, side, up, tilt, fault, grade):
    finding = judged(RULE, view, side=side, hip_tilt=up * tilt, **HOLD)
    assert (finding.fault, finding.grade) == (fault, grade)


def test_the_own_stand_counts_but_not_without_end():
    assert judged(RULE, side="right", hip_tilt=17.0, neutral={"hip_tilt": 6.0}, **HOLD).fault is None
    assert judged(RULE, side="right", hip_tilt=25.0, neutral={"hip_tilt": 25.0}, **HOLD).fault == "hip_hiked"


@pytest.mark.parametrize("view", [View.SIDE, View.OBLIQUE, View.UNKNOWN])
def test_wrong_view_says_where_to_stand(view):
    finding = judged(RULE, view, side="left", hip_tilt=-40.0, **HOLD)
    assert finding.grade is Grade.NOT_SCORED
    assert "Face the camera" in finding.reason


def test_what_is_hidden_is_not_judged():
    finding = judged(RULE, View.FRONT, side="left", hip_tilt=np.nan, **HOLD)
    assert finding.grade is Grade.NOT_SCORED
    assert finding.reason


@pytest.mark.parametrize("yaw", [0, 180])
@pytest.mark.parametrize("stands", ["left", "right"])
@pytest.mark.parametrize(("hike", "fault"), [(0, None), (5, None), (-5, None), (17, "hip_hiked"), (-14, "hip_dropped")])
def test_figures_of_known_tilt(yaw, stands, hike, fault):
    recording = filmed(hold(tree, stands=stands, hike=hike), yaw=yaw, noise=0.003)
    for one in (recording, mirrored(recording)):
        assert [finding.fault for finding in findings("tree_pose", one, RULE.id)] == [fault]
