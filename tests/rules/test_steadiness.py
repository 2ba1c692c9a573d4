import numpy as np
import pytest

from tests.made_reps import judged
from tests.poses import filmed, findings, hold, mirrored, tree, warrior
from vision.rules.steadiness import RULE
from vision.types import Grade, View

HOLD = {"kind": "hold", "seconds": 8.0, "side": "left"}


def swaying(rms, *, drift=0.0, since=0.0):
    """Channels of a pelvis that sways by that much (RMS, leg lengths) from `since` (s) on, and drifts over the hold."""
    return {
        "ankle_x_px_left": 300.0,
        "pelvis_x_px": lambda t: 300.0 + 200.0 * (rms * np.sqrt(2) * np.sin(4.0 * t) * (t >= since) + drift * t / 8.0),
    }


@pytest.mark.parametrize("view", [View.FRONT, View.BACK, View.SIDE, View.OBLIQUE])
@pytest.mark.parametrize(
    ("rms", "fault", "grade"),
    [
        (0.0, None, Grade.GOOD),
        (0.024, None, Grade.GOOD),
        (0.028, None, Grade.GOOD),
        (0.040, "sways", Grade.NEEDS_WORK),
        (0.08, "sways", Grade.POOR),
    ],
)
def test_bands(view, rms, fault, grade):
    finding = judged(RULE, view, **HOLD, **swaying(rms))
    assert (finding.fault, finding.grade) == (fault, grade)
    assert finding.value == pytest.approx(rms, abs=0.1 * rms + 0.001)


def test_a_slow_drift_is_no_sway_and_a_late_wobble_has_its_time():
    assert judged(RULE, **HOLD, **swaying(0.0, drift=0.3)).fault is None
    (episode,) = judged(RULE, **HOLD, **swaying(0.06, since=4.0)).episodes
    assert 4.0 <= episode.t_start <= 6.0


def test_too_small_too_short():
    small = judged(RULE, **HOLD, **(swaying(0.1) | {"scale_px": 80.0}))
    short = judged(RULE, **(HOLD | {"seconds": 1.5}), **swaying(0.1))
    assert (small.grade, short.grade) == (Grade.NOT_SCORED, Grade.NOT_SCORED)
    assert "nearer" in small.reason
    assert "Hold" in short.reason


@pytest.mark.parametrize("view", [View.UNKNOWN])
def test_wrong_view_says_where_to_stand(view):
    finding = judged(RULE, view, **HOLD, **swaying(0.1))
    assert finding.grade is Grade.NOT_SCORED
    assert "Face the camera" in finding.reason


def test_what_is_hidden_is_not_judged():
    finding = judged(RULE, View.FRONT, **HOLD, ankle_x_px_left=np.nan, pelvis_x_px=300.0)
    assert finding.grade is Grade.NOT_SCORED
    assert finding.reason


@pytest.mark.parametrize(
    ("move", "name", "yaw"), [(tree, "tree_pose", 0), (tree, "tree_pose", 45), (warrior, "warrior_three", 180)]
)
@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
@pytest.mark.parametrize(("sway", "fault"), [(0.0, None), (0.01, None), (0.045, "sways")])
def test_figures_that_sway(move, name, yaw, fps, sway, fault):
    recording = filmed(hold(move, sway=sway, fps=fps), yaw=yaw, noise=0.003)
    for one in (recording, mirrored(recording)):
        assert [finding.fault for finding in findings(name, one, RULE.id)] == [fault]
