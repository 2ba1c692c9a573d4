from pathlib import Path

import numpy as np
import pytest

from tests.planks import frames, hold, kneel, lower, mirrored, plank_frame, shift, standing_frame
from vision.exercises.plank import EXERCISE, MAX_GAP_S, MIN_HOLD_S, in_plank, is_good_plank
from vision.features import FeatureExtractor
from vision.recording import load
from vision.reps import HoldOpen, PhaseMark, RepSpan
from vision.types import FeatureFrame, Phase, PoseFrame

GOLDEN = Path(__file__).parent.parent / "golden"


def segments(pose_frames):
    extractor, segmenter = FeatureExtractor(), EXERCISE.segmenter()
    found = [s for frame in pose_frames for s in segmenter.step(extractor.extract(frame))]
    return found + segmenter.close()


def holds(pose_frames):
    return [s for s in segments(pose_frames) if isinstance(s, RepSpan)]


def unseen(t, _into):
    frame = plank_frame(t)
    return PoseFrame(t, frame.image_size, np.full((33, 3), np.nan), np.full((33, 3), np.nan), np.zeros(33), np.zeros(33), 0)


@pytest.mark.parametrize("head", ["left", "right"])
@pytest.mark.parametrize("fps", [10.0, 15.0, 30.0, 60.0])
def test_a_recording_that_starts_in_the_hold_counts_from_its_first_frame(head, fps):
    (span,) = holds(frames([hold(2.5, head=head)], fps))
    assert (span.kind, span.side, span.t_start) == ("hold", None, 0.0)
    assert span.t_end == pytest.approx(2.5, abs=0.11)
    assert [(p.phase, p.t_start, p.t_end) for p in span.phases] == [(Phase.HOLD, span.t_start, span.t_end)]


def test_kneeling_and_getting_into_position_are_not_part_of_the_hold():
    clip = frames([kneel(2.0), lower(1.0, 45.0, 4.0), hold(5.0), lower(1.0, 4.0, 45.0), kneel(2.0)])
    (span,) = holds(clip)
    assert span.t_start == pytest.approx(3.0, abs=0.35)
    assert span.t_end == pytest.approx(8.0, abs=0.35)


@pytest.mark.parametrize(
    "part",
    [
        kneel(6.0),
        hold(6.0, support=False),  # lying flat
        hold(MIN_HOLD_S - 0.2),
        (6.0, lambda t, _: standing_frame(t)),
        (6.0, lambda t, _: standing_frame(t, hidden=("ankle",))),
        (6.0, unseen),
    ],
    ids=["kneeling", "lying", "too short", "standing", "standing, feet hidden", "nobody"],
)
def test_not_a_hold(part):
    assert segments(frames([part])) in ([], [PhaseMark(0.0, Phase.HOLD)])


@pytest.mark.parametrize("offset", [-0.13, -0.06, 0.0, 0.1, 0.2, 0.28])
def test_hips_high_or_low_are_still_a_hold(offset):
    assert len(holds(frames([hold(3.0, offset)]))) == 1


def test_one_hold_through_pop_sag_and_drift():
    clip = frames(
        [
            hold(2.0),
            shift(0.9, 0.02, 0.12),
            hold(2.0, 0.12),
            shift(1.2, 0.12, -0.07),
            hold(2.0, -0.07),
            shift(8.0, -0.07, 0.1),
        ]
    )
    (span,) = holds(clip)
    assert (span.t_start, span.t_end) == (0.0, pytest.approx(16.1, abs=0.1))


@pytest.mark.parametrize(("gap_s", "count"), [(MAX_GAP_S - 0.2, 1), (MAX_GAP_S + 0.2, 2)])
def test_short_gaps_are_bridged_long_ones_end_the_hold(gap_s, count):
    spans = holds(frames([hold(3.0), (gap_s, unseen), hold(3.0)]))
    assert len(spans) == count
    if count == 2:
        assert spans[0].t_end == pytest.approx(3.0, abs=0.1)
        assert spans[1].t_start == pytest.approx(3.0 + gap_s, abs=0.1)


def test_a_wobble_of_a_few_frames_does_not_end_the_hold():
    assert len(holds(frames([hold(3.0), hold(0.3, knee=50.0), hold(3.0)]))) == 1


def test_knees_on_the_floor_between_two_holds():
    clip = frames([hold(3.0), lower(0.6, 4.0, 45.0), kneel(2.0), lower(0.6, 45.0, 4.0), hold(3.0)])
    assert len(holds(clip)) == 2


def test_a_little_bent_kneeling_ends_a_straight_legged_hold():
    """The lite model sees kneeling as a knee of 33 degrees."""
    (span,) = holds(frames([hold(5.0), lower(0.6, 4.0, 32.0), hold(2.0, knee=32.0)]))
    assert span.t_end == pytest.approx(5.0, abs=0.35)


def test_legs_that_jump_about_are_not_the_end():
    rng = np.random.default_rng(3)
    torn = (2.0, lambda t, _: plank_frame(t, 0.02, knee=float(rng.choice([4.0, 60.0, 140.0]))))
    assert len(holds(frames([hold(3.0), torn, hold(3.0)]))) == 1


def test_hidden_feet_are_still_a_hold():
    assert len(holds(frames([hold(3.0, hidden=("ankle", "heel", "foot_index"))]))) == 1


def test_a_hold_is_announced_while_it_lasts_and_every_announced_hold_comes_back():
    found = segments(frames([hold(1.6), lower(0.3, 4.0, 60.0), kneel(1.0)]))
    opened = [s for s in found if isinstance(s, HoldOpen)]
    (span,) = (s for s in found if isinstance(s, RepSpan))
    assert opened
    assert {s.t_start for s in opened} == {span.t_start}
    assert span.t_end - span.t_start >= MIN_HOLD_S - 1e-9


def test_neutral_is_an_ordinary_straight_plank():
    extractor = FeatureExtractor()

    def features(frame) -> FeatureFrame:
        return extractor.extract(frame)

    assert is_good_plank(features(plank_frame(0.0, 0.02)))
    for frame in (plank_frame(0.1, 0.12), plank_frame(0.2, -0.07), plank_frame(0.3, knee=20.0), standing_frame(0.4)):
        assert not is_good_plank(features(frame))
    nobody = features(unseen(0.5, 0.0))
    assert not is_good_plank(nobody)
    assert (
        in_plank(nobody.channels, {"incline": 40.0, "knee": 30.0, "hip": 75.0, "low": -0.2, "high": 0.3, "support": 0.2})
        is None
    )


def recorded(name):
    recording = load(GOLDEN / f"{name}.npz")
    return recording, [recording.frame(i) for i in range(len(recording))]


@pytest.mark.parametrize(
    ("name", "times"), [("plank_pop_sag", [(2.8, 21.47), (25.4, 29.37)]), ("plank_drift", [(2.8, 12.77), (17.2, 22.17)])]
)
def test_rendered_people(name, times):
    recording, pose_frames = recorded(name)
    mirror = mirrored(recording)
    for clip in (pose_frames, [mirror.frame(i) for i in range(len(mirror))]):
        spans = holds(clip)
        assert [(s.t_start, s.t_end) for s in spans] == [pytest.approx(time, abs=0.45) for time in times]
