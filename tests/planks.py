"""A plank seen from the side, with a known hip offset: landmarks in the picture, as the pose model would give them."""

import numpy as np

from vision.skeleton import INDEX, LANDMARK_COUNT, MIRROR
from vision.types import PoseFrame, Recording

SIZE = (640, 480)
LENGTH = 400.0  # px from shoulder to ankle
FLOOR, SHOULDER = np.array([520.0, 400.0]), np.array([120.0, 360.0])


def at(point, right, down):
    """That many pixels from a point."""
    return point + np.array([right, down])


def plank_frame(t, offset=0.02, *, knee=4.0, support=True, hidden=(), head="left"):
    """A frame at `t` s: hips `offset` of the line above it, the knee bent by `knee` deg downwards.

    `head`: at which side of the picture; at the left of it the person's left side is near.
    """
    points = np.full((LANDMARK_COUNT, 2), np.nan)
    along = (FLOOR - SHOULDER) / np.linalg.norm(FLOOR - SHOULDER)
    up = np.array([along[1], -along[0]])
    ankle = SHOULDER + LENGTH * along
    hip = SHOULDER + 0.4 * LENGTH * along + offset * LENGTH * up
    to_ankle = ankle - hip
    down = np.array([-to_ankle[1], to_ankle[0]]) / np.linalg.norm(to_ankle)
    middle = hip + 0.5 * to_ankle + down * 0.5 * np.linalg.norm(to_ankle) * np.tan(np.radians(knee / 2))
    elbow = at(SHOULDER, 0.0, 65.0 if support else -5.0)
    near = {
        "shoulder": SHOULDER,
        "elbow": elbow,
        "wrist": at(elbow, -60.0, 2.0),
        "hip": hip,
        "knee": middle,
        "ankle": ankle,
        "heel": at(ankle, 12.0, -4.0),
        "foot_index": at(ankle, 2.0, 20.0),
        "ear": at(SHOULDER, -45.0, -12.0),
    }
    for side, shift in (("left", 0.0), ("right", 3.0)):
        for name, point in near.items():
            points[INDEX[f"{side}_{name}"]] = at(point, shift, -shift)
    points[np.isnan(points[:, 0])] = at(SHOULDER, -60.0, 0.0)
    return _frame(t, points, hidden, head)


def standing_frame(t, *, hidden=()):
    """Upright, side-on."""
    points = np.tile(np.array([300.0, 100.0]), (LANDMARK_COUNT, 1))
    heights = {
        "shoulder": 140,
        "elbow": 200,
        "wrist": 260,
        "hip": 260,
        "knee": 350,
        "ankle": 440,
        "heel": 450,
        "foot_index": 455,
    }
    for side in ("left", "right"):
        for name, y in heights.items():
            points[INDEX[f"{side}_{name}"]] = (300.0, y)
    return _frame(t, points, hidden, "left")


def _frame(t, points, hidden, head):
    landmarks = np.zeros((LANDMARK_COUNT, 3))
    landmarks[:, :2] = points / SIZE
    world = np.zeros((LANDMARK_COUNT, 3))
    for part, width in (("shoulder", 0.34), ("hip", 0.2)):
        world[INDEX[f"left_{part}"], 2], world[INDEX[f"right_{part}"], 2] = -width / 2, width / 2
    visibility = np.array([0.4 if i % 2 == 0 and i > 10 else 0.95 for i in range(LANDMARK_COUNT)])
    for name in hidden:
        for side in ("left", "right"):
            landmarks[INDEX[f"{side}_{name}"]] = np.nan
    if head == "right":
        landmarks[:, 0] = 1.0 - landmarks[:, 0]
        mirror = list(MIRROR)
        landmarks, world, visibility = landmarks[mirror], world[mirror], visibility[mirror]
    return PoseFrame(t, SIZE, landmarks, world, visibility, visibility)


def frames(parts, fps=30.0):
    """Frames of (seconds, maker) parts, one after the other; `maker(t, seconds into the part)` gives a frame."""
    made = []
    for seconds, maker in parts:
        start = len(made) / fps
        made += [maker(start + i / fps, i / fps) for i in range(round(seconds * fps))]
    return made


def hold(seconds, offset=0.02, **options):
    """A part of `frames`: a steady plank."""
    return seconds, lambda t, _: plank_frame(t, offset, **options)


def shift(seconds, start, end):
    """A part of `frames`: the hips go evenly from one offset to another."""
    return seconds, lambda t, into: plank_frame(t, start + (end - start) * into / seconds)


def kneel(seconds):
    """A part of `frames`: the kneeling set-up."""
    return hold(seconds, 0.04, knee=45.0)


def lower(seconds, knee_from, knee_to, offset=0.02):
    """A part of `frames`: knees bend or straighten evenly."""
    return seconds, lambda t, into: plank_frame(t, offset, knee=knee_from + (knee_to - knee_from) * into / seconds)


def mirrored(recording):
    """The recording as a mirror shows it."""
    mirror = list(MIRROR)
    landmarks, world = recording.landmarks[:, mirror].copy(), recording.world_landmarks[:, mirror].copy()
    landmarks[:, :, 0] = 1.0 - landmarks[:, :, 0]
    world[:, :, 0] *= -1.0
    return Recording(
        recording.t, recording.image_size, landmarks, world, recording.visibility[:, mirror], recording.presence[:, mirror]
    )
