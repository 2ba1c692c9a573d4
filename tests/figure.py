"""A stick figure with known joint angles, seen by a pinhole camera: exact truth for the core's tests.

Axes of the figure's world: metres, x = the person's left, y = up, z = the person's forward.
"""

from dataclasses import dataclass, field

import numpy as np

from vision.skeleton import INDEX, LANDMARK_COUNT
from vision.types import PoseFrame

THIGH, SHANK, TRUNK, SHOULDERS, HIPS, UPPER_ARM, FOREARM = 0.42, 0.42, 0.52, 0.36, 0.22, 0.30, 0.26


def rotate_x(deg):
    """Rotation about the person's left axis: + tips what points up forward."""
    a = np.radians(deg)
    return np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])


def rotate_y(deg):
    a = np.radians(deg)
    return np.array([[np.cos(a), 0, np.sin(a)], [0, 1, 0], [-np.sin(a), 0, np.cos(a)]])


def rotate_z(deg):
    """Rotation about the forward axis: + tips what points up towards the person's right."""
    a = np.radians(deg)
    return np.array([[np.cos(a), -np.sin(a), 0], [np.sin(a), np.cos(a), 0], [0, 0, 1]])


@dataclass
class Figure:
    """Angles in degrees. Legs: (hip flexion against the trunk, knee flexion, abduction); fold and side bend of the trunk."""

    left: tuple[float, float, float] = (0.0, 0.0, 4.0)
    right: tuple[float, float, float] = (0.0, 0.0, 4.0)
    fold: float = 0.0
    side_bend: float = 0.0  # + = to the person's left, at the spine: the pelvis stays level
    pelvis: tuple[float, float, float] = (0.0, 0.9, 0.0)
    arms_forward: float = 0.0
    missing: tuple[str, ...] = field(default_factory=tuple)

    def points(self) -> np.ndarray:
        """(33, 3) m in the figure's world."""
        p = np.full((LANDMARK_COUNT, 3), np.nan)
        pelvis = np.array(self.pelvis)
        trunk = rotate_z(-self.side_bend) @ rotate_x(self.fold)
        up = trunk @ np.array([0.0, TRUNK, 0.0])
        for side, sign, (hip_flexion, knee_flexion, abduction) in (("left", 1, self.left), ("right", -1, self.right)):
            hip = pelvis + np.array([sign * HIPS / 2, 0, 0])
            thigh_forward = hip_flexion - self.fold
            thigh = rotate_z(sign * abduction) @ rotate_x(-thigh_forward) @ np.array([0, -THIGH, 0])
            shank = rotate_z(sign * abduction) @ rotate_x(knee_flexion - thigh_forward) @ np.array([0, -SHANK, 0])
            shoulder = pelvis + up + trunk @ np.array([sign * SHOULDERS / 2, 0, 0])
            arm = trunk @ rotate_x(-self.arms_forward) @ np.array([0, -1.0, 0])
            knee, ankle = hip + thigh, hip + thigh + shank
            names = {
                "shoulder": shoulder,
                "elbow": shoulder + UPPER_ARM * arm,
                "wrist": shoulder + (UPPER_ARM + FOREARM) * arm,
                "hip": hip,
                "knee": knee,
                "ankle": ankle,
                "heel": ankle + np.array([0, -0.06, -0.05]),
                "foot_index": ankle + np.array([0, -0.08, 0.15]),
                "ear": pelvis + up + trunk @ np.array([sign * 0.08, 0.2, 0.0]),
            }
            for name, value in names.items():
                p[INDEX[f"{side}_{name}"]] = value
        p[INDEX["nose"]] = pelvis + up + trunk @ np.array([0, 0.2, 0.11])
        rest = pelvis + up + trunk @ np.array([0, 0.21, 0.08])
        p[np.isnan(p[:, 0])] = rest
        return p


def see(figure, t=0.0, *, yaw=0.0, size=(640, 480), distance=3.5, height=1.0, roll=0.0) -> PoseFrame:
    """The figure as a camera sees it. `yaw` as in vision.view: +90 = the camera is at the person's left."""
    p = figure.points()
    turned = p @ rotate_y(-yaw).T  # turn the person instead of the camera
    # Camera axes: x right, y down, z away from the camera. Facing the camera, the person's left is at the picture's right.
    cam = np.stack([turned[:, 0], height - turned[:, 1], distance - turned[:, 2]], axis=1)
    focal = size[1] * 1.3
    pixels = focal * cam[:, :2] / cam[:, 2:]
    a = np.radians(roll)
    pixels = pixels @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    pixels += np.array(size) / 2
    hips = (turned[INDEX["left_hip"]] + turned[INDEX["right_hip"]]) / 2
    world = (turned - hips) * np.array([1, -1, -1])
    landmarks = np.concatenate([pixels / np.array(size), world[:, 2:] * 0.5], axis=1)
    visibility = np.ones(LANDMARK_COUNT)
    for name in figure.missing:
        visibility[INDEX[name]] = 0.0
    return PoseFrame(t, size, landmarks, world, visibility, np.ones(LANDMARK_COUNT))
