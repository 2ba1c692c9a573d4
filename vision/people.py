"""Who is who when several people are in the picture: one series of pose frames per person.

The model returns people in no lasting order. Each is joined to the track whose hips and shoulders were last nearest,
measured in the person's own torso length.
"""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from vision.skeleton import LANDMARK_COUNT, LEFT_HIP, LEFT_SHOULDER, RIGHT_HIP, RIGHT_SHOULDER
from vision.types import FloatArray, Frame, PoseFrame

TORSO: Final = (LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_HIP, RIGHT_HIP)
MAX_STEP: Final = 1.5
"""Further than this many torso lengths from where a person was last seen, it is somebody else."""


@dataclass(slots=True)
class Track:
    """One person: a pose frame for every frame of the clip, nobody where not seen; `last` (4, 2) px: the torso then."""

    last: FloatArray
    frames: list[PoseFrame]
    seen: int = 0


def nobody(t: float, image_size: tuple[int, int]) -> PoseFrame:
    """A frame in which nobody was found: landmarks NaN, visibility and presence 0."""
    points = np.full((LANDMARK_COUNT, 3), np.nan)
    unseen = np.zeros(LANDMARK_COUNT)
    points.flags.writeable = unseen.flags.writeable = False
    return PoseFrame(t, image_size, points, points, unseen, unseen, people=0)


def follow(frames: Iterable[tuple[Frame, tuple[PoseFrame, ...]]], most: int) -> list[list[PoseFrame]]:
    """One series per person, at most `most`, the one seen longest first; each covers every frame given.

    frames: a picture and everyone found in it, in order of time.
    """
    tracks: list[Track] = []
    past: list[PoseFrame] = []
    for frame, people in frames:
        empty = nobody(frame.t, (frame.image.shape[1], frame.image.shape[0]))
        for track, person in _matches(tracks, people, most, past):
            track.last = _torso(person)
            track.frames.append(person)
            track.seen += 1
        past.append(empty)
        for track in tracks:
            if len(track.frames) < len(past):
                track.frames.append(empty)
    return [track.frames for track in sorted(tracks, key=lambda track: -track.seen)]


def _matches(
    tracks: list[Track], people: tuple[PoseFrame, ...], most: int, past: list[PoseFrame]
) -> list[tuple[Track, PoseFrame]]:
    """Every person with a track, nearest pairs first; a new track where none is near and there is room."""
    torsos = [_torso(person) for person in people]
    pairs = sorted(
        (_distance(track.last, torso), i, j)
        for (i, track), (j, torso) in itertools.product(enumerate(tracks), enumerate(torsos))
    )
    taken: dict[int, int] = {}
    for distance, i, j in pairs:
        if distance <= MAX_STEP and j not in taken and i not in taken.values():
            taken[j] = i
    for j, torso in enumerate(torsos):
        if j not in taken and len(tracks) < most:
            taken[j] = len(tracks)
            tracks.append(Track(torso, list(past)))
    return [(tracks[i], people[j]) for j, i in taken.items()]


def _torso(person: PoseFrame) -> FloatArray:
    return np.asarray(person.landmarks[TORSO, :2] * person.image_size, dtype=np.float64)


def _distance(a: FloatArray, b: FloatArray) -> float:
    length = float(np.linalg.norm(b[:2].mean(axis=0) - b[2:].mean(axis=0)))
    return float(np.linalg.norm(a - b, axis=1).mean()) / max(length, 1.0)
