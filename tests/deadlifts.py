"""A person who deadlifts, made of landmarks with known angles: frames as the pose model would give them."""

from dataclasses import replace

import numpy as np

from tests.figure import Figure, see
from vision.skeleton import MIRROR
from vision.types import PoseFrame

FPS = 30.0


def bent(share, *, fold=65.0, knees=60.0, hands_up=0.0):
    """Upright (share 0) to the bottom (share 1); arms hang straight down, `hands_up` turns them forward (deg)."""
    knee = 4.0 + share * knees
    hip = share * (fold + knees / 2)
    sink, back = share * knees / 60.0 * 0.22, share * 0.15
    return Figure(
        left=(hip, knee, 4.0), right=(hip, knee, 4.0), fold=fold * share, arms_forward=fold * share + hands_up,
        pelvis=(0.0, 0.9 - sink, -back),
    )  # fmt: skip


def path(*stops):
    """(seconds, share) stops, moved between smoothly: [(t, share)] at `FPS`."""
    out, t0, share0 = [], 0.0, stops[0][1]
    for seconds, share in stops:
        for i in range(round(seconds * FPS)):
            x = (i + 1) / max(1, round(seconds * FPS))
            out.append((t0 + (i + 1) / FPS, share0 + (share - share0) * (1 - np.cos(np.pi * x)) / 2))
        t0, share0 = out[-1][0] if out else t0, share
    return out


def a_set(reps, *, rest=0.5, pull=1.2, lockout=0.5, lower=1.2, away=True):
    """Stand, bend to the weight, lift it `reps` times, put it down; `away`: stand up again without it."""
    stops = [(1.0, 0.0), (1.5, 1.0), (0.6, 1.0)]
    for _ in range(reps):
        stops += [(pull, 0.0), (lockout, 0.0), (lower, 1.0), (rest, 1.0)]
    return path(*stops, *([(1.5, 0.0), (1.0, 0.0)] if away else []))


def frames(moments, *, yaw=90.0, fps=FPS, **kind):
    """Pose frames of a path; `kind` goes to `bent`."""
    step = round(FPS / fps)
    return [see(bent(share, **kind), t, yaw=yaw) for t, share in moments[::step]]


def mirrored(frame):
    """The frame as a mirror shows it: sides swapped."""
    swap = np.array(MIRROR)
    landmarks, world = frame.landmarks[swap].copy(), frame.world_landmarks[swap].copy()
    landmarks[:, 0], world[:, 0] = 1.0 - landmarks[:, 0], -world[:, 0]
    return replace(
        frame, landmarks=landmarks, world_landmarks=world, visibility=frame.visibility[swap], presence=frame.presence[swap]
    )


def unseen(t):
    """A frame with nobody in it."""
    return PoseFrame(t, (640, 480), np.full((33, 3), np.nan), np.full((33, 3), np.nan), np.zeros(33), np.zeros(33), 0)
