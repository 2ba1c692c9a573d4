"""Any single picture of a video, exactly: the media time of every picture, and the one shown at a time.

Seeking by the announced frame rate misses on variable rates and with B-frames. Here every picture is known by its own media
time: a seek only brings the decoder near, and the picture is taken when its time is the one asked for.
"""

import os
import threading
from bisect import bisect_right
from collections import OrderedDict
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import cv2

from vision.errors import InputError
from vision.types import ImageArray
from vision.video import decode_picture, probe, reduced, sniff

SAME_S: Final = 0.0005
"""Times this near are the same: browsers give media time in microseconds."""
_GO_ON: Final = 40
"""So many pictures ahead are reached sooner by decoding on than by seeking."""
_KEPT: Final = 16
"""Decoded pictures remembered, so that stepping back doesn't decode from the last key frame each time."""
_BACK_S: Final = (0.0, 1.0, 5.0)


def frame_times(path: Path, most_frames: int, longest_s: float) -> list[float]:
    """The media time (s) of every picture, in order. InputError where the file can't be read or goes beyond the limits."""
    info = probe(path)
    if info.still:
        return [0.0]
    times: list[float] = []
    nominal = 1.0 / info.fps if info.fps else 1.0 / 30.0
    capture = cv2.VideoCapture(os.fspath(path), cv2.CAP_FFMPEG)
    try:
        while capture.grab():
            t = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
            if times and not t > times[-1]:  # no usable time stamps: go on at the announced rate, as VideoReader does
                t = times[-1] + nominal
            times.append(t if times or t > 0.0 else 0.0)
            if len(times) > most_frames or t > longest_s:
                raise InputError(
                    f"{path.name}: expected a video of at most {longest_s / 60:g} minutes and {most_frames} pictures, "
                    "got a longer one; cut it"
                )
    finally:
        capture.release()
    if not times:
        raise InputError(f"{path.name}: expected a video, got one without a picture that can be decoded; export it again")
    return times


class FrameSource:
    """Pictures of one video by media time; safe to use from several threads. Use as a context manager."""

    def __init__(self, path: Path, times: list[float], max_side: int = 1280) -> None:
        self.path = path
        self.times = times
        self._max_side = max_side
        self._lock = threading.Lock()
        self._capture: cv2.VideoCapture | None = None
        self._at = -1  # index of the picture grabbed last
        self._kept: OrderedDict[int, ImageArray] = OrderedDict()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; a later `at` opens it again."""
        with self._lock:
            if self._capture is not None:
                self._capture.release()
            self._capture, self._at = None, -1
            self._kept.clear()

    def index(self, t: float) -> int:
        """Which picture is shown at `t` seconds: the last whose time isn't after it, else the first."""
        return max(0, bisect_right(self.times, t + SAME_S) - 1)

    def at(self, t: float) -> tuple[float, ImageArray]:
        """The media time and (H, W, 3) BGR of the picture shown at `t`. InputError where it can't be decoded any more."""
        with self._lock:
            wanted = self.index(t)
            image = self._kept.get(wanted)
            if image is None:
                image = self._decode(wanted)
            return self.times[wanted], image

    def _decode(self, wanted: int) -> ImageArray:
        if sniff(self.path) == "still":
            return reduced(decode_picture(self.path.read_bytes(), self.path.name), self._max_side)
        ahead = self._at < wanted <= self._at + _GO_ON and self._capture is not None
        if not ahead and not any(self._seek(wanted, back) for back in _BACK_S):
            self._open()
        while self._at < wanted:
            assert self._capture is not None
            if not self._capture.grab():
                break
            self._at += 1
            if wanted - self._at < _KEPT:
                self._keep()
        if wanted not in self._kept:
            raise InputError(
                f"{self.path.name}: expected a picture at {self.times[wanted]:.3f} s, got none that can be decoded; "
                "the stored file is damaged"
            )
        return self._kept[wanted]

    def _open(self) -> None:
        if self._capture is not None:
            self._capture.release()
        self._capture, self._at = cv2.VideoCapture(os.fspath(self.path), cv2.CAP_FFMPEG), -1
        if not self._capture.isOpened():
            raise InputError(f"{self.path.name}: expected a video that can be read; the stored file is damaged or gone")

    def _seek(self, wanted: int, back_s: float) -> bool:
        """Bring the decoder to the picture before `wanted` or further ahead of it; whether that is sure."""
        if wanted < _GO_ON:
            return False
        if self._capture is None:
            self._open()
        assert self._capture is not None
        aim = self.times[max(0, wanted - _KEPT)] - back_s
        if aim <= 0.0 or not self._capture.set(cv2.CAP_PROP_POS_MSEC, aim * 1000.0) or not self._capture.grab():
            return False
        t = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
        here = self.index(t)
        if here > wanted or abs(self.times[here] - t) > SAME_S / 2:
            return False
        self._at = here
        if wanted - here < _KEPT:
            self._keep()
        return True

    def _keep(self) -> None:
        assert self._capture is not None
        ok, image = self._capture.retrieve()
        if not ok:
            return
        self._kept[self._at] = reduced(image, self._max_side)
        self._kept.move_to_end(self._at)
        while len(self._kept) > 2 * _KEPT:
            self._kept.popitem(last=False)
