"""People in the further movements (bridge, squat, reverse fly, balance poses), made of landmarks with known angles."""

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np

from tests.figure import FOREARM, HIPS, SHANK, SHOULDERS, THIGH, TRUNK, UPPER_ARM, rotate_x, rotate_y, rotate_z, see
from tests.lunges import path
from vision.exercises import exercise_named
from vision.features import FeatureExtractor
from vision.filters import LandmarkFilter
from vision.reps import RepSpan
from vision.session import SessionSettings, analyze
from vision.skeleton import INDEX, LANDMARK_COUNT, MIRROR
from vision.types import PoseFrame, Recording

FPS = 30.0
GOLDEN = Path(__file__).parent / "golden"
LEG = THIGH + SHANK
ANKLE = 0.08
FORWARD, UP, LEFT = np.array([0.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0]), np.array([1.0, 0.0, 0.0])


@dataclass
class Body:
    """Places in metres, axes of tests.figure; knees bend to fit, towards their hints. Index 0 = left, 1 = right."""

    pelvis: np.ndarray
    ankles: tuple
    knee_hints: tuple = (FORWARD, FORWARD)
    trunk: np.ndarray = field(default_factory=lambda: np.eye(3))
    hips: np.ndarray | None = None  # the pelvis' own rotation; None = the trunk's
    arms: tuple = (-UP, -UP)  # directions of the upper arms
    forearms: tuple | None = None
    shrug: float = 0.0  # m, both shoulders along the trunk
    missing: tuple[str, ...] = ()

    def points(self):
        p = np.full((LANDMARK_COUNT, 3), np.nan)
        pelvis = np.asarray(self.pelvis, float)
        hips = self.trunk if self.hips is None else self.hips
        neck = pelvis + self.trunk @ (TRUNK * UP)
        for i, (side, sign) in enumerate((("left", 1), ("right", -1))):
            hip, ankle = pelvis + hips @ (sign * HIPS / 2 * LEFT), np.asarray(self.ankles[i], float)
            knee, ankle = _bent(hip, ankle, self.knee_hints[i])
            shoulder = neck + self.trunk @ (sign * SHOULDERS / 2 * LEFT + self.shrug * UP)
            arm = _unit(self.arms[i])
            fore = arm if self.forearms is None else _unit(self.forearms[i])
            shin = _unit(ankle - knee)
            toe = _unit(np.asarray(self.knee_hints[i]) - (np.asarray(self.knee_hints[i]) @ shin) * shin)
            names = {
                "hip": hip, "knee": knee, "ankle": ankle, "shoulder": shoulder, "elbow": shoulder + UPPER_ARM * arm,
                "wrist": shoulder + UPPER_ARM * arm + FOREARM * fore, "heel": ankle + 0.05 * shin - 0.05 * toe,
                "foot_index": ankle + 0.07 * shin + 0.15 * toe,
                "ear": neck + self.trunk @ np.array([sign * 0.08, 0.2, 0.0]),
            }  # fmt: skip
            for name, place in names.items():
                p[INDEX[f"{side}_{name}"]] = place
        p[INDEX["nose"]] = neck + self.trunk @ np.array([0.0, 0.2, 0.11])
        p[np.isnan(p[:, 0])] = neck + self.trunk @ np.array([0.0, 0.21, 0.08])
        return p


def _unit(vector):
    return np.asarray(vector, float) / np.linalg.norm(vector)


def _bent(hip, ankle, hint):
    """Knee between hip and ankle on the side of `hint`; an ankle out of reach is pulled in."""
    leg = ankle - hip
    length = min(np.linalg.norm(leg), LEG - 1e-6)
    axis = _unit(leg)
    along = (length**2 + THIGH**2 - SHANK**2) / (2 * length)
    out = np.asarray(hint, float) - (np.asarray(hint) @ axis) * axis
    return hip + along * axis + np.sqrt(max(0.0, THIGH**2 - along**2)) * _unit(out), hip + length * axis


def standing(**more):
    return Body(np.array([0.0, ANKLE + LEG - 0.002, 0.0]), tuple(np.array([s * 0.14, ANKLE, 0.0]) for s in (1, -1)), **more)


def bridge(share=1.0, *, top=0.0, lifted=None, block=0.0, drop=0.0):
    """On the back, head away from +z. `share` 0 lies, 1 is the top: shoulder, hip and knee miss the straight by `top` deg.

    `lifted`: "left" or "right", that leg straight in the air; `block`: m under the tailbone; `drop`: deg by which the pelvis
    falls on the lifted (or left) side at the top.
    """
    low = np.arcsin(block / TRUNK)
    return _on_back(low + (max(_lift(top), low) - low) * share, lifted, drop * share * (-1 if lifted == "right" else 1))


def _on_back(lift, lifted=None, tip=0.0):
    """The trunk raised by `lift` rad about the shoulders, the pelvis rolled by `tip` deg, + = the left side lower."""
    pelvis = np.array([0.0, 0.10 + TRUNK * np.sin(lift), TRUNK * np.cos(lift)])
    trunk = rotate_x(-90.0 - np.degrees(lift))
    ankles = [np.array([s * 0.12, ANKLE, TRUNK + 0.40]) for s in (1, -1)]
    hint = UP + 0.1 * FORWARD
    if lifted is not None:
        thigh = _unit(_bent(pelvis, np.array([0.0, ANKLE, TRUNK + 0.40]), hint)[0] - pelvis)
        i, s = (0, 1) if lifted == "left" else (1, -1)
        ankles[i] = pelvis + (LEG - 0.01) * thigh + s * HIPS / 2 * LEFT
    arms = tuple(np.array([s, 0.0, 0.15]) for s in (0.25, -0.25))
    return Body(pelvis, tuple(ankles), (hint, hint), trunk, rotate_z(tip).T @ trunk, arms=arms)


@cache
def _lift(top):
    """The lift (rad) at which shoulder, hip and knee miss the straight by `top` deg, hips low."""
    return next(lift for lift in np.arange(0.9, 0.0, -0.002) if _line(_on_back(lift)) <= -top)


def _line(figure):
    """Signed degrees by which the hips are above (+) or below the line from shoulder to knee on the left."""
    p = figure.points()
    shoulder, hip, knee = (p[INDEX[f"left_{name}"]][1:] for name in ("shoulder", "hip", "knee"))
    a, b = hip - shoulder, knee - hip
    return np.degrees(np.arctan2(a[0] * b[1] - a[1] * b[0], a @ b))


def squat(share=1.0, *, knee=115.0, shin=32.0, fold=40.0, stance=0.36, out=22.0, arms=80.0):
    """`knee` flexion, `shin` tilt and `fold` at the bottom; `out`: deg by which the knees point outwards (- = cave in)."""
    k, b = np.radians(max(1.0, knee * share)), np.radians(shin * share)
    height = SHANK * np.cos(b) + THIGH * np.cos(k - b)
    back = SHANK * np.sin(b) - THIGH * np.sin(k - b)
    hints = tuple(rotate_y(s * out * share) @ FORWARD for s in (1, -1))
    ankles = tuple(np.array([s * stance / 2, ANKLE, 0.0]) for s in (1, -1))
    lift = rotate_x(-arms * share) @ -UP
    return Body(np.array([0.0, ANKLE + height, back]), ankles, hints, rotate_x(fold * share), np.eye(3), arms=(lift, lift))


def fly(share=1.0, *, fold=60.0, short=0.0, elbow=15.0, shrug=0.0):
    """Hinged by `fold`; arms from under the chest to `short` deg before the shoulder line; `shrug` m at the top."""
    trunk = rotate_x(fold)
    ahead = trunk @ FORWARD

    def arm(sign, angle):
        a = np.radians(angle)
        return np.cos(a) * sign * LEFT + np.sin(a) * ahead

    angle = 88.0 + (short - 88.0) * share
    back = 0.10 if fold > 20.0 else 0.0
    figure = standing(
        trunk=trunk, hips=trunk, arms=tuple(arm(s, angle) for s in (1, -1)),
        forearms=tuple(arm(s, min(95.0, angle + elbow)) for s in (1, -1)), shrug=shrug * share,
    )  # fmt: skip
    return replace(figure, pelvis=figure.pelvis - np.array([0.0, 0.02, back]))


def warrior(share=1.0, *, stands="left", leg=0.0, trunk=0.0, open_hip=0.0, sway=0.0, knee=8.0):
    """Share 1: `leg` deg below level, `trunk` deg above it; `open_hip`: deg by which the lifted hip turns up; `sway` m."""
    i, s = (0, 1) if stands == "left" else (1, -1)
    fold = (90.0 - trunk) * share
    lift = (90.0 - leg) * share
    pelvis = np.array([s * -0.10 + sway, ANKLE + LEG - 0.01, -0.05 * share])
    hips = rotate_z(s * -open_hip * share)
    ankles = [None, None]
    ankles[i] = np.array([0.0, ANKLE, 0.0])
    hip = pelvis + hips @ (-s * HIPS / 2 * LEFT)
    ankles[1 - i] = hip + (LEG * np.cos(np.radians(knee / 2)) - 0.002) * (rotate_x(lift) @ -UP)
    hints = [FORWARD, FORWARD]
    hints[1 - i] = rotate_x(lift) @ FORWARD
    ahead = rotate_x(fold) @ UP
    arms = (-UP * (1 - share) + ahead * share + 1e-3,) * 2
    return Body(pelvis, tuple(ankles), tuple(hints), rotate_x(fold), hips, arms=arms)


def tree(share=1.0, *, stands="left", hike=0.0, sway=0.0, foot=0.30):
    """Share 1: the foot on the other leg `foot` m above its ankle, knee out; `hike`: deg the lifted side's hip is higher."""
    i, s = (0, 1) if stands == "left" else (1, -1)
    pelvis = np.array([s * -0.10 * share + sway, ANKLE + LEG - 0.004, 0.0])
    hips = rotate_z(s * -hike * share)
    ankles, hints = [None, None], [FORWARD, FORWARD]
    ankles[i] = np.array([s * 0.11 * (1 - share), ANKLE, 0.0])
    target = ankles[i] + np.array([-s * (0.22 * (1 - share) + 0.07 * share), foot * share, 0.02 * share])
    ankles[1 - i] = target
    hints[1 - i] = (1 - share) * FORWARD + share * (-s * LEFT + 0.35 * FORWARD)
    hands = tuple(np.array([0.3 * t, 1.0 if share > 0.5 else -1.0, 0.0]) for t in (1, -1))
    return Body(pelvis, tuple(ankles), tuple(hints), hips=hips, arms=hands)


def reps(move, count=3, *, rest=0.6, way=1.0, stay=0.4, first=1.0, fps=FPS, **kind):
    """Rest, then `count` times out and back: [(t, figure)]."""
    one = ((way, 1.0), (stay, 1.0), (way, 0.0), (rest, 0.0))
    return [(t, move(share, **kind)) for t, share in path((first, 0.0), *one * count, fps=fps)]


def hold(move, seconds=6.0, *, enter=1.5, fps=FPS, sway=0.0, **kind):
    """Stand, get into the pose, hold it (swaying by `sway` m, RMS, at 0.7 Hz), get out: [(t, figure)]."""
    out = []
    for t, share in path((1.0, 0.0), (enter, 1.0), (seconds, 1.0), (enter, 0.0), (1.0, 0.0), fps=fps):
        swaying = {"sway": np.sqrt(2.0) * sway * np.sin(2 * np.pi * 0.7 * t) * (share > 0.95)} if sway else {}
        out.append((t, move(share, **swaying, **kind)))
    return out


def filmed(figures, *, noise=0.0, seed=0, **camera):
    """A recording of [(t, figure)]; `noise`: of each landmark, a share of the picture's height, as a pose model has it."""
    rng = np.random.default_rng(seed)
    far = 12 if camera.get("yaw", 0.0) >= 0.0 else 11  # the first landmark of the side that the model sees less well
    frames = [see(figure, t, **camera) for t, figure in figures]
    for frame in frames:
        frame.visibility[far::2] *= 0.8
    return recorded([_shaken(frame, noise, rng) for frame in frames])


def _shaken(frame, noise, rng):
    if not noise:
        return frame
    width, height = frame.image_size
    landmarks = frame.landmarks + rng.normal(0.0, noise, frame.landmarks.shape) * np.array([height / width, 1.0, 1.0])
    return replace(frame, landmarks=landmarks, world_landmarks=frame.world_landmarks + rng.normal(0.0, 0.01, (33, 3)))


def recorded(frames: list[PoseFrame]) -> Recording:
    arrays = {
        n: np.stack([getattr(f, n) for f in frames]) for n in ("landmarks", "world_landmarks", "visibility", "presence")
    }
    return Recording(np.array([frame.t for frame in frames]), frames[0].image_size, **arrays)


def mirrored(recording: Recording) -> Recording:
    """The recording as a mirror shows it: sides swapped."""
    swap = np.array(MIRROR)
    landmarks, world = recording.landmarks[:, swap].copy(), recording.world_landmarks[:, swap].copy()
    landmarks[:, :, 0], world[:, :, 0] = 1.0 - landmarks[:, :, 0], -world[:, :, 0]
    return replace(
        recording, landmarks=landmarks, world_landmarks=world,
        visibility=recording.visibility[:, swap], presence=recording.presence[:, swap],
    )  # fmt: skip


def hidden(recording: Recording, *names: str, sides=("left", "right"), since=0.0) -> Recording:
    """The recording with these landmarks not seen from `since` (s) on."""
    visibility = recording.visibility.copy()
    for name in names:
        for side in sides:
            visibility[recording.t >= since, INDEX[f"{side}_{name}"]] = 0.0
    return replace(recording, visibility=visibility)


def spans(name, recording):
    """The reps and holds that an exercise finds in a recording, filtered as a session does."""
    smooth, extractor, segmenter = LandmarkFilter(), FeatureExtractor(), exercise_named(name).segmenter()
    frames = [recording.frame(i) for i in range(len(recording))]
    found = [one for frame in frames for one in segmenter.step(extractor.extract(smooth.apply(frame)))]
    return [one for one in found + segmenter.close() if isinstance(one, RepSpan)]


def findings(name, recording, rule):
    """What one rule says of every rep of a recording."""
    report = analyze(recording, SessionSettings(name))
    return [next(one for one in scored.findings if one.rule == rule) for scored in report.reps]
