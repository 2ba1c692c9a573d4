"""Video out: VP8 in WebM, which every current browser plays and the OpenCV wheel can write (it has no H.264 encoder)."""

import os
from pathlib import Path
from types import TracebackType
from typing import Self

import cv2

from vision.errors import OutputError
from vision.stderr import quiet_stderr
from vision.types import ImageArray


class WebmWriter:
    """Writes BGR pictures of one even (width, height) at a constant rate to `path` (`.webm`); use as a context manager.

    Leaving the block finishes the file and raises `OutputError` where less than what was written arrived (a full disk).
    """

    def __init__(self, path: Path, size: tuple[int, int], fps: int) -> None:
        self.frames = 0
        self._path = path
        self._fps = fps
        with quiet_stderr(b"OpenCV: FFMPEG: tag"):  # a harmless remark about the four letters below
            self._writer = cv2.VideoWriter(os.fspath(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"VP80"), fps, size)
        if not self._writer.isOpened():
            raise OutputError(
                f"cannot write {path}: expected OpenCV with a VP8 encoder; install the opencv-python-headless wheel"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._writer.release()
        if kind is None:
            self._check()

    def write(self, image: ImageArray) -> None:
        """The next picture, (height, width, 3) uint8."""
        self._writer.write(image)
        self.frames += 1

    def _check(self) -> None:
        # the encoder does not report a failed write; the length is written last
        capture = cv2.VideoCapture(os.fspath(self._path), cv2.CAP_FFMPEG)
        frames = capture.get(cv2.CAP_PROP_FRAME_COUNT) if capture.isOpened() else 0
        capture.release()
        if frames < self.frames - self._fps:
            raise OutputError(
                f"cannot write the video in {self._path.parent}: expected {self.frames} frames, got {max(0, int(frames))}; "
                "the disk may be full: make room or choose another place"
            )
