"""Nobody else's reps: every movement against every exercise, on figures of known angles and on rendered people."""

import pytest

from tests.deadlifts import a_set
from tests.deadlifts import frames as deadlift_frames
from tests.lunges import frames as lunge_frames
from tests.lunges import reps as lunge_reps
from tests.lunges import step
from tests.planks import frames as plank_frames
from tests.planks import hold as plank_hold
from tests.poses import GOLDEN, bridge, filmed, fly, hold, recorded, reps, spans, squat, tree, warrior
from vision.exercises import load_exercises
from vision.recording import load

FURTHER = ("hip_bridge", "reverse_fly", "squat", "tree_pose", "warrior_three")
MADE = {
    "squat": [filmed(reps(squat, 2), yaw=yaw, noise=0.004) for yaw in (0, 45, 90)],
    "hip_bridge": [filmed(reps(bridge, 2), yaw=yaw, noise=0.004) for yaw in (45, 90)],
    "reverse_fly": [filmed(reps(fly, 2, fold=fold), yaw=yaw, noise=0.004) for yaw in (0, 45) for fold in (0, 60)],
    "warrior_three": [filmed(hold(warrior), yaw=yaw, noise=0.004) for yaw in (0, 45, 90)],
    "tree_pose": [filmed(hold(tree), yaw=yaw, noise=0.004) for yaw in (0, 45)],
    "lateral_lunge": [recorded(lunge_frames(lunge_reps(step, 2), yaw=yaw)) for yaw in (0, 45)],
    "deadlift": [recorded(deadlift_frames(a_set(2), yaw=yaw)) for yaw in (45, 90)],
    "plank": [recorded(plank_frames([plank_hold(3.0)]))],
}
RENDERED = ("deadlift_oblique", "deadlift_side", "lunge_front", "lunge_oblique", "plank_drift", "plank_pop_sag")


def test_only_measured_exercises_are_found_by_auto():
    assert {name for name, exercise in load_exercises().items() if not exercise.auto} == set(FURTHER)
    assert all(exercise.muscle for exercise in load_exercises().values() if not exercise.auto)


@pytest.mark.parametrize("shown", MADE)
@pytest.mark.parametrize("asked", load_exercises())
def test_figures(shown, asked):
    for recording in MADE[shown]:
        assert bool(spans(asked, recording)) == (shown == asked)


@pytest.mark.parametrize("clip", RENDERED)
@pytest.mark.parametrize("asked", FURTHER)
def test_rendered_people(clip, asked):
    assert spans(asked, load(GOLDEN / f"{clip}.npz")) == []


@pytest.mark.parametrize("asked", [name for name in load_exercises() if name != "squat"])
def test_squats_and_waves(asked):
    assert spans(asked, load(GOLDEN / "squats_and_waves.npz")) == []
