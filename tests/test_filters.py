import numpy as np
import pytest

from tests.figure import Figure, see
from vision.filters import MAX_GAP_S, LandmarkFilter
from vision.skeleton import LEFT_KNEE, LEFT_WRIST
from vision.types import PoseFrame


def squat_at(t, missing=()):
    depth = 50 - 50 * np.cos(2 * np.pi * t / 2.0)
    return see(
        Figure(left=(depth, depth, 4), right=(depth, depth, 4), pelvis=(0, 0.9 - 0.002 * depth, 0), missing=missing), t
    )


def blank(t):
    return PoseFrame(t, (640, 480), np.full((33, 3), np.nan), np.full((33, 3), np.nan), np.zeros(33), np.zeros(33), 0)


def run(frames, landmark_filter=None):
    landmark_filter = landmark_filter or LandmarkFilter()
    return [landmark_filter.apply(frame) for frame in frames]


def test_reset_equals_a_new_filter():
    frames = [squat_at(i / 30) for i in range(40)]
    used = LandmarkFilter()
    run(frames[17:], used)
    used.reset()
    for again, fresh in zip(run(frames, used), run(frames), strict=True):
        np.testing.assert_array_equal(again.landmarks, fresh.landmarks)
        np.testing.assert_array_equal(again.world_landmarks, fresh.world_landmarks)
        np.testing.assert_array_equal(again.visibility, fresh.visibility)


@pytest.mark.parametrize("fps", [15, 30, 60])
def test_the_bottom_of_a_rep_is_not_blunted(fps):
    frames = [squat_at(i / fps) for i in range(2 * fps + 1)]
    true_bottom = max(frame.landmarks[LEFT_KNEE, 0] for frame in frames)
    found = max(frame.landmarks[LEFT_KNEE, 0] for frame in run(frames))
    travel = true_bottom - frames[0].landmarks[LEFT_KNEE, 0]
    assert abs(found - true_bottom) < 0.02 * abs(travel) + 1e-4


def test_a_still_body_gets_steadier():
    rng = np.random.default_rng(1)
    frames = []
    for i in range(90):
        frame = see(Figure(), i / 30)
        frame.landmarks[:, :2] += rng.normal(0, 0.002, (33, 2))
        frames.append(frame)
    raw = np.std([f.landmarks[:, 1] for f in frames[30:]], axis=0).mean()
    smooth = np.std([f.landmarks[:, 1] for f in run(frames)[30:]], axis=0).mean()
    assert smooth < 0.65 * raw


@pytest.mark.parametrize(("gap_s", "bridged"), [(0.1, True), (MAX_GAP_S - 0.02, True), (0.5, False)])
def test_short_gaps_are_bridged_long_ones_are_nan(gap_s, bridged):
    frames = [squat_at(i / 60) if not 1.0 < i / 60 < 1.0 + gap_s else blank(i / 60) for i in range(180)]
    out = run(frames)
    inside = out[int((1.0 + gap_s) * 60) - 1]
    assert np.isfinite(inside.landmarks[LEFT_KNEE, 0]) == bridged
    after = out[int((1.0 + gap_s) * 60) + 2]
    np.testing.assert_allclose(after.landmarks, squat_at(after.t).landmarks, atol=0.03)


def test_a_teleporting_landmark_is_thrown_out_and_a_lasting_move_is_believed():
    frames = [see(Figure(), i / 30) for i in range(60)]
    home = frames[0].landmarks[LEFT_WRIST, 0]
    frames[30].landmarks[LEFT_WRIST, 0] += 0.5
    frames[31].landmarks[LEFT_WRIST, 0] += 0.5
    out = run(frames)
    assert max(abs(f.landmarks[LEFT_WRIST, 0] - home) for f in out) < 1e-6
    for frame in frames[40:]:
        frame.landmarks[LEFT_WRIST, 0] += 0.5
    assert run(frames)[-1].landmarks[LEFT_WRIST, 0] == pytest.approx(home + 0.5, abs=1e-3)


def test_frames_out_of_order_change_nothing():
    landmark_filter = LandmarkFilter()
    before = run([squat_at(i / 30) for i in range(10)], landmark_filter)[-1]
    late = landmark_filter.apply(squat_at(0.1))
    np.testing.assert_array_equal(late.landmarks, before.landmarks)
