import time
from pathlib import Path

import pytest

from tests.deadlifts import a_set, bent, frames, mirrored, path, unseen
from tests.figure import Figure, see
from tests.planks import frames as plank_frames
from tests.planks import hold
from vision.exercises.deadlift import EXERCISE, MAX_LOCKOUT_S
from vision.features import FeatureExtractor
from vision.filters import LandmarkFilter
from vision.recording import load
from vision.reps import PhaseMark, RepSpan
from vision.types import Phase

GOLDEN = Path(__file__).parent.parent / "golden"


def segments(pose_frames):
    smooth, extractor, segmenter = LandmarkFilter(), FeatureExtractor(), EXERCISE.segmenter()
    found = [s for frame in pose_frames for s in segmenter.step(extractor.extract(smooth.apply(frame)))]
    return found + segmenter.close()


def reps(pose_frames):
    return [s for s in segments(pose_frames) if isinstance(s, RepSpan)]


@pytest.mark.parametrize("yaw", [90.0, -90.0, 45.0, -45.0, 120.0, 0.0])
@pytest.mark.parametrize(("fold", "knees"), [(65.0, 60.0), (75.0, 5.0), (48.0, 15.0), (50.0, 75.0)])
def test_every_view_range_and_style_counts(yaw, fold, knees):
    assert len(reps(frames(a_set(3), yaw=yaw, fold=fold, knees=knees))) == 3


@pytest.mark.parametrize("fps", [15.0, 30.0])
@pytest.mark.parametrize(
    "tempo",
    [
        {"rest": 0.0, "pull": 0.6, "lockout": 0.2, "lower": 0.5},  # touch and go, quick
        {"rest": 2.0, "pull": 1.5, "lockout": 1.0, "lower": 1.0},  # dead stop
        {"rest": 0.5, "pull": 4.0, "lockout": 2.0, "lower": 5.0},  # slow
    ],
)
def test_tempo_and_frame_rate_do_not_matter(tempo, fps):
    assert len(reps(frames(a_set(3, **tempo), fps=fps))) == 3


def test_times_are_pull_lockout_and_weight_down():
    first, second = reps(frames(a_set(2)))
    assert (first.kind, first.side) == ("rep", None)
    # Stand 1.0, bend 1.5, grip 0.6: the pull begins at 3.1, is up at 4.3, goes down at 4.8 and is down at 6.0.
    assert first.t_start == pytest.approx(3.1, abs=0.25)
    assert first.t_turn == pytest.approx(4.5, abs=0.25)
    assert first.t_end == pytest.approx(6.0, abs=0.25)
    assert second.t_start >= first.t_end
    assert [p.phase for p in first.phases] == [Phase.CONCENTRIC, Phase.LOCKOUT, Phase.ECCENTRIC]
    assert first.phases[0].t_start == first.t_start
    assert first.phases[-1].t_end == first.t_end
    assert all(a.t_end == b.t_start for a, b in zip(first.phases, first.phases[1:], strict=False))


def test_a_rep_comes_out_as_soon_as_the_weight_is_down_and_still():
    smooth, extractor, segmenter = LandmarkFilter(), FeatureExtractor(), EXERCISE.segmenter()
    for frame in frames(a_set(1)):
        if any(isinstance(s, RepSpan) for s in segmenter.step(extractor.extract(smooth.apply(frame)))):
            assert 6.0 <= frame.t <= 6.5
            return
    pytest.fail("no rep while the frames came")


def test_phases_are_named_live():
    marks = [s.phase for s in segments(frames(a_set(1, away=False))) if isinstance(s, PhaseMark)]
    assert marks == [Phase.CONCENTRIC, Phase.LOCKOUT, Phase.ECCENTRIC, Phase.SETUP]


def test_mirrored_frames_give_the_same_times():
    shown = frames(a_set(2), yaw=60.0)
    assert reps([mirrored(frame) for frame in shown]) == reps(shown)


def test_a_clip_that_ends_with_the_weight_all_but_down_keeps_its_last_rep():
    moments = a_set(2, away=False)
    cut = [m for m in moments if m[0] <= 3.1 + 3.4 + 1.2 + 0.5 + 0.9]
    assert len(reps(frames(cut))) == 2


def test_sinking_into_a_crouch_after_the_last_rep_keeps_it():
    moments = a_set(1, away=False)
    t = moments[-1][0]
    shown = frames(moments)
    for i in range(30):
        share = (i + 1) / 30
        figure = bent(1.0, fold=65.0 - 30.0 * share, knees=60.0 + 70.0 * share)
        figure.pelvis = (0.0, 0.68 - 0.3 * share, -0.15)
        shown.append(see(figure, t + (i + 1) / 30, yaw=90.0))
    assert len(reps(shown)) == 1


def test_no_rep_without_a_deadlift():
    stand_long = MAX_LOCKOUT_S + 1.0
    nothing = {
        "standing": frames(path((4.0, 0.0))),
        "one bend, and up": frames(path((1.0, 0.0), (1.0, 1.0), (1.0, 0.0), (2.0, 0.0))),
        "two bends far apart": frames(path((1.0, 0.0), (1.0, 1.0), (1.0, 0.0), (stand_long, 0.0), (1.0, 1.0), (1.0, 1.0))),
        "bows with the arms forward": frames(a_set(3), hands_up=80.0),
        "shallow bows": frames(a_set(3), fold=30.0, knees=10.0),
        "a plank": plank_frames([hold(3.0)], 30.0),
    }
    assert {name: len(reps(shown)) for name, shown in nothing.items()} == dict.fromkeys(nothing, 0)


@pytest.mark.parametrize("yaw", [0.0, 30.0])
@pytest.mark.parametrize("fold", [40.0, 55.0])
def test_lateral_lunges_with_hanging_arms_are_no_deadlifts(fold, yaw):
    shown = []
    for t, share in a_set(3):
        figure = Figure(
            left=(80.0 * share, 80.0 * share, 5.0 * share), right=(40.0 * share, 2.0, 40.0 * share), fold=fold * share,
            arms_forward=fold * share, pelvis=(0.25 * share, 0.9 - 0.25 * share, -0.1 * share),
        )  # fmt: skip
        shown.append(see(figure, t, yaw=yaw))
    assert reps(shown) == []


def test_a_short_gap_is_bridged_and_a_long_one_ends_the_set():
    moments = a_set(2)
    shown = frames(moments)
    short = [unseen(f.t) if 4.0 <= f.t < 4.5 else f for f in shown]
    assert len(reps(short)) == 2
    long = [unseen(f.t) if 3.6 <= f.t < 5.2 else f for f in shown]
    assert len(reps(long)) == 1


def test_neutral_is_standing_with_hanging_arms():
    extractor = FeatureExtractor()
    assert EXERCISE.is_neutral(extractor.extract(see(bent(0.0), 0.0, yaw=90.0)))
    assert not EXERCISE.is_neutral(extractor.extract(see(bent(1.0), 0.1, yaw=90.0)))
    assert not EXERCISE.is_neutral(extractor.extract(see(bent(0.0, hands_up=150.0), 0.2, yaw=90.0)))
    assert not EXERCISE.is_neutral(extractor.extract(unseen(0.3)))


@pytest.mark.parametrize(
    ("name", "turns"),
    [
        ("deadlift_oblique", [4.37, 7.57, 10.80, 14.27, 17.43, 20.67]),  # rendered, true lockouts
        ("deadlift_side", [2.80, 6.03, 9.30, 12.73, 16.03]),
    ],
)
def test_rendered_clips(name, turns):
    recording = load(GOLDEN / f"{name}.npz")
    found = reps([recording.frame(i) for i in range(len(recording))])
    assert [rep.t_turn for rep in found] == pytest.approx(turns, abs=0.2)


def test_cost_per_frame_is_small_and_memory_bounded():
    extractor, segmenter = FeatureExtractor(), EXERCISE.segmenter()
    features = [extractor.extract(frame) for frame in frames(a_set(5))]
    began = time.perf_counter()
    for frame in features:
        segmenter.step(frame)
    assert (time.perf_counter() - began) / len(features) < 200e-6
