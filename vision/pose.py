"""The pose model: the only code that knows MediaPipe. Everything else sees `PoseEstimator` and `PoseFrame`."""

import hashlib
import json
import os
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions
from mediapipe.tasks.python import vision as tasks

from vision.errors import ModelError
from vision.people import nobody
from vision.stderr import quiet_stderr
from vision.types import FloatArray, Frame, PoseFrame
from vision.video import to_rgb

MODELS: Final = ("lite", "full", "heavy")
MODELS_FOLDER: Final = Path(__file__).resolve().parent.parent / "models"
_ROUTINE: Final = (b"I0", b"W0", b"INFO:", b"WARNING:")
"""MediaPipe and TensorFlow Lite log every start at levels I and W, straight to the descriptor."""
_HOW_TO_BUILD_HEAVY: Final = "build it with `make model-heavy` (models/README.md says how by hand)"


class PoseEstimator(Protocol):
    """Turns pictures into landmarks; one estimator follows one clip or one live session, frames in order of time."""

    def estimate(self, frame: Frame) -> PoseFrame:
        """Landmarks of the person followed; NaN where nobody is seen."""
        ...

    def close(self) -> None:
        """Let go of the model. May be called twice."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class MediaPipePose:
    """MediaPipe `PoseLandmarker`.

    `still=False` (VIDEO mode) tracks from frame to frame; `still=True` (IMAGE mode) looks at every picture afresh. With
    `people` > 1 a person detector runs on every frame as long as fewer are tracked, which takes twice the time, so following
    one person is the default. Times of frames must not fall; MediaPipe needs whole rising milliseconds and gets them, while
    `PoseFrame.t` keeps the exact media time.
    """

    def __init__(self, model: str = "full", people: int = 1, still: bool = False) -> None:
        path = model_path(model)
        options = tasks.PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=os.fspath(path)),
            running_mode=tasks.RunningMode.IMAGE if still else tasks.RunningMode.VIDEO,
            num_poses=people,
        )
        self.model = model
        self._still = still
        self._last_ms = -1
        self._settled = False
        try:
            with quiet_stderr(*_ROUTINE):
                self._landmarker: tasks.PoseLandmarker | None = tasks.PoseLandmarker.create_from_options(options)
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelError(f"pose model {path} can't be loaded: {_one_line(error)}; put the shipped file back") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the model. May be called twice."""
        if self._landmarker is not None:
            self._landmarker.close()
            self._landmarker = None

    def estimate(self, frame: Frame) -> PoseFrame:
        """Landmarks of the first person; NaN and `people` 0 where nobody is seen. ModelError where inference fails."""
        found = self.estimate_all(frame)
        return found[0] if found else nobody(frame.t, (frame.image.shape[1], frame.image.shape[0]))

    def estimate_all(self, frame: Frame) -> tuple[PoseFrame, ...]:
        """Landmarks of everyone seen, up to `people`; empty where nobody is."""
        if self._landmarker is None:
            raise ModelError("this pose estimator was closed; make a new one for each clip")
        picture = mp.Image(image_format=mp.ImageFormat.SRGB, data=to_rgb(frame.image))
        try:
            if self._settled:
                result = self._detect(self._landmarker, picture, frame.t)
            else:
                # native code logs on its first inference and again the first time that it finds somebody
                with quiet_stderr(*_ROUTINE):
                    result = self._detect(self._landmarker, picture, frame.t)
                self._settled = bool(result.pose_landmarks)
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"the pose model failed at {frame.t:.3f} s: {_one_line(error)}") from error
        size = frame.image.shape[1], frame.image.shape[0]
        return tuple(
            _pose_frame(frame.t, size, landmarks, world, len(result.pose_landmarks))
            for landmarks, world in zip(result.pose_landmarks, result.pose_world_landmarks, strict=True)
        )

    def _detect(self, landmarker: tasks.PoseLandmarker, picture: mp.Image, t: float) -> tasks.PoseLandmarkerResult:
        if self._still:
            return landmarker.detect(picture)
        self._last_ms = max(self._last_ms + 1, round(t * 1000))
        return landmarker.detect_for_video(picture, self._last_ms)


def model_path(model: str) -> Path:
    """The bundle of `model`, checked against models/manifest.json. ModelError says what is wrong and what to do."""
    if model not in MODELS:
        raise ModelError(f"unknown model {model!r}: expected one of {', '.join(MODELS)}")
    entry = _manifest()[model]
    path = MODELS_FOLDER / str(entry["file"])
    cure = _HOW_TO_BUILD_HEAVY if model == "heavy" else "put the shipped file back"
    if not path.is_file():
        raise ModelError(f"the pose model {model!r} is not there: expected {path}; {cure}")
    if _sha256(path) != entry["sha256"]:
        raise ModelError(f"the pose model {path} is not the one that models/manifest.json names (sha256 differs); {cure}")
    return path


@cache
def _manifest() -> dict[str, dict[str, object]]:
    path = MODELS_FOLDER / "manifest.json"
    try:
        manifest = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise ModelError(f"expected a list of pose models in {path}, got: {error}; put the shipped file back") from error
    if not isinstance(manifest, dict) or set(manifest) != set(MODELS):
        raise ModelError(f"expected {', '.join(MODELS)} in {path}; put the shipped file back")
    return manifest


@cache
def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _pose_frame(t: float, size: tuple[int, int], landmarks: list[object], world: list[object], people: int) -> PoseFrame:
    rows = np.array([(p.x, p.y, p.z, p.visibility, p.presence) for p in landmarks], dtype=np.float64)  # type: ignore[attr-defined]
    metres = np.array([(p.x, p.y, p.z) for p in world], dtype=np.float64)  # type: ignore[attr-defined]
    rows.flags.writeable = metres.flags.writeable = False
    points: FloatArray = rows[:, :3]
    return PoseFrame(t, size, points, metres, rows[:, 3], rows[:, 4], people)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
