from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.figure import Figure, see
from tests.test_features import mirrored
from vision.errors import InputError, RuleError
from vision.exercises import load_exercises
from vision.recording import load
from vision.report import to_json
from vision.session import AUTO, Session, SessionSettings, analyze
from vision.types import PoseFrame, Recording

GOLDEN = Path(__file__).parent / "golden"
CLIPS = {"plank_pop_sag": "plank", "plank_drift": "plank", "deadlift_side": "deadlift", "deadlift_oblique": "deadlift",
         "lunge_front": "lateral_lunge", "lunge_oblique": "lateral_lunge"}  # fmt: skip


def golden(name):
    return load(GOLDEN / f"{name}.npz")


def facts(report):
    """What must not change, in plain values."""
    return [
        (r.rep.kind, r.rep.side, [(f.rule, str(f.grade), f.fault) for f in r.findings]) for r in report.reps
    ]  # fmt: skip


def stacked(frames: list[PoseFrame]) -> Recording:
    arrays = {
        name: np.stack([getattr(frame, name) for frame in frames])
        for name in ("landmarks", "world_landmarks", "visibility", "presence")
    }
    return Recording(np.array([frame.t for frame in frames]), frames[0].image_size, **arrays)


def mirror(recording: Recording) -> Recording:
    return stacked([mirrored(recording.frame(i)) for i in range(len(recording))])


@pytest.mark.parametrize(("name", "exercise"), CLIPS.items())
def test_live_and_batch_are_the_same(name, exercise):
    recording = golden(name)
    settings = SessionSettings(exercise)
    session = Session(settings)
    events = [event for i in range(len(recording)) for event in session.feed(recording.frame(i))]
    live = to_json(session.finish())
    assert live == to_json(analyze(recording, settings))
    assert len(live["reps"]) >= 1
    assert sum(event.kind == "pose" for event in events) == len(recording)
    # A hold that goes on to the end is closed by `finish`; every other rep was told when it ended.
    assert len(live["reps"]) - sum(event.kind == "rep" for event in events) in {0, 1}
    times = [event.t for event in events if event.kind != "phase"]
    assert times == sorted(times)


@pytest.mark.parametrize(("name", "exercise"), CLIPS.items())
def test_mirrored_people_get_the_same_findings_on_the_other_side(name, exercise):
    other = {"left": "right", "right": "left", None: None}
    one, two = (facts(analyze(r, SessionSettings(exercise))) for r in (golden(name), mirror(golden(name))))
    assert [(kind, other[side], findings) for kind, side, findings in one] == two


@pytest.mark.parametrize(("name", "exercise"), CLIPS.items())
def test_auto_finds_the_exercise_and_no_other_finds_a_rep(name, exercise):
    assert analyze(golden(name), SessionSettings(AUTO)).exercise == exercise
    for other in load_exercises():
        if other != exercise:
            assert analyze(golden(name), SessionSettings(other)).reps == (), other


@pytest.mark.parametrize("exercise", ["lateral_lunge", "plank", "deadlift"])
def test_no_rep_while_nothing_is_exercised(exercise):
    def waving(i):
        return see(Figure(arms_forward=90 + 80 * np.sin(i / 9), left=(0, 0, 5), right=(0, 0, 5)), i / 30, yaw=10)

    session = Session(SessionSettings(exercise))
    for i in range(300):
        session.feed(waving(i))
    assert session.finish().reps == ()


def test_nobody_and_nothing():
    nobody = PoseFrame(0.0, (640, 480), np.full((33, 3), np.nan), np.full((33, 3), np.nan), np.zeros(33), np.zeros(33), 0)
    session = Session(SessionSettings("plank"))
    for i in range(60):
        session.feed(replace(nobody, t=i / 30))
    report = session.finish("empty.mp4", "full")
    assert (report.frames, report.frames_with_pose, report.reps, report.cues) == (60, 0, (), ())
    empty = Session(SessionSettings("plank")).finish()
    assert (empty.frames, empty.duration_s, empty.fps) == (0, 0.0, 0.0)


def test_auto_on_a_standing_person_names_no_exercise():
    frames = [see(Figure(), i / 30) for i in range(90)]
    recording = stacked(frames)
    report = analyze(recording, SessionSettings(AUTO))
    assert report.exercise is None
    assert report.reps == ()


def test_time_must_rise():
    session = Session(SessionSettings("plank"))
    session.feed(see(Figure(), 1.0))
    with pytest.raises(InputError, match="order of time"):
        session.feed(see(Figure(), 1.0))
    session.feed(see(Figure(), 1.1))  # and goes on


def test_wrong_settings_say_what_is_right():
    with pytest.raises(InputError, match="plank"):
        Session(SessionSettings("planck"))
    with pytest.raises(RuleError, match=r"plank\.hip_pop"):
        Session(SessionSettings("plank", bands={"plank.hippop": {}}))


def test_a_coach_can_move_a_limit():
    strict = analyze(
        golden("lunge_front"), SessionSettings("lateral_lunge", bands={"lateral_lunge.triple_flexion": {"shallow": 200.0}})
    )
    assert all(r.flagged for r in strict.reps)
    usual = analyze(golden("lunge_front"), SessionSettings("lateral_lunge"))
    assert not all(r.flagged for r in usual.reps)


def test_the_wrong_view_is_never_judged():
    recording = golden("lunge_front")
    turned = recording.world_landmarks.copy()
    turned[..., [0, 2]] = turned[..., [2, 0]] * np.array([1.0, -1.0])  # the same picture, a body turned by 90 degrees
    report = analyze(replace(recording, world_landmarks=turned), SessionSettings("lateral_lunge"))
    for scored in report.reps:
        for finding in scored.findings:
            assert finding.grade == "not_scored"
            assert "camera" in finding.reason
        assert scored.score is None
    assert report.cues == ()


def test_an_hour_of_holding_still_stays_small():
    recording = golden("plank_pop_sag")
    hold = recording.frame(len(recording) // 3)
    session = Session(SessionSettings("plank"))
    for i in range(4_000):
        session.feed(replace(hold, t=i / 10))
    assert session._hold is not None
    assert len(session._hold.arrays()[0]) <= 1500
    assert len(session._recent) < 1000
    report = session.finish()
    assert len(report.reps) == 1
    assert len(report.track) <= 4000


@pytest.mark.parametrize("name", ["deadlift_side", "lunge_front", "plank_drift"])
def test_a_camera_that_is_away_for_longer_than_a_session_remembers(name):
    recording = golden(name)
    for cut in range(40, len(recording), 60):
        session = Session(SessionSettings(CLIPS[name]))
        for i in range(len(recording)):
            frame = recording.frame(i)
            session.feed(replace(frame, t=frame.t + (31.0 if i >= cut else 0.0)))
        assert session.finish().frames == len(recording)
