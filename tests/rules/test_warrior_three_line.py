import numpy as np
import pytest

from tests.made_reps import judged
from tests.poses import filmed, findings, hidden, hold, mirrored, warrior
from vision.rules.warrior_three_line import RULE
from vision.session import SessionSettings, analyze
from vision.types import Grade, View


def line(leg=0.0, trunk=0.0, lifted="right"):
    """Channels of a lifted leg that many degrees below level and a trunk that many above it; 100 px each."""
    a, b = np.radians(leg), np.radians(trunk)
    return {
        f"hip_x_px_{lifted}": 0.0, f"hip_y_px_{lifted}": 0.0, "hip_x_px_near": 0.0, "hip_y_px_near": 0.0,
        f"ankle_x_px_{lifted}": 100 * np.cos(a), f"ankle_y_px_{lifted}": 100 * np.sin(a),
        "shoulder_x_px_near": -100 * np.cos(b), "shoulder_y_px_near": -100 * np.sin(b),
    }  # fmt: skip


@pytest.mark.parametrize(("side", "lifted"), [("left", "right"), ("right", "left")])
@pytest.mark.parametrize(
    ("leg", "trunk", "fault", "grade"),
    [
        (0.0, 0.0, None, Grade.GOOD),
        (-15.0, -15.0, None, Grade.GOOD),
        (18.8, 10.0, None, Grade.GOOD),
        (19.2, 10.0, "leg_low", Grade.NEEDS_WORK),
        (35.5, 35.0, "leg_low", Grade.POOR),
        (0.0, 26.8, None, Grade.GOOD),
        (0.0, 27.2, "bent_line", Grade.NEEDS_WORK),
        (0.0, -27.2, "bent_line", Grade.NEEDS_WORK),
        (0.0, 45.5, "bent_line", Grade.POOR),
    ],
)
def test_bands(side, lifted, leg, trunk, fault, grade):
    finding = judged(RULE, View.SIDE, kind="hold", seconds=5.0, side=side, **line(leg, trunk, lifted))
    assert (finding.fault, finding.grade) == (fault, grade)
    assert bool(finding.episodes) == bool(fault)


def test_a_moment_is_no_fault():
    drop = line()
    drop["ankle_y_px_right"] = lambda t: np.where(np.abs(t - 2.0) < 0.2, 80.0, 0.0)
    assert judged(RULE, View.SIDE, kind="hold", seconds=5.0, side="left", **drop).fault is None


@pytest.mark.parametrize("view", [View.FRONT, View.BACK, View.OBLIQUE, View.UNKNOWN])
def test_wrong_view_says_where_to_stand(view):
    finding = judged(RULE, view, kind="hold", side="left", **line(30.0))
    assert finding.grade is Grade.NOT_SCORED
    assert "Turn side-on" in finding.reason


def test_what_is_hidden_is_not_judged():
    finding = judged(
        RULE,
        View.SIDE,
        kind="hold",
        side="left",
        **(line(30.0) | {"ankle_x_px_right": np.nan, "shoulder_x_px_near": np.nan}),
    )
    assert finding.grade is Grade.NOT_SCORED
    assert finding.reason


@pytest.mark.parametrize("yaw", [90, -90])
@pytest.mark.parametrize("stands", ["left", "right"])
@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ({}, None),
        ({"leg": 8}, None),
        ({"leg": 26}, "leg_low"),
        ({"trunk": 33}, "bent_line"),
        ({"leg": 26, "trunk": 26}, "leg_low"),
    ],
)
def test_figures_of_known_lines(yaw, stands, kind, fault):
    recording = filmed(hold(warrior, stands=stands, **kind), yaw=yaw, noise=0.003)
    for one in (recording, mirrored(recording)):
        assert [finding.fault for finding in findings("warrior_three", one, RULE.id)] == [fault]


def test_a_cue_comes_while_the_hold_lasts():
    report = analyze(filmed(hold(warrior, 8.0, leg=28), yaw=90), SessionSettings("warrior_three"))
    assert [cue.fault for cue in report.cues][:1] == ["leg_low"]
    assert report.cues[0].t < report.reps[0].rep.t_end


def test_hidden_shoulders_and_feet_are_not_judged():
    recording = hidden(filmed(hold(warrior, leg=26), yaw=90), "ankle", sides=("right",), since=4.0)
    assert all(finding.fault is None or finding.t_worst < 4.5 for finding in findings("warrior_three", recording, RULE.id))
