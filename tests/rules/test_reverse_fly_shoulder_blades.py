import numpy as np
import pytest

from tests.made_reps import judged
from tests.poses import filmed, findings, fly, hidden, mirrored, reps
from vision.rules.reverse_fly_shoulder_blades import RULE
from vision.types import Grade, View


def arms(drop=0.0, *, shorter=0.0, fold=90.0, neck=30.0):
    """Channels of a rep: elbows `drop` deg under the shoulders at the turn, the neck shorter by that share there."""
    return {
        "arm_drop_left": drop, "arm_drop_right": drop, "hip_flexion_world_left": fold, "hip_flexion_world_right": fold,
        "trunk_fold": fold, "shoulder_x_px_left": 100.0, "shoulder_x_px_right": 0.0,
        "neck_px": lambda t: neck * (1.0 - shorter * (np.abs(t - 1.5) < 0.6)),
    }  # fmt: skip


@pytest.mark.parametrize("view", [View.FRONT, View.BACK, View.OBLIQUE])
@pytest.mark.parametrize(
    ("kind", "fault", "grade"),
    [
        ({}, None, Grade.GOOD),
        ({"drop": -10.0}, None, Grade.GOOD),
        ({"drop": 25.8}, None, Grade.GOOD),
        ({"drop": 26.2}, "short_range", Grade.NEEDS_WORK),
        ({"drop": 45.5}, "short_range", Grade.POOR),
        ({"shorter": 0.16}, None, Grade.GOOD),
        ({"shorter": 0.18}, "shrugged", Grade.NEEDS_WORK),
        ({"shorter": 0.31}, "shrugged", Grade.POOR),
        ({"shorter": -0.3}, None, Grade.GOOD),
        ({"drop": 16.0, "fold": 30.0}, "short_range", Grade.NEEDS_WORK),  # half hinged, half as much shows
        ({"drop": 80.0, "fold": 10.0}, None, Grade.GOOD),  # upright: not judged
    ],
)
def test_bands(view, kind, fault, grade):
    finding = judged(RULE, view, **arms(**kind))
    assert (finding.fault, finding.grade) == (fault, grade)


def test_what_could_not_be_judged_is_said():
    assert "Hinge forward" in judged(RULE, **arms(fold=10.0)).reason
    assert "neck" in judged(RULE, **arms(neck=15.0)).reason
    assert judged(RULE, **arms(neck=15.0, shorter=0.4)).fault is None
    assert judged(RULE, **arms()).reason is None


@pytest.mark.parametrize("view", [View.SIDE, View.UNKNOWN])
def test_wrong_view_says_where_to_stand(view):
    finding = judged(RULE, view, **arms(60.0))
    assert finding.grade is Grade.NOT_SCORED
    assert "Face the camera" in finding.reason


def test_what_is_hidden_is_not_judged():
    finding = judged(RULE, View.FRONT, **(arms(60.0) | {"arm_drop_left": np.nan, "neck_px": np.nan}))
    assert finding.grade is Grade.NOT_SCORED
    assert finding.reason


@pytest.mark.parametrize("yaw", [0, 20, 180])
@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ({}, None),
        ({"fold": 40}, None),
        ({"short": 10}, None),
        ({"short": 45}, "short_range"),
        ({"short": 45, "fold": 40}, "short_range"),
        ({"shrug": 0.01}, None),
        ({"shrug": 0.06}, "shrugged"),
        ({"shrug": 0.06, "fold": 0}, "shrugged"),
    ],
)
def test_figures_of_known_arms(yaw, kind, fault):
    recording = filmed(reps(fly, 2, **kind), yaw=yaw, noise=0.003)
    for one in (recording, mirrored(recording)):
        assert [finding.fault for finding in findings("reverse_fly", one, RULE.id)] == [fault] * 2


def test_hidden_elbows_leave_the_shrug():
    found = findings("reverse_fly", hidden(filmed(reps(fly, 1)), "elbow"), RULE.id)
    assert [(finding.grade, finding.fault) for finding in found] == [(Grade.GOOD, None)]
    assert found[0].reason
