from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.lunges import frames, mirrored, reps, shift, step
from vision.features import FeatureExtractor
from vision.recording import from_frames, load
from vision.rule import bands_in_force
from vision.rules.lateral_lunge_triple_flexion import RULE
from vision.session import SessionSettings, analyze
from vision.types import Grade, Rep, View, ViewEstimate

GOLDEN = Path(__file__).parent.parent / "golden"
FORCE = bands_in_force({RULE.id: RULE}, {})[RULE.id]
FRONT = ViewEstimate(View.FRONT, 1.0, 0.0, None)


def a_rep(*, view=FRONT, side="left", hidden=(), neutral=True, far=40.0, **kind):
    """A step with known angles, seen by a camera so far away that perspective bends nothing."""
    t = np.linspace(0.0, 2.0, 61)
    moments = [
        (float(x), step(float(s), missing=hidden, **kind))
        for x, s in zip(t, np.clip(1.5 - 1.5 * abs(t - 1), 0, 1), strict=True)
    ]
    seen = frames(moments, yaw=view.yaw_deg if view.view is View.OBLIQUE else 0.0, distance=far, height=0.9)
    if side == "right":
        seen = [mirrored(frame) for frame in seen]
    extractor = FeatureExtractor()
    rows = [extractor.extract(frame).channels for frame in seen]
    channels = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    own = {name: float(values[0]) for name, values in channels.items()} if neutral else {}
    return Rep(1, "lateral_lunge", "rep", side, 0.0, 1.0, 2.0, (), view, t, channels, own)


def judge(rep, bands=FORCE):
    return RULE.judge(rep, bands)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(
    ("kind", "fault", "grade"),
    [
        ({}, None, Grade.GOOD),
        ({"knee": 67.0, "shin": 20.0, "fold": 20.0}, None, Grade.GOOD),  # as little as correct real people bend
        ({"knee": 110.0, "shin": 38.0, "fold": 45.0}, None, Grade.GOOD),
        # shallow: limit 65, error 5
        ({"knee": 63.0, "shin": 19.0, "fold": 19.0}, None, Grade.GOOD),
        ({"knee": 53.0, "shin": 16.0, "fold": 16.0}, "shallow", Grade.NEEDS_WORK),
        ({"knee": 40.0, "shin": 11.0, "fold": 10.0}, "shallow", Grade.POOR),
        # stiff ankle: the trunk folds more than the shin tilts; limit 9, error 3
        ({"knee": 90.0, "shin": 25.0, "fold": 35.0}, None, Grade.GOOD),
        ({"knee": 85.0, "shin": 10.0, "fold": 36.0}, "stiff_ankle", Grade.NEEDS_WORK),
        ({"knee": 82.0, "shin": 2.0, "fold": 48.0}, "stiff_ankle", Grade.POOR),
        # no hip hinge: the shin tilts and the trunk stays upright; limit -17, error 5
        ({"knee": 90.0, "shin": 35.0, "fold": 16.0}, None, Grade.GOOD),
        ({"knee": 90.0, "shin": 38.0, "fold": 12.0}, "no_hip_hinge", Grade.NEEDS_WORK),
        ({"knee": 95.0, "shin": 45.0, "fold": 4.0}, "no_hip_hinge", Grade.POOR),
    ],
)  # fmt: skip
def test_table(kind, fault, grade, side):
    for rep in (a_rep(side=side, **kind), a_rep(side=side, neutral=False, **kind)):
        finding = judge(rep)
        assert (finding.fault, finding.grade) == (fault, grade), finding.measures


@pytest.mark.parametrize(
    ("knee", "shin", "fold"), [(95.0, 28.0, 28.0), (70.0, 20.0, 30.0), (110.0, 35.0, 20.0), (42.0, 12.0, 10.0)]
)
def test_known_angles_come_back_from_the_picture(knee, shin, fold):
    measures = judge(a_rep(knee=knee, shin=shin, fold=fold)).measures
    assert measures["knee_flexion_deg"] == pytest.approx(knee, abs=8.0)
    assert measures["hip_less_knee_deg"] == pytest.approx(fold - shin, abs=6.0)
    assert measures["shin_tilt_deg"] == pytest.approx(shin, abs=6.0)
    assert measures["knee_flexion_world_deg"] == pytest.approx(knee, abs=1.0)


def test_what_a_shallow_bend_does_not_show_is_named():
    finding = judge(a_rep(knee=40.0, shin=0.0, fold=40.0))
    assert finding.fault == "shallow"
    assert "Ankle and hip not judged" in finding.reason
    assert judge(a_rep()).reason is None


def test_without_world_landmarks_the_picture_decides():
    rep = a_rep(knee=95.0, shin=45.0, fold=4.0)
    blind = {name: np.full(61, np.nan) if "world" in name else values for name, values in rep.channels.items()}
    assert judge(replace(rep, channels=blind)).fault == "no_hip_hinge"
    upright = {name: values - 30.0 if name == "knee_flexion_world_left" else values for name, values in rep.channels.items()}
    assert judge(replace(rep, channels=upright)).fault is None  # the two disagree: not said


@pytest.mark.parametrize(
    ("hidden", "scored"),
    [(("left_knee",), False), (("left_hip", "right_hip"), False), (("left_shoulder",), True), (("right_knee",), True)],
)
def test_occluded(hidden, scored):
    finding = judge(a_rep(hidden=hidden))
    assert (finding.grade is not Grade.NOT_SCORED) == scored
    if not scored:
        assert finding.reason


@pytest.mark.parametrize("view", [View.SIDE, View.BACK, View.UNKNOWN])
def test_wrong_view(view):
    finding = judge(a_rep(view=ViewEstimate(view, 1.0, 0.0, None), knee=40.0))
    assert finding.grade is Grade.NOT_SCORED
    assert "Face the camera" in finding.reason


def test_at_an_angle_the_hips_drop_decides():
    oblique = ViewEstimate(View.OBLIQUE, 1.0, 45.0, "left")
    for side in ("left", "right"):
        assert judge(a_rep(view=oblique, side=side, knee=40.0, shin=11.0, fold=10.0)).fault == "shallow"
        assert judge(a_rep(view=oblique, side=side)).fault is None


def faults(figures, **camera):
    report = analyze(from_frames(frames(figures, **camera), (640, 480), {}), SessionSettings("lateral_lunge"))
    return [next(f.fault for f in scored.findings if f.rule == RULE.id) for scored in report.reps]


@pytest.mark.parametrize("camera", [{}, {"yaw": 10.0}, {"distance": 5.0}, {"height": 1.5}, {"roll": 5.0}])
def test_whole_sets(camera):
    assert faults(reps(step, 2, sides="lr"), **camera) == [None, None]
    assert faults(reps(shift, 2, sides="lr"), **camera) == [None, None]
    assert faults(reps(step, 2, sides="lr", knee=40.0, shin=11.0, fold=10.0), **camera) == ["shallow"] * 2
    assert faults(reps(step, 2, sides="lr", knee=82.0, shin=3.0, fold=42.0), **camera) == ["stiff_ankle"] * 2


def test_golden_front():
    report = analyze(load(GOLDEN / "lunge_front.npz"), SessionSettings("lateral_lunge"))
    findings = [next(f for f in scored.findings if f.rule == RULE.id) for scored in report.reps]
    assert [f.fault for f in findings[:6]] == [None, None, "shallow", "shallow", "stiff_ankle", "stiff_ankle"]
    knees = [f.measures["knee_flexion_deg"] for f in findings[:6]]
    assert knees == pytest.approx([92, 98, 45, 38, 82, 82], abs=14.0)  # the truth
    assert knees == pytest.approx([94.0, 99.5, 43.4, 42.5, 91.2, 95.0], abs=2.0)  # what was read when this was written


def test_golden_oblique():
    report = analyze(load(GOLDEN / "lunge_oblique.npz"), SessionSettings("lateral_lunge"))
    findings = [next(f for f in scored.findings if f.rule == RULE.id) for scored in report.reps]
    wanted = [None, None, "shallow", "shallow", "stiff_ankle", "stiff_ankle", "shallow", "shallow", None, None]
    assert [f.fault for f in findings] == wanted
