"""Several people: who is joined to whom."""

import numpy as np
import pytest

from vision.people import follow, nobody
from vision.skeleton import LEFT_HIP, LEFT_SHOULDER, RIGHT_HIP, RIGHT_SHOULDER
from vision.types import Frame, PoseFrame

SIZE = (1000, 500)
PICTURE = np.zeros((SIZE[1], SIZE[0], 3), dtype=np.uint8)


def person(t: float, x: float, y: float = 0.5, torso: float = 0.2) -> PoseFrame:
    """Somebody upright with the hips at (x, y) in fractions and a torso of that share of the height."""
    landmarks = np.full((33, 3), np.nan)
    for left, right, height in ((LEFT_SHOULDER, RIGHT_SHOULDER, y - torso), (LEFT_HIP, RIGHT_HIP, y)):
        landmarks[left] = (x + 0.03, height, 0.0)
        landmarks[right] = (x - 0.03, height, 0.0)
    return PoseFrame(t, SIZE, landmarks, landmarks, np.ones(33), np.ones(33))


def series(*people_at: tuple[float, ...]) -> list[tuple[Frame, tuple[PoseFrame, ...]]]:
    return [(Frame(i, i / 30, PICTURE), tuple(person(i / 30, x) for x in at)) for i, at in enumerate(people_at)]


def hip_x(frames: list[PoseFrame]) -> list[float]:
    return [round(float(frame.landmarks[LEFT_HIP, 0]) - 0.03, 3) for frame in frames]


def test_order_of_the_model_does_not_matter():
    tracks = follow(series((0.2, 0.8), (0.81, 0.21), (0.22, 0.82), (0.83, 0.23)), 2)
    assert [hip_x(track) for track in tracks] == [[0.2, 0.21, 0.22, 0.23], [0.8, 0.81, 0.82, 0.83]]


def test_each_track_covers_every_frame_with_nobody_in_the_gaps():
    tracks = follow(series((0.2,), (0.2, 0.8), (0.2,), (0.2, 0.8)), 2)
    assert [len(track) for track in tracks] == [4, 4]
    assert [frame.people for frame in tracks[1]] == [0, 1, 0, 1]
    assert [frame.t for frame in tracks[1]] == pytest.approx([0, 1 / 30, 2 / 30, 3 / 30])


def test_the_one_seen_longest_comes_first():
    tracks = follow(series((0.8,), (0.8, 0.2), (0.2,), (0.2,)), 2)
    assert hip_x(tracks[0])[-1] == 0.2


def test_no_more_people_than_asked_for():
    assert len(follow(series((0.1, 0.5, 0.9), (0.1, 0.5, 0.9)), 2)) == 2


def test_a_jump_is_somebody_else():
    tracks = follow(series((0.1,), (0.9,)), 1)
    assert [frame.people for frame in tracks[0]] == [1, 0]


def test_nobody_at_all():
    assert follow(series((), ()), 2) == []
    assert nobody(1.5, SIZE).t == 1.5
