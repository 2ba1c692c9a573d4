from pathlib import Path

import numpy as np
import pytest

from tests.lunges import frames, mirrored, reps, shift, step
from vision.recording import from_frames, load
from vision.rule import bands_in_force
from vision.rules.spinal_lean import DEEP_ALLOWANCE_DEG, LEAN_ALLOWED_DEG, LEAN_AWAY_ALLOWED_DEG, RULE
from vision.session import SessionSettings, analyze
from vision.types import Grade, Rep, View, ViewEstimate

GOLDEN = Path(__file__).parent.parent / "golden"
FORCE = bands_in_force({RULE.id: RULE}, {})[RULE.id]
LIMIT, ERROR, POOR = FORCE["side_bend"].limit, FORCE["side_bend"].error, FORCE["side_bend"].poor
FRONT = ViewEstimate(View.FRONT, 1.0, 0.0, None)
OBLIQUE = ViewEstimate(View.OBLIQUE, 1.0, 45.0, "left")
SHALLOW, EDGE = {"knee": 40.0, "shin": 11.0, "fold": 5.0}, 0.2


def a_rep(bend=0.0, lean=0.0, *, drop=0.05, side="left", view=FRONT, neutral=None, seen=1.0, world=True):
    """Two seconds, the bottom in the middle; degrees to the person's left, drop in leg lengths."""
    t = np.linspace(0.0, 2.0, 61)
    depth = np.clip(1.5 - 1.5 * np.abs(t - 1.0), 0.0, 1.0)
    hidden = np.arange(61) % 10 >= round(10 * seen)
    channels = {
        "side_bend": np.where(hidden, np.nan, bend * depth), "trunk_lateral_lean": lean * depth,
        "trunk_lean_world": lean * depth if world else np.full(61, np.nan),
        "pelvis_x_px": np.full(61, 300.0), "pelvis_y_px": 200.0 + 200.0 * drop * depth,
        "scale_px": np.full(61, 200.0), "left_sign": np.ones(61),
    }  # fmt: skip
    return Rep(1, "lateral_lunge", "rep", side, 0.0, 1.0, 2.0, (), view, t, channels, neutral or {})


def judge(rep, bands=FORCE):
    return RULE.judge(rep, bands)


@pytest.mark.parametrize(
    ("rep", "fault", "grade"),
    [
        (a_rep(), None, Grade.GOOD),
        (a_rep(LIMIT + ERROR - EDGE), None, Grade.GOOD),
        (a_rep(LIMIT + ERROR + EDGE), "side_bend", Grade.NEEDS_WORK),
        (a_rep(POOR + EDGE), "side_bend", Grade.POOR),
        (a_rep(-POOR), None, Grade.GOOD),  # away from the bending leg: the spine rights itself
        (a_rep(-POOR - EDGE, side="right"), "side_bend", Grade.POOR),
        (a_rep(POOR, side="right"), None, Grade.GOOD),
        (a_rep(-POOR - EDGE, side=None), "side_bend", Grade.POOR),
        # the leg works: the pelvis tilts with it
        (a_rep(DEEP_ALLOWANCE_DEG, drop=0.2), None, Grade.GOOD),
        (a_rep(DEEP_ALLOWANCE_DEG + LIMIT + ERROR + EDGE, drop=0.2), "side_bend", Grade.NEEDS_WORK),
        # the whole trunk leans
        (a_rep(lean=LEAN_ALLOWED_DEG + LIMIT + ERROR - EDGE, drop=0.2), None, Grade.GOOD),
        (a_rep(lean=LEAN_ALLOWED_DEG + LIMIT + ERROR + EDGE, drop=0.2), "side_bend", Grade.NEEDS_WORK),
        (a_rep(lean=LEAN_ALLOWED_DEG + LIMIT + ERROR + EDGE, drop=0.2, world=False), "side_bend", Grade.NEEDS_WORK),
        (a_rep(lean=-LEAN_AWAY_ALLOWED_DEG - LIMIT - ERROR + EDGE, drop=0.2), None, Grade.GOOD),
        (a_rep(lean=-LEAN_AWAY_ALLOWED_DEG - LIMIT - ERROR - EDGE, drop=0.2), "side_bend", Grade.NEEDS_WORK),
        (a_rep(lean=40.0, drop=0.2, view=OBLIQUE), None, Grade.GOOD),  # fold, as seen at an angle
        (a_rep(POOR + EDGE, view=OBLIQUE), "side_bend", Grade.POOR),
        # against the own neutral
        (a_rep(LIMIT + ERROR + EDGE, neutral={"side_bend": 4.0}), None, Grade.GOOD),
        (a_rep(lean=26.5, drop=0.2, neutral={"trunk_lean_world": 10.0}), None, Grade.GOOD),
        # occluded
        (a_rep(POOR + EDGE, seen=0.7), "side_bend", Grade.POOR),
        (a_rep(POOR + EDGE, seen=0.3), None, Grade.NOT_SCORED),
        (a_rep(POOR + EDGE, seen=0.0), None, Grade.NOT_SCORED),
        # wrong view
        (a_rep(POOR + EDGE, view=ViewEstimate(View.SIDE, 1.0, 90.0, "left")), None, Grade.NOT_SCORED),
        (a_rep(POOR + EDGE, view=ViewEstimate(View.UNKNOWN, 0.0, float("nan"), None)), None, Grade.NOT_SCORED),
    ],
)  # fmt: skip
def test_table(rep, fault, grade):
    finding = judge(rep)
    assert (finding.fault, finding.grade) == (fault, grade)
    assert (finding.reason is None) == (grade is not Grade.NOT_SCORED)


def test_a_coach_may_move_the_limit():
    bands = bands_in_force({RULE.id: RULE}, {RULE.id: {"side_bend": 12.0}})[RULE.id]
    assert judge(a_rep(13.0), bands).grade is Grade.GOOD
    assert judge(a_rep(14.0), bands).grade is Grade.NEEDS_WORK


def found(figures, **camera):
    recording = from_frames(frames(figures, **camera), (640, 480), {})
    return faults(analyze(recording, SessionSettings("lateral_lunge")))


def faults(report):
    return [next(f.fault for f in scored.findings if f.rule == RULE.id) for scored in report.reps]


@pytest.mark.parametrize("camera", [{}, {"yaw": 12.0}, {"yaw": 180.0}, {"roll": 10.0}, {"roll": -10.0}, {"height": 1.3}])
def test_bent_and_straight_twins(camera):
    assert found(reps(step, 2, sides="lr", **SHALLOW, bend=16.0), **camera) == ["side_bend"] * 2
    assert found(reps(step, 2, sides="lr", **SHALLOW), **camera) == [None] * 2
    assert found(reps(step, 2, sides="lr"), **camera) == [None] * 2  # folded forward by 28 degrees


def test_leaning_and_upright_twins_from_a_wide_stance():
    assert found(reps(shift, 3, sides="lr", fold=45.0)) == [None] * 3
    assert found(reps(shift, 3, sides="lr", fold=45.0, lean=10.0)) == [None] * 3
    assert found(reps(shift, 3, sides="lr", fold=45.0, lean=30.0)) == ["side_bend"] * 3


def test_mirrored():
    clip = frames(reps(step, 2, sides="lr", **SHALLOW, bend=16.0))
    reports = [
        analyze(from_frames(seen, (640, 480), {}), SessionSettings("lateral_lunge"))
        for seen in (clip, [mirrored(f) for f in clip])
    ]
    values = [[next(f.value for f in s.findings if f.rule == RULE.id) for s in report.reps] for report in reports]
    assert values[0] == pytest.approx(values[1])


@pytest.mark.parametrize(("clip", "bent"), [("lunge_front", {6, 7}), ("lunge_oblique", {6, 7})])
def test_golden(clip, bent):
    report = analyze(load(GOLDEN / f"{clip}.npz"), SessionSettings("lateral_lunge"))
    assert [i for i, fault in enumerate(faults(report)) if fault] == sorted(bent)
    values = [next(f.value for f in s.findings if f.rule == RULE.id) for s in report.reps]
    for i in bent:
        assert values[i] == pytest.approx({"lunge_front": [15.2, 11.2], "lunge_oblique": [17.8, 17.6]}[clip][i - 6], abs=1.5)
