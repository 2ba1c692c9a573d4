import numpy as np
import pytest

from tests.figure import Figure, see
from vision.exercises import exercise_named
from vision.features import FeatureExtractor
from vision.guide import Guide
from vision.types import PoseFrame
from vision.view import ViewWindow

FEET = ("left_ankle", "right_ankle", "left_knee", "right_knee")


def hints(exercise, frames):
    guide, extractor, window = Guide(exercise_named(exercise)), FeatureExtractor(), ViewWindow()
    found = []
    for frame in frames:
        features = extractor.extract(frame)
        window.add(frame.t, features.channels["yaw_deg"])
        hint = guide.check(features, window, frame.image_size)
        if hint is not None:
            found.append(hint)
    return found


def nobody(t):
    return PoseFrame(t, (640, 480), np.full((33, 3), np.nan), np.full((33, 3), np.nan), np.zeros(33), np.zeros(33), 0)


def film(seconds, figure=None, **camera):
    return [see(figure or Figure(), i / 30, **camera) for i in range(int(30 * seconds))]


@pytest.mark.parametrize(
    ("exercise", "frames", "code"),
    [
        ("lateral_lunge", film(3), "ok"),
        ("lateral_lunge", film(3, yaw=90), "turn"),
        ("deadlift", film(3, yaw=90), "ok"),
        ("deadlift", film(3), "turn"),
        ("lateral_lunge", film(3, Figure(missing=FEET)), "feet"),
        ("lateral_lunge", film(3, Figure(missing=("left_shoulder", "right_shoulder"))), "shoulders"),
        ("lateral_lunge", [nobody(i / 30) for i in range(90)], "nobody"),
        ("lateral_lunge", film(3, Figure(missing=("left_ankle", "left_knee", "left_hip"))), "edge"),
        ("lateral_lunge", film(3, Figure(missing=("right_ankle",))), "edge"),
        ("lateral_lunge", film(3, distance=10.0), "far"),
        ("lateral_lunge", film(3, distance=6.0), "ok"),
        # side-on the far half is hidden by the near one
        ("deadlift", film(3, Figure(missing=("right_ankle", "right_knee", "right_hip", "right_shoulder")), yaw=90), "ok"),
        ("lateral_lunge", film(3, Figure(missing=("right_ankle",)), yaw=90), "turn"),
        ("deadlift", film(3, yaw=90, distance=10.0), "far"),
    ],
)
def test_one_hint_that_helps(exercise, frames, code):
    found = hints(exercise, frames)
    assert [hint.code for hint in found] == [code]
    assert found[0].text[0].isupper()
    if code == "turn":
        assert ("side-on" if exercise == "deadlift" else "Face the camera") in found[0].text


def test_a_bad_half_second_is_not_worth_a_word_and_ok_takes_a_hint_back():
    frames = film(2) + [nobody(2 + i / 30) for i in range(12)] + [see(Figure(), 2.4 + i / 30) for i in range(30)]
    assert [hint.code for hint in hints("lateral_lunge", frames)] == ["ok"]
    frames = [nobody(i / 30) for i in range(60)] + [see(Figure(), 2 + i / 30) for i in range(60)]
    assert [hint.code for hint in hints("lateral_lunge", frames)] == ["nobody", "ok"]
