"""Video out: VP8 in WebM, which every current browser plays, each picture at its own media time. Only here is PyAV."""

import os
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import av
from av.video.stream import VideoStream

from vision.errors import OutputError
from vision.types import ImageArray

CLOCK: Final = Fraction(1, 1000)
"""WebM counts milliseconds."""
_OPTIONS: Final = {
    "deadline": "realtime",
    "cpu-used": "8",
    "lag-in-frames": "0",
    "crf": "12",
    "threads": "1",  # inference and other workers want the other cores
}
_KEY_EVERY: Final = 30
"""A browser that seeks decodes from the key frame before: at 30 pictures a second never more than a second's worth."""
_MOST_BITS_PER_PIXEL: Final = 8


class WebmWriter:
    """Writes BGR pictures of one even (width, height) to `path` (`.webm`); use as a context manager.

    Leaving the block finishes the file. OutputError where it can't be made or written (a full disk).
    """

    def __init__(self, path: Path, size: tuple[int, int]) -> None:
        self.frames = 0
        self._path = path
        self._last = -1
        try:
            self._file = av.open(os.fspath(path), "w", format="webm")
        except OSError as error:
            raise self._failed(error) from error
        stream = self._file.add_stream("libvpx", options=dict(_OPTIONS))
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.bit_rate = size[0] * size[1] * _MOST_BITS_PER_PIXEL  # a bound: crf decides
        stream.gop_size = _KEY_EVERY
        stream.codec_context.time_base = CLOCK
        self._stream: VideoStream = stream

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None and self.frames:
            self._encode(None)
        try:
            self._file.close()
        except OSError as failed:
            if kind is None:
                raise self._failed(failed) from failed

    def write(self, image: ImageArray, t: float) -> None:
        """The next picture, (height, width, 3) uint8, shown from `t` seconds on; times rise, to the millisecond."""
        frame = av.VideoFrame.from_ndarray(image, format="bgr24")
        self._last = max(round(t / CLOCK), self._last + 1)
        frame.pts = self._last
        frame.time_base = CLOCK
        self._encode(frame)
        self.frames += 1

    def _encode(self, frame: av.VideoFrame | None) -> None:
        """Pass one picture on to the file; None = what the encoder still holds."""
        try:
            for packet in self._stream.encode(frame):
                self._file.mux(packet)
        except OSError as error:
            raise self._failed(error) from error

    def _failed(self, error: OSError) -> OutputError:
        return OutputError(
            f"cannot write the video in {self._path.parent}: {error.strerror}; "
            "the disk may be full: make room or choose another place"
        )
