import math

import pytest

from tests.figure import Figure, see
from vision.features import FeatureExtractor
from vision.types import View
from vision.view import ViewWindow, classify, estimate, frame_yaw_deg


@pytest.mark.parametrize(
    ("yaw", "view", "near"),
    [
        (0, View.FRONT, None),
        (20, View.FRONT, "left"),
        (-45, View.OBLIQUE, "right"),
        (45, View.OBLIQUE, "left"),
        (70, View.SIDE, "left"),
        (-90, View.SIDE, "right"),
        (135, View.OBLIQUE, "left"),
        (180, View.BACK, None),
        (-179, View.BACK, None),
    ],
)
def test_a_figure_turned_round(yaw, view, near):
    channels = FeatureExtractor().extract(see(Figure(), yaw=yaw)).channels
    found = estimate([channels["yaw_deg"]] * 5)
    assert found.view is view
    assert found.near == near
    assert found.confidence == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("yaw", [0, 45, 90, -45, -90, 180])
def test_without_world_landmarks_the_shoulder_width_tells(yaw):
    frame = see(Figure(), yaw=yaw)
    frame.world_landmarks[:] = math.nan
    if yaw:  # the far side is seen less well
        far = range(12, 33, 2) if 0 < yaw < 180 else range(11, 33, 2)
        frame.visibility[list(far)] = 0.5
    channels = FeatureExtractor().extract(frame).channels
    assert abs(channels["yaw_deg"]) == pytest.approx(abs(yaw), abs=25)
    assert classify(channels["yaw_deg"]) is classify(yaw)


def test_nothing_seen_is_unknown_with_no_confidence():
    assert estimate([]).view is View.UNKNOWN
    assert estimate([math.nan] * 9).confidence == 0.0
    assert classify(math.nan) is View.UNKNOWN
    assert math.isnan(frame_yaw_deg((math.nan, math.nan), math.nan, 1.0, 1.0))


def test_confidence_counts_frames_not_seen_and_disagreement():
    assert estimate([0.0, 0.0, math.nan, math.nan, 0.0, 0.0]).confidence == pytest.approx(4 / 6, abs=0.01)
    assert estimate([0.0, 90.0, 0.0, 90.0]).confidence < 0.75


def test_window_forgets_and_stays_small():
    window = ViewWindow()
    for i in range(10_000):
        window.add(i / 30, 0.0 if i < 9_000 else 90.0)
    assert window.since(10_000 / 30 - 2).view is View.SIDE
    assert window.latest().view is View.SIDE
    assert len(window._samples) < 300
