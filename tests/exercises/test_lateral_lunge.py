from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.lunges import LEG, Lunger, frames, mirrored, path, reps, shift, stand, step, unseen
from vision.exercises.lateral_lunge import EXERCISE, MAX_GAP_S, is_ready
from vision.features import FeatureExtractor
from vision.recording import load
from vision.reps import PhaseMark, RepSpan
from vision.types import Phase

GOLDEN = Path(__file__).parent.parent / "golden"


def segments(pose_frames):
    extractor, segmenter = FeatureExtractor(), EXERCISE.segmenter()
    found = [s for frame in pose_frames for s in segmenter.step(extractor.extract(frame))]
    return found + segmenter.close()


def spans(pose_frames):
    return [s for s in segments(pose_frames) if isinstance(s, RepSpan)]


def moved(figures, across):
    """The figures with `across(t)` metres added to where they stand."""
    out = []
    for t, f in figures:
        d = across(t)
        x, y, z = f.pelvis
        out.append(
            (t, replace(f, pelvis=(x + d, y, z), left=(f.left[0] + d, f.left[1]), right=(f.right[0] + d, f.right[1])))
        )
    return out


@pytest.mark.parametrize(("yaw", "fps"), [(0, 15), (0, 30), (0, 60), (20, 15), (45, 30), (-45, 15), (180, 15)])
@pytest.mark.parametrize("kind", [{}, {"knee": 42.0, "shin": 11.0, "fold": 8.0}, {"knee": 36.0, "shin": 10.0, "bend": 25.0}])
def test_every_side_step_is_a_rep_however_little_it_bends(kind, yaw, fps):
    found = spans(frames(reps(step, 4, sides="lr", fps=fps, **kind), yaw=yaw))
    assert [s.side for s in found] == ["left", "right", "left", "right"]
    for i, span in enumerate(found):
        start = 1.0 + 2.4 * i  # 0.9 s down, 0.2 s there, 0.9 s up, 0.4 s rest
        assert span.t_turn == pytest.approx(start + 1.0, abs=0.12)
        assert start - 0.15 <= span.t_start < span.t_turn < span.t_end <= start + 2.1
        assert span.phases[0].t_start == span.t_start
        assert span.phases[-1].t_end == span.t_end
        assert all(a.t_end == b.t_start for a, b in zip(span.phases, span.phases[1:], strict=False))


@pytest.mark.parametrize("sides", ["r", "l", "lr"])
@pytest.mark.parametrize(("stance", "drop", "rest"), [(1.0, 0.24, 0.4), (1.15, 0.1, 0.1), (0.8, 0.3, 0.1)])
def test_every_shift_from_a_wide_stance_is_a_rep(sides, stance, drop, rest):
    found = spans(frames(reps(shift, 4, sides=sides, rest=rest, stance=stance, drop=drop)))
    assert [s.side for s in found] == [{"l": "left", "r": "right"}[sides[i % len(sides)]] for i in range(4)]


def test_a_recording_may_start_and_end_within_a_rep():
    whole = reps(shift, 3, sides="r", rest=0.1)
    cut = [(t, f) for t, f in whole if 1.25 <= t <= whole[-1][0] - 0.2]
    assert [s.side for s in spans(frames(cut))] == ["right"] * 3


def test_stepping_into_a_wide_stance_is_no_rep_but_the_shifts_from_it_are():
    wide = shift(0.0)
    setting_up = []
    for t, s in path((1.0, 0.0), (0.8, 1.0)):
        height, foot = 0.92 + s * (wide.pelvis[1] - 0.92), 0.11 + s * (LEG / 2 - 0.11)
        setting_up.append((t, Lunger(pelvis=(0.0, height, 0.0), left=(foot, 0.0), right=(-foot, 0.0))))
    t0 = setting_up[-1][0]
    later = [(t0 + t + 1.5, f) for t, f in reps(shift, 3, sides="lr")]
    still = [(t0 + i / 30, wide) for i in range(1, 46)]
    found = spans(frames(setting_up + still + later))
    assert [s.side for s in found] == ["left", "right", "left"]
    assert found[0].t_start > t0 + 2.0


def test_travelling_lunges_count_and_side_steps_without_a_bend_do_not():
    one = [(t, step(s)) for t, s in path((1.0, 0.0), (0.9, 1.0), (0.2, 1.0))]
    bottom = one[-1][1]
    t0 = one[-1][0]
    trailing = []
    for t, s in path((0.03, 0.0), (0.9, 1.0), (1.0, 1.0)):
        x = bottom.left[0] - 0.11
        pelvis = tuple(np.array(bottom.pelvis) * (1 - s) + np.array([x, stand().pelvis[1], 0.0]) * s)
        trailing.append((t0 + 0.03 + t, replace(bottom, pelvis=pelvis, right=(-0.11 + s * x, 0.0), fold=28 * (1 - s))))
    assert [s.side for s in spans(frames(one + trailing))] == ["left"]

    walk = []
    for t, s in path((1.0, 0.0), (1.2, 1.0), (1.0, 1.0)):
        left, right = 0.11 + 0.4 * min(1.0, 2 * s), -0.11 + 0.4 * max(0.0, 2 * s - 1)
        walk.append((t, Lunger(pelvis=((left + right) / 2, 0.91, 0.0), left=(left, 0.0), right=(right, 0.0))))
    assert spans(frames(walk)) == []


@pytest.mark.parametrize(
    "figures",
    [
        [(t, stand()) for t, _ in path((5.0, 0.0))],
        [(t, Lunger(pelvis=(0.0, 0.92 - 0.35 * s, -0.3 * s), fold=40 * s)) for t, s in path((1, 0), (1, 1), (1, 0), (1, 1))],
        [(t, shift(s, out=0.0, drop=0.35)) for t, s in path((1, 0), (1, 1), (1, 0), (1, 1), (1, 0))],
        [(t, Lunger(arms=s)) for t, s in path((1, 0), (0.5, 1), (0.5, 0), (0.5, 1), (0.5, 0))],
        [(t, Lunger(left=(0.11 + 0.3 * s, 0), right=(-0.11 - 0.3 * s, 0), pelvis=(0, 0.92 - 0.05 * s, 0)))
         for t, s in path((1, 0), (0.3, 1), (0.3, 0), (0.3, 1), (0.3, 0), (1, 0))],
        moved([(t, stand()) for t, _ in path((5.0, 0.0))], lambda t: 0.15 * t),
        [(t, Lunger(bend=25 * s)) for t, s in path((1, 0), (1, 1), (1, 0))],
    ],
    ids=["standing", "squats", "wide squats", "arm waves", "jumping jacks", "gliding by", "side bends"],
)  # fmt: skip
@pytest.mark.parametrize("yaw", [0.0, 45.0])
def test_not_a_lunge(figures, yaw):
    assert spans(frames(figures, yaw=yaw)) == []


def test_seen_from_the_side_nothing_is_claimed():
    assert spans(frames(reps(step, 3), yaw=90.0)) == []


def test_the_mirror_swaps_sides_and_changes_nothing_else():
    clip = frames(reps(step, 3, sides="lrr"), yaw=10.0)
    one, two = spans(clip), spans([mirrored(frame) for frame in clip])
    assert [s.side for s in two] == [{"left": "right", "right": "left"}[s.side] for s in one]
    assert [(s.t_start, s.t_turn, s.t_end) for s in one] == [(s.t_start, s.t_turn, s.t_end) for s in two]


def test_a_tilted_camera_changes_no_count():
    for roll in (-10.0, 10.0):
        assert [s.side for s in spans(frames(reps(step, 4, sides="lr"), roll=roll))] == ["left", "right", "left", "right"]


def test_phases_are_announced_as_they_come():
    marks = [s for s in segments(frames(reps(step, 1))) if isinstance(s, PhaseMark)]
    assert [m.phase for m in marks] == [Phase.ECCENTRIC, Phase.CONCENTRIC, Phase.SETUP]
    assert marks[0].t == pytest.approx(1.1, abs=0.2)
    assert marks[1].t == pytest.approx(2.5, abs=0.3)


def test_a_short_gap_is_survived_and_a_long_one_gives_the_rep_up():
    clip = frames(reps(step, 2, sides="lr"))
    short = [unseen(f.t) if 1.6 < f.t < 1.9 else f for f in clip]
    assert [s.side for s in spans(short)] == ["left", "right"]
    long = [unseen(f.t) if 1.5 < f.t < 1.6 + MAX_GAP_S else f for f in clip]
    assert [s.side for s in spans(long)] == ["right"]
    assert spans([unseen(i / 30) for i in range(90)]) == []


def test_ready_is_upright_with_the_hips_between_the_feet():
    def ready(figure, **camera):
        return is_ready(FeatureExtractor().extract(frames([(0.0, figure)], **camera)[0]))

    assert ready(stand())
    assert ready(stand(), yaw=45.0)
    assert ready(stand(), roll=10.0)
    assert ready(shift(0.0))
    assert not ready(step(1.0))
    assert not ready(step(1.0, knee=42.0, shin=11.0, fold=8.0))
    assert not ready(step(1.0, knee=42.0, shin=11.0, fold=8.0), yaw=45.0)
    assert not ready(shift(1.0))
    assert not ready(Lunger(missing=("left_ankle",)))


@pytest.mark.parametrize(("clip", "count"), [("lunge_front", 8), ("lunge_oblique", 10)])
def test_golden(clip, count):
    recording = load(GOLDEN / f"{clip}.npz")
    found = spans([recording.frame(i) for i in range(len(recording))])
    assert [s.side for s in found] == ["left", "right"] * (count // 2)
    deadlift = load(GOLDEN / "deadlift_oblique.npz")
    assert spans([deadlift.frame(i) for i in range(len(deadlift))]) == []
