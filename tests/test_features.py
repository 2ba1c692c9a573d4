import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figure import Figure, see
from vision.features import FeatureExtractor
from vision.skeleton import MIRROR
from vision.types import PoseFrame


def channels(figure, **camera):
    return FeatureExtractor().extract(see(figure, **camera)).channels


def mirrored(frame: PoseFrame) -> PoseFrame:
    """The picture flipped left to right: what was the person's left is now their right."""
    order = list(MIRROR)
    landmarks, world = frame.landmarks[order].copy(), frame.world_landmarks[order].copy()
    landmarks[:, 0] = 1.0 - landmarks[:, 0]
    world[:, 0] = -world[:, 0]
    return PoseFrame(frame.t, frame.image_size, landmarks, world, frame.visibility[order], frame.presence[order])


@given(st.floats(0, 100), st.floats(0, 120), st.floats(0, 60))
@settings(max_examples=50, deadline=None)
def test_known_angles_come_back_from_the_side_and_from_world_landmarks(hip, knee, fold):
    c = channels(Figure(left=(hip, knee, 0), fold=fold), yaw=90)
    assert c["knee_flexion_left"] == pytest.approx(knee, abs=0.5)
    assert c["knee_flexion_world_left"] == pytest.approx(knee, abs=0.5)
    assert c["trunk_incline"] == pytest.approx(fold, abs=2.0)  # perspective


@given(st.floats(-30, 30), st.floats(-12, 12))
@settings(max_examples=50, deadline=None)
def test_side_bend_is_the_spines_and_a_tilted_camera_does_not_change_it(bend, roll):
    c = channels(Figure(side_bend=bend), roll=roll)
    assert c["side_bend"] == pytest.approx(bend, abs=0.6)
    assert c["trunk_lateral_lean"] == pytest.approx(bend + roll, abs=0.6)


def test_forward_fold_is_not_side_bend():
    c = channels(Figure(fold=50, left=(50, 0, 4), right=(50, 0, 4)))
    assert abs(c["side_bend"]) < 0.1
    assert abs(c["trunk_lateral_lean"]) < 0.1
    assert c["trunk_length"] == pytest.approx(1.0)  # no longer trunk was ever seen


SIGNED = {"side_bend", "trunk_lateral_lean", "left_sign", "near_left", "yaw_deg", "pelvis_shift", "trunk_lean_world",
          "foot_lift", "planted_left"}  # fmt: skip
OTHER = {"left": "right", "right": "left"}


@given(st.floats(0, 90), st.floats(0, 90), st.floats(-25, 25), st.sampled_from([0, 40, 90]))
@settings(max_examples=40, deadline=None)
def test_mirror_swaps_sides_and_changes_nothing_else(left, right, bend, yaw):
    frame = see(Figure(left=(left, left, 10), right=(right, right, 5), side_bend=bend), yaw=yaw)
    frame.visibility[11::2] = 0.9  # the left is near
    one, two = FeatureExtractor().extract(frame).channels, FeatureExtractor().extract(mirrored(frame)).channels
    for name, value in one.items():
        if "_x_px" in name or name in {"shoulder_tilt", "hip_tilt", "left_sign"}:
            continue
        stem, _, side = name.rpartition("_")
        swapped = f"{stem}_{OTHER[side]}" if side in OTHER and name not in SIGNED else name
        expected = -value if name in SIGNED else value
        assert two[swapped] == pytest.approx(expected, abs=1e-4, nan_ok=True), name


@given(st.sampled_from([(640, 480), (1280, 720), (360, 640)]), st.floats(2.5, 6.0))
@settings(max_examples=20, deadline=None)
def test_lengths_and_angles_do_not_depend_on_picture_or_distance(size, distance):
    figure = Figure(left=(70, 90, 8), side_bend=8)
    near, far = channels(figure), channels(figure, size=size, distance=distance)
    assert far["side_bend"] == pytest.approx(near["side_bend"], abs=1.0)
    assert far["shoulder_width"] == pytest.approx(near["shoulder_width"], rel=0.05)


@pytest.mark.parametrize("name", ["left_knee", "left_ankle"])
def test_a_hidden_landmark_is_nan_and_hurts_only_what_rests_on_it(name):
    c = channels(Figure(missing=(name,)))
    assert math.isnan(c["knee_flexion_left"])
    assert math.isnan(c["knee_flexion_world_left"])
    assert math.isfinite(c["knee_flexion_right"])
    assert math.isfinite(c["side_bend"])


def test_a_landmark_outside_the_picture_is_a_guess():
    frame = see(Figure(), distance=1.4)
    assert (frame.landmarks[:, 1] > 1.05).any()
    assert math.isnan(FeatureExtractor().extract(frame).channels["ankle_y_px_left"])


@pytest.mark.parametrize("spread", [0.0, 1e-200])
def test_all_landmarks_in_one_place_give_no_lengths_and_no_error(spread):
    frame = see(Figure())
    points = np.full((33, 3), 0.5) + spread * np.arange(99).reshape(33, 3)
    c = FeatureExtractor().extract(replace(frame, landmarks=points, world_landmarks=points)).channels
    assert math.isnan(c["shoulder_width"])
    assert math.isnan(c["ear_offset"])


def test_nobody_gives_nan_and_reset_forgets():
    extractor = FeatureExtractor()
    extractor.extract(see(Figure(), 0.0, distance=2.5))
    nobody = PoseFrame(0.1, (640, 480), np.full((33, 3), np.nan), np.full((33, 3), np.nan), np.zeros(33), np.zeros(33), 0)
    assert math.isnan(extractor.extract(nobody).channels["side_bend"])
    extractor.reset()
    assert extractor.extract(see(Figure(), 0.2)).channels == channels(Figure(), t=0.2)
