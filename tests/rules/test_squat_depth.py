import numpy as np
import pytest

from tests.made_reps import judged
from tests.poses import GOLDEN, filmed, findings, mirrored, reps, squat
from vision.recording import load
from vision.rules.squat_depth import RULE
from vision.types import Grade, View


def thigh(slope):
    """Channels of a thigh that many degrees above level, 100 px long."""
    a = np.radians(slope)
    return {
        "hip_x_px_near": 0.0, "hip_y_px_near": 0.0, "knee_x_px_near": 100 * np.cos(a), "knee_y_px_near": 100 * np.sin(a),
        "hip_height": np.cos(np.radians((90.0 - slope) / 0.7 / 2.0)),
    }  # fmt: skip


@pytest.mark.parametrize("view", [View.SIDE, View.FRONT, View.BACK, View.OBLIQUE])
@pytest.mark.parametrize(
    ("slope", "fault", "grade"),
    [
        (-10.0, None, Grade.GOOD),
        (25.0, None, Grade.GOOD),
        (37.9, None, Grade.GOOD),
        (38.2, "shallow", Grade.NEEDS_WORK),
        (53.5, "shallow", Grade.POOR),
    ],
)
def test_bands(view, slope, fault, grade):
    finding = judged(RULE, view, **thigh(slope))
    assert (finding.fault, finding.grade) == (fault, grade)
    assert finding.value == pytest.approx(slope, abs=0.1)


def test_the_persons_own_height_of_the_hips_counts():
    bent = thigh(39.5)
    assert judged(RULE, View.FRONT, **bent).fault == "shallow"
    assert judged(RULE, View.FRONT, neutral={"hip_height": 1.1}, **bent).fault is None


@pytest.mark.parametrize("view", [View.UNKNOWN])
def test_wrong_view_says_where_to_stand(view):
    finding = judged(RULE, view, **thigh(60.0))
    assert finding.grade is Grade.NOT_SCORED
    assert "Turn side-on" in finding.reason


def test_what_is_hidden_is_not_judged():
    finding = judged(RULE, View.SIDE, **(thigh(60.0) | {"knee_x_px_near": np.nan}))
    assert finding.grade is Grade.NOT_SCORED
    assert finding.reason


@pytest.mark.parametrize("yaw", [0, 45, 90, -90])
@pytest.mark.parametrize(("knee", "fault"), [(115, None), (95, None), (65, "shallow")])
def test_figures_of_known_bends(yaw, knee, fault):
    recording = filmed(reps(squat, 2, knee=knee, shin=0.3 * knee, fold=0.35 * knee), yaw=yaw, noise=0.003)
    for one in (recording, mirrored(recording)):
        found = findings("squat", one, RULE.id)
        assert [finding.fault for finding in found] == [fault] * 2
        assert [finding.value for finding in found] == pytest.approx([90 - 0.7 * knee] * 2, abs=6.0)


def test_rendered_squats_read_their_true_slope():
    found = findings("squat", load(GOLDEN / "squats_and_waves.npz"), RULE.id)
    assert [finding.value for finding in found] == pytest.approx([26.0] * 4, abs=3.0)
    assert {finding.grade for finding in found} == {Grade.GOOD}
