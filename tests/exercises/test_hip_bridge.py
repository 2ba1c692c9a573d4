from dataclasses import replace

import numpy as np
import pytest

from tests.figure import TRUNK, rotate_x
from tests.poses import ANKLE, UP, Body, bridge, filmed, mirrored, reps, spans
from vision.session import SessionSettings, analyze
from vision.types import Phase


@pytest.mark.parametrize("yaw", [90, -90, 60, 45, 120])
@pytest.mark.parametrize("kind", [{}, {"top": 30}, {"block": 0.1}, {"lifted": "right"}, {"lifted": "left", "block": 0.1}])
def test_every_view_and_kind_counts(yaw, kind):
    found = spans("hip_bridge", filmed(reps(bridge, 2, **kind), yaw=yaw, noise=0.004, height=0.6))
    assert [span.side for span in found] == [{"right": "left", "left": "right"}.get(kind.get("lifted"))] * 2


@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
@pytest.mark.parametrize("tempo", [{"way": 0.6, "stay": 0.1}, {"way": 2.0, "stay": 8.0}])
def test_tempo_and_frame_rate_do_not_matter(tempo, fps):
    assert len(spans("hip_bridge", filmed(reps(bridge, 2, fps=fps, **tempo), yaw=90))) == 2


def test_times_and_phases():
    (first,) = spans("hip_bridge", filmed(reps(bridge, 1), yaw=90))
    assert (first.t_start, first.t_turn, first.t_end) == (
        pytest.approx(1.2, abs=0.25),
        pytest.approx(2.2, abs=0.1),
        pytest.approx(3.2, abs=0.25),
    )
    assert [one.phase for one in first.phases] == [Phase.CONCENTRIC, Phase.TURNAROUND, Phase.ECCENTRIC]


def test_mirror_swaps_the_side_and_nothing_else():
    recording = filmed(reps(bridge, 2, lifted="right"), yaw=80, noise=0.003)
    assert [replace(span, side="left") for span in spans("hip_bridge", mirrored(recording))] == spans(
        "hip_bridge", recording
    )


def test_trying_counts_and_says_that_the_hips_stayed_down():
    def left_floor(top):
        report = analyze(filmed(reps(bridge, 2, top=top, lifted="right", way=0.6), yaw=90), SessionSettings("hip_bridge"))
        return [dict(scored.extras) for scored in report.reps]

    assert left_floor(0) == [{"left_floor": True}] * 2
    assert left_floor(45) == [{"left_floor": False}] * 2


def test_lying_still_is_no_rep():
    still = [(i / 30, bridge(0.0)) for i in range(900)]
    for seed in range(3):
        assert spans("hip_bridge", filmed(still, yaw=90, noise=0.005, seed=seed)) == []


def crunch(share):
    """The shoulders come up, the hips stay down."""
    low = bridge(0.0)
    trunk = rotate_x(-90.0 + 45.0 * share)
    return replace(low, trunk=trunk, hips=None)


def leg_lowering(share):
    """A dead bug: both feet in the air, one leg goes down straight."""
    pelvis = np.array([0.0, 0.10, TRUNK])
    knees_up = pelvis + np.array([0.0, 0.42, 0.42])
    down = pelvis + np.array([0.0, 0.0, 0.83])
    ankles = (knees_up + share * (down - knees_up) + np.array([0.11, 0, 0]), knees_up - np.array([0.11, 0, 0]))
    return Body(pelvis, ankles, (UP, UP), rotate_x(-90.0), arms=(UP, UP))


def leg_slide(share):
    """One foot slides out along the floor, hips down."""
    low = bridge(0.0)
    left, right = low.ankles
    return replace(low, ankles=(left + np.array([0.0, 0.0, 0.4 * share]), right))


@pytest.mark.parametrize("move", [crunch, leg_lowering, leg_slide])
@pytest.mark.parametrize("yaw", [90, 60])
def test_not_a_bridge(move, yaw):
    assert spans("hip_bridge", filmed(reps(move, 2), yaw=yaw)) == []


def test_the_feet_are_on_the_floor():
    assert bridge(1.0).points()[27][1] == pytest.approx(ANKLE)
