from dataclasses import replace

import numpy as np
import pytest

from tests.lunges import path
from tests.poses import GOLDEN, filmed, hidden, mirrored, reps, spans, squat, standing
from vision.recording import load
from vision.session import AUTO, SessionSettings, analyze
from vision.types import Phase


@pytest.mark.parametrize("yaw", [0, 20, 45, 90, -90, 135, 180])
@pytest.mark.parametrize("kind", [{}, {"knee": 70, "shin": 22, "fold": 25}, {"stance": 0.6}, {"out": -12}, {"arms": 10}])
def test_every_view_depth_and_style_counts(yaw, kind):
    assert len(spans("squat", filmed(reps(squat, 2, **kind), yaw=yaw, noise=0.004))) == 2


@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
@pytest.mark.parametrize("tempo", [{"way": 0.6, "stay": 0.0, "rest": 0.1}, {"way": 3.0, "stay": 2.0}])
def test_tempo_and_frame_rate_do_not_matter(tempo, fps):
    assert len(spans("squat", filmed(reps(squat, 2, fps=fps, **tempo)))) == 2


def test_times_and_phases():
    first, second = spans("squat", filmed(reps(squat, 2)))
    # Stand 1.0, down 1.0, stay 0.4, up 1.0.
    assert (first.kind, first.side) == ("rep", None)
    assert first.t_start == pytest.approx(1.2, abs=0.25)
    assert first.t_turn == pytest.approx(2.2, abs=0.1)
    assert first.t_end == pytest.approx(3.2, abs=0.25)
    assert second.t_start >= first.t_end
    assert [one.phase for one in first.phases] == [Phase.ECCENTRIC, Phase.TURNAROUND, Phase.CONCENTRIC]
    assert (first.phases[0].t_start, first.phases[-1].t_end) == (first.t_start, first.t_end)
    assert all(a.t_end == b.t_start for a, b in zip(first.phases, first.phases[1:], strict=False))


def test_mirrored_people_squat_at_the_same_times():
    recording = filmed(reps(squat, 2), yaw=30, noise=0.003)
    assert spans("squat", mirrored(recording)) == spans("squat", recording)


def test_rendered_squats_and_no_waves():
    recording = load(GOLDEN / "squats_and_waves.npz")
    for one in (recording, mirrored(recording)):
        found = spans("squat", one)
        # True middles of the bottoms; arm waves follow.
        assert [span.t_turn for span in found] == pytest.approx([3.85, 6.47, 9.05, 11.67], abs=0.1)


def test_auto_does_not_offer_it():
    assert analyze(load(GOLDEN / "squats_and_waves.npz"), SessionSettings(AUTO)).exercise is None


def stepping(share):
    figure = squat(share)
    left, right = figure.ankles
    return replace(figure, ankles=(left + np.array([0.45 * share, 0.0, 0.0]), right))


def hinging(share):
    return squat(share, knee=50, shin=10, fold=75, arms=75)


# A step towards the camera can't be told from the side.
@pytest.mark.parametrize(("move", "yaw"), [(stepping, 0), (stepping, 45), (hinging, 0), (hinging, 45), (hinging, 90)])
def test_not_a_squat(move, yaw):
    assert spans("squat", filmed(reps(move, 2), yaw=yaw)) == []


@pytest.mark.parametrize("yaw", [0, 90])
def test_bobbing_on_a_chair_is_none(yaw):
    stops = ((1.0, 0.0), (1.0, 0.7), *((0.5, 0.95), (0.5, 0.7)) * 4)
    assert spans("squat", filmed([(t, squat(share)) for t, share in path(*stops)], yaw=yaw)) == []


def test_standing_still_and_shallow_dips_are_none():
    still = [(i / 30, standing()) for i in range(300)]
    assert spans("squat", filmed(still, noise=0.005)) == []
    assert spans("squat", filmed(reps(squat, 2, knee=40, shin=12, fold=10))) == []


def test_a_short_gap_is_bridged_and_a_long_one_ends_the_rep():
    recording = filmed(reps(squat, 1, way=2.0))
    for gap_s, count in ((0.6, 1), (1.6, 0)):
        gone = (recording.t >= 2.0) & (recording.t < 2.0 + gap_s)
        landmarks = recording.landmarks.copy()
        landmarks[gone] = np.nan
        assert len(spans("squat", replace(recording, landmarks=landmarks))) == count


def test_without_feet_nothing_is_counted():
    assert spans("squat", hidden(filmed(reps(squat, 2)), "ankle")) == []


def test_a_clip_that_ends_on_the_way_up_keeps_its_last_rep():
    recording = filmed([(t, figure) for t, figure in reps(squat, 1) if t < 3.15])
    assert len(spans("squat", recording)) == 1
