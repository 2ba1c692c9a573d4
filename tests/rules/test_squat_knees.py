import numpy as np
import pytest

from tests.made_reps import judged
from tests.poses import GOLDEN, filmed, findings, mirrored, reps, squat
from vision.recording import load
from vision.rules.squat_knees import RULE
from vision.types import Grade, View


def down(t):
    """Hips down and up once."""
    return 0.75 + 0.25 * np.cos(2 * np.pi * t / 3.0)


@pytest.mark.parametrize("view", [View.FRONT, View.BACK])
@pytest.mark.parametrize(
    ("lean", "fault", "grade"),
    [
        (-12.0, None, Grade.GOOD),
        (4.9, None, Grade.GOOD),
        (6.9, None, Grade.GOOD),  # beyond the limit by less than the error
        (7.2, "knees_inside", Grade.NEEDS_WORK),
        (12.1, "knees_inside", Grade.POOR),
    ],
)
def test_bands(view, lean, fault, grade):
    finding = judged(RULE, view, knees_in=lean, hip_height=down)
    assert (finding.fault, finding.grade) == (fault, grade)


def test_knees_that_fall_in_while_standing_do_not_count():
    finding = judged(RULE, knees_in=lambda t: np.where(down(t) > 0.8, 15.0, -5.0), hip_height=down)
    assert finding.grade is Grade.GOOD


@pytest.mark.parametrize("view", [View.SIDE, View.OBLIQUE, View.UNKNOWN])
def test_wrong_view_says_where_to_stand(view):
    finding = judged(RULE, view, knees_in=20.0, hip_height=down)
    assert finding.grade is Grade.NOT_SCORED
    assert "Face the camera" in finding.reason


def test_what_is_hidden_is_not_judged():
    finding = judged(RULE, View.FRONT, knees_in=np.nan, hip_height=down)
    assert finding.grade is Grade.NOT_SCORED
    assert finding.reason


@pytest.mark.parametrize("yaw", [0, 15, -15, 180])
@pytest.mark.parametrize("fps", [15.0, 30.0])
def test_figures_cave_in_or_do_not(yaw, fps):
    for out, fault in ((22, None), (10, None), (-6, "knees_inside"), (-15, "knees_inside")):
        recording = filmed(reps(squat, 2, out=out, fps=fps), yaw=yaw, noise=0.003)
        for one in (recording, mirrored(recording)):
            assert [finding.fault for finding in findings("squat", one, RULE.id)] == [fault] * 2


def test_rendered_squats_are_clean():
    found = findings("squat", load(GOLDEN / "squats_and_waves.npz"), RULE.id)
    assert [finding.grade for finding in found] == [Grade.GOOD] * 4
