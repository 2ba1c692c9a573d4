"""Pictures of a session: any frame, thumbnails of worst moments, short clips of reps; kept once they are made.

What is kept lies in a folder named by the recording's hash, so that it goes when the recording goes.
"""

import hashlib
import json
import threading
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from server.report_pictures import finding_picture, plain_size, pose_at
from vision.drawing import blank, draw_skeleton, points_px
from vision.encode import WebmWriter
from vision.files import atomic_write
from vision.frames import FrameSource, frame_times
from vision.recording import load
from vision.types import Finding, ImageArray, Recording
from vision.video import encode_jpeg, reduced

THUMBNAIL_WIDTH: Final = 560
CLIP_SIDE: Final = 720
CLIP_AIR_S: Final = 0.3
LONGEST_CLIP_S: Final = 60.0
MOST_CLIP_FPS: Final = 30
_ANY_LENGTH_S: Final = 1e9
_NEAR_S: Final = 0.25


class CachedPictures:
    """Pictures of one session; `video` None draws skeletons on a plain ground. Safe to use from several threads.

    `times` (s) of the video's pictures are read from the folder, or found by decoding the video once.
    """

    def __init__(
        self, folder: Path, recording: Path | Recording, video: Path | None, times: list[float] | None = None
    ) -> None:
        self.folder = folder
        self._recording = recording
        self._video = video
        self._times = times
        self._making = threading.Lock()
        self._source: FrameSource | None = None

    @property
    def recording(self) -> Recording:
        """The landmarks; loaded when they are first needed, since what is kept already needs none."""
        if isinstance(self._recording, Path):
            self._recording = load(self._recording)
        return self._recording

    def times(self) -> list[float]:
        """The media time (s) of every picture; of every row of the recording where there is no video."""
        if self._video is None:
            return [float(t) for t in self.recording.t]
        with self._making:
            if self._times is None:
                kept = self.folder / "times.json"
                if not kept.exists():
                    self._times = frame_times(self._video, 10**9, _ANY_LENGTH_S)
                    self.write_times()
                self._times = [float(t) for t in json.loads(kept.read_text(encoding="ascii"))]
            return self._times

    def write_times(self) -> None:
        """Keep the times for later."""
        with atomic_write(self.folder / "times.json") as partial:
            partial.write_text(json.dumps([round(t, 6) for t in self._times or []]), encoding="ascii")

    def frame(self, t: float, *, skeleton: bool) -> tuple[float, ImageArray]:
        """The picture shown at `t` seconds (BGR), and its own time."""
        if self._video is None:
            rows = self.recording.t
            i = max(0, int(np.searchsorted(rows, t + 1e-6, side="right")) - 1)
            shown, image, skeleton = float(rows[i]), blank(*plain_size(self.recording)), True
        else:
            times = self.times()
            with self._making:
                if self._source is None:
                    self._source = FrameSource(self._video, times)
            shown, image = self._source.at(t)
        if skeleton:
            image = image.copy()
            pose = pose_at(self.recording, shown, _NEAR_S)
            if pose is not None:
                draw_skeleton(image, points_px(pose, image.shape[1], image.shape[0]))
        return shown, image

    def thumbnail(self, finding: Finding) -> Path:
        """A JPEG of the worst moment with skeleton, value and limit."""
        numbers = (finding.value, finding.limit, finding.error, finding.t_worst)
        rounded = [None if number is None else round(number, 4) for number in numbers]
        key = [finding.rule, finding.fault, *rounded, [int(landmark) for landmark in finding.landmarks]]
        path = self.folder / f"thumb-{_short(key)}.jpg"
        if not path.exists():
            _, image = self.frame(finding.t_worst or 0.0, skeleton=False)
            with atomic_write(path) as partial:
                partial.write_bytes(encode_jpeg(finding_picture(image, finding, self.recording)))
        return path

    def clip(self, t_start: float, t_end: float, *, skeleton: bool) -> tuple[Path, float, int]:
        """A WebM of that stretch with some air around it: path, time (s) of its first picture and pictures a second.

        Picture `i` is the one shown at start + i / fps, so the clip keeps time also where the video's rate varies.
        """
        times = self.times()
        start = max(times[0], round(t_start, 4) - CLIP_AIR_S)
        end = min(times[-1], round(t_end, 4) + CLIP_AIR_S, start + LONGEST_CLIP_S)
        inside = [t for t in times if start <= t <= end]
        rate = (len(inside) - 1) / (inside[-1] - inside[0]) if len(inside) > 1 else 1.0
        fps = max(1, min(MOST_CLIP_FPS, round(rate)))
        path = self.folder / f"clip-{_short([round(start, 4), round(end, 4), skeleton])}.webm"
        with _lock_of(str(path)):
            if not path.exists():
                self._write_clip(path, start, max(1, round((end - start) * fps)), fps, skeleton)
        return path, start, fps

    def _write_clip(self, path: Path, start: float, count: int, fps: int, skeleton: bool) -> None:
        first = _even(reduced(self.frame(start, skeleton=False)[1], CLIP_SIDE))
        with atomic_write(path) as partial, WebmWriter(partial, (first.shape[1], first.shape[0])) as writer:
            for i in range(count):
                _, image = self.frame(start + i / fps, skeleton=skeleton)
                writer.write(_even(reduced(image, CLIP_SIDE)), i / fps)


def open_pictures(folder: Path, recording: Path, video: Path | None) -> CachedPictures:
    """The pictures of a session; the latest few stay open, so that stepping through frames is quick."""
    return _opened(folder, recording, video)


@lru_cache(maxsize=4)
def _opened(folder: Path, recording: Path, video: Path | None) -> CachedPictures:
    folder.mkdir(parents=True, exist_ok=True)
    return CachedPictures(folder, recording, video)


def close_pictures() -> None:
    """Let go of all open sessions: something was deleted."""
    _opened.cache_clear()


@lru_cache(maxsize=256)
def _lock_of(_: str) -> threading.Lock:
    """A lock per clip, so that two who ask for the same one don't both encode it."""
    return threading.Lock()


def _even(image: ImageArray) -> ImageArray:
    return image[: image.shape[0] // 2 * 2, : image.shape[1] // 2 * 2]


def _short(key: object) -> str:
    return hashlib.sha256(json.dumps(key).encode()).hexdigest()[:20]
