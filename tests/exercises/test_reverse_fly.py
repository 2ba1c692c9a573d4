import numpy as np
import pytest

from tests.poses import FORWARD, GOLDEN, LEFT, UP, filmed, fly, mirrored, reps, spans, standing
from vision.recording import load
from vision.types import Phase


@pytest.mark.parametrize("yaw", [0, 30, 45, 180])
@pytest.mark.parametrize("kind", [{}, {"fold": 30}, {"fold": 75}, {"fold": 0}, {"elbow": 40}])
def test_every_view_hinge_and_range_counts(yaw, kind):
    assert len(spans("reverse_fly", filmed(reps(fly, 2, **kind), yaw=yaw, noise=0.004))) == 2


@pytest.mark.parametrize("yaw", [0, 20, 180])
def test_short_reps_count_too(yaw):
    assert len(spans("reverse_fly", filmed(reps(fly, 2, short=40), yaw=yaw, noise=0.004))) == 2


@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
@pytest.mark.parametrize("tempo", [{"way": 0.6, "stay": 0.0, "rest": 0.2}, {"way": 2.0, "stay": 2.0}])
def test_tempo_and_frame_rate_do_not_matter(tempo, fps):
    assert len(spans("reverse_fly", filmed(reps(fly, 2, fps=fps, **tempo)))) == 2


def test_times_and_phases():
    (first,) = spans("reverse_fly", filmed(reps(fly, 1)))
    assert (first.t_start, first.t_turn, first.t_end) == (
        pytest.approx(1.2, abs=0.25),
        pytest.approx(2.2, abs=0.1),
        pytest.approx(3.2, abs=0.25),
    )
    assert (first.side, [one.phase for one in first.phases]) == (
        None,
        [Phase.CONCENTRIC, Phase.TURNAROUND, Phase.ECCENTRIC],
    )


def test_mirrored_people_fly_at_the_same_times():
    recording = filmed(reps(fly, 2), yaw=20, noise=0.003)
    assert spans("reverse_fly", mirrored(recording)) == spans("reverse_fly", recording)


def raised(end, sides=(1, -1)):
    """Upright, arms from hanging up to `end` deg in the frontal plane."""

    def move(share):
        a = np.radians(end * share + 5.0)
        return standing(arms=tuple(
            np.sin(a) * s * LEFT - np.cos(a) * UP if s in sides else -UP + 0.05 * s * LEFT for s in (1, -1)
        ))  # fmt: skip

    return move


def forward(share):
    a = np.radians(90.0 * share)
    return standing(arms=(np.sin(a) * FORWARD - np.cos(a) * UP,) * 2)


@pytest.mark.parametrize(
    "move", [raised(90), raised(170), raised(120, sides=(1,)), forward], ids=["lateral raise", "jack", "wave", "front raise"]
)
@pytest.mark.parametrize("yaw", [0, 30])
def test_not_a_fly(move, yaw):
    assert spans("reverse_fly", filmed(reps(move, 2), yaw=yaw)) == []


def test_from_the_side_nothing_is_counted():
    assert spans("reverse_fly", filmed(reps(fly, 2), yaw=90)) == []


def test_rendered_arm_waves_are_none():
    assert spans("reverse_fly", load(GOLDEN / "squats_and_waves.npz")) == []
