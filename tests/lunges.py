"""A person who lunges to the side, made of landmarks with known angles: frames as the pose model would give them."""

from dataclasses import dataclass, replace

import numpy as np

from tests.figure import HIPS, SHANK, SHOULDERS, THIGH, TRUNK, rotate_x, rotate_z, see
from vision.skeleton import INDEX, LANDMARK_COUNT, MIRROR
from vision.types import PoseFrame

FPS = 30.0
LEG = THIGH + SHANK
ANKLE = 0.08


@dataclass
class Lunger:
    """Pelvis (x, y, z) and ankles (x, z) in metres, axes of tests.figure; knees bend forward to fit. Angles in degrees."""

    pelvis: tuple[float, float, float] = (0.0, ANKLE + LEG, 0.0)
    left: tuple[float, float] = (HIPS / 2, 0.0)
    right: tuple[float, float] = (-HIPS / 2, 0.0)
    fold: float = 0.0
    bend: float = 0.0  # at the spine, + = to the person's left
    lean: float = 0.0  # pelvis and trunk as one, + = to the person's left
    arms: float = 0.0  # 1 = both straight up
    missing: tuple[str, ...] = ()

    def points(self):
        p = np.full((LANDMARK_COUNT, 3), np.nan)
        pelvis = np.array(self.pelvis)
        tipped = rotate_z(-self.lean)
        trunk = rotate_z(-self.bend) @ tipped @ rotate_x(self.fold)
        neck = pelvis + trunk @ np.array([0.0, TRUNK, 0.0])
        for side, sign, foot in (("left", 1, self.left), ("right", -1, self.right)):
            hip = pelvis + tipped @ np.array([sign * HIPS / 2, 0.0, 0.0])
            ankle = np.array([foot[0], ANKLE, foot[1]])
            shoulder = neck + trunk @ np.array([sign * SHOULDERS / 2, 0.0, 0.0])
            down = np.array([0.0, 2 * self.arms - 1, 0.0])
            names = {
                "hip": hip, "knee": _knee(hip, ankle), "ankle": ankle, "shoulder": shoulder,
                "elbow": shoulder + 0.3 * down, "wrist": shoulder + 0.56 * down,
                "heel": ankle + np.array([0.0, -0.06, -0.05]), "foot_index": ankle + np.array([0.0, -0.08, 0.15]),
                "ear": neck + trunk @ np.array([sign * 0.08, 0.2, 0.0]),
            }  # fmt: skip
            for name, place in names.items():
                p[INDEX[f"{side}_{name}"]] = place
        p[np.isnan(p[:, 0])] = neck + trunk @ np.array([0.0, 0.2, 0.1])
        return p


def _knee(hip, ankle):
    """Where thigh and shank meet, in front of the line from hip to ankle."""
    leg = ankle - hip
    length = min(np.linalg.norm(leg), THIGH + SHANK - 1e-9)
    along = (length**2 + THIGH**2 - SHANK**2) / (2 * length)
    axis = leg / np.linalg.norm(leg)
    forward = np.array([0.0, 0.0, 1.0]) - axis[2] * axis
    return hip + along * axis + np.sqrt(max(0.0, THIGH**2 - along**2)) * forward / np.linalg.norm(forward)


def step(share, *, knee=95.0, shin=28.0, fold=28.0, bend=0.0, lean=0.0, **more):
    """A side step to the left, the right leg straight: `share` 0 stands, 1 is the bottom. Knee flexion, shin tilt, fold."""
    k, b = np.radians(knee * share), np.radians(shin * share)
    height = SHANK * np.cos(b) + THIGH * np.cos(k - b)
    back = SHANK * np.sin(b) - THIGH * np.sin(k - b)
    out = np.sqrt(max(0.0, LEG**2 - height**2 - back**2))
    return Lunger(
        pelvis=(out, ANKLE + height, back), left=(out + HIPS / 2, 0.0), fold=fold * share, bend=bend * share,
        lean=lean * share, **more,
    )  # fmt: skip


def shift(share, *, stance=1.0, out=0.32, drop=0.24, fold=35.0, bend=0.0, lean=0.0):
    """A shift to the left from a stance that is `stance` leg lengths wide; `out` and `drop` of the hips in leg lengths."""
    foot = stance * LEG / 2
    top = ANKLE + np.sqrt(LEG**2 - (foot - HIPS / 2) ** 2) - 0.005
    return Lunger(
        pelvis=(out * LEG * share, top - drop * LEG * share, -0.2 * share), left=(foot, 0.0), right=(-foot, 0.0),
        fold=fold * share, bend=bend * share, lean=lean * share,
    )  # fmt: skip


def stand():
    return Lunger()


def path(*stops, fps=FPS):
    """(seconds, share) stops, moved between smoothly; the first is where it starts: [(t, share)]."""
    ends = np.cumsum([seconds for seconds, _ in stops])
    shares = [stops[0][1], *(share for _, share in stops)]
    out = []
    for i in range(round(ends[-1] * fps) + 1):
        t = i / fps
        part = min(int(np.searchsorted(ends, t)), len(stops) - 1)
        x = 1.0 - (ends[part] - t) / stops[part][0]
        out.append((t, shares[part] + (shares[part + 1] - shares[part]) * (1.0 - np.cos(np.pi * x)) / 2.0))
    return out


def frames(figures, **camera):
    """Pose frames of [(t, figure)]."""
    return [see(figure, t, **camera) for t, figure in figures]


def reps(move, count=1, *, sides="l", rest=0.4, down=0.9, hold=0.2, fps=FPS, **kind):
    """Stand a second, then `count` reps of `move` (`step`, `shift`), sides taken in turn from `sides`: [(t, figure)]."""
    one = ((down, 1.0), (hold, 1.0), (down, 0.0), (rest, 0.0))
    period = sum(seconds for seconds, _ in one)
    figures = []
    for t, share in path((1.0, 0.0), *one * count, fps=fps):
        i = max(0, min(count - 1, int((t - 1.0) / period)))
        figure = move(share, **kind)
        figures.append((t, other(figure) if sides[i % len(sides)] == "r" else figure))
    return figures


def other(figure):
    """The same to the other side."""
    (x, y, z), left, right = figure.pelvis, figure.left, figure.right
    return replace(
        figure,
        pelvis=(-x, y, z),
        left=(-right[0], right[1]),
        right=(-left[0], left[1]),
        bend=-figure.bend,
        lean=-figure.lean,
    )


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
