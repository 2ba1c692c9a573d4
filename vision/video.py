"""Pictures in: video files, still images and JPEG messages. With `drawing.py` the only code that knows OpenCV.

Every frame carries its own media time, taken from the container, so variable frame rate, 29.97 and 240 fps all come out
right. Phone rotation is applied by the decoder. Decoding runs in a thread beside whoever consumes the frames.
"""

import contextlib
import os
import queue
import struct
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Literal, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from vision.errors import InputError
from vision.types import Frame, ImageArray

DEFAULT_MAX_FPS: Final = 30.0
ANALYSIS_SIDE: Final = 1280
"""Longer pictures are reduced to this long side (px) before inference: the model looks at 256 x 256 px of the person."""
MAX_SIDE: Final = 4096
"""Larger pictures are refused: one 8K frame is 100 MB and a decoder holds several."""
MAX_JPEG_BYTES: Final = 8 * 1024 * 1024
QUEUE_FRAMES: Final = 4
HELPER_NICENESS: Final = 5
JITTER: Final = 0.25
"""Share of the wanted interval by which a frame may come early and still count as due: phones' time stamps jitter."""

VIDEO_SUFFIXES: Final = frozenset({".mp4", ".m4v", ".mov", ".webm", ".avi", ".mkv", ".gif"})
STILL_SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png"})
_WANTED: Final = "expected a video (mp4, mov, webm, avi, mkv, gif) or a picture (jpg, png)"
MOST_SCANS: Final = 16
"""Passes of a progressive JPEG: usual are up to about 12, and a megabyte can hold 80,000, which take half a minute."""
_START_OF_FRAME: Final = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended and progressive Huffman coding: all that is in use."""
_SEGMENTS: Final = frozenset({0xC4, 0xDB, 0xDD, 0xFE, *range(0xE0, 0xF0)})
"""What may come before it, each with its length: tables, restart interval, comment, application data."""
_BOX_TYPES: Final = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """What the container says. `size` (width, height) px after rotation; `fps` and `frames` are announced, 0 = unknown.

    `rotation` in degrees is what the decoder has already applied.
    """

    path: Path
    size: tuple[int, int]
    fps: float
    frames: int
    rotation: int
    still: bool


def probe(path: Path) -> VideoInfo:
    """Size, rate and length of a video or picture, without decoding it all. InputError where it can't be read."""
    with VideoReader(path) as reader:
        return reader.info


class VideoReader:
    """Frames of a video at no more than `max_fps`, decoded in a thread; use as a context manager and iterate once.

    Frames are chosen by their own media times. Pictures longer than `max_side` px are reduced. Iterating raises InputError
    where not even one picture can be decoded; leaving the block stops the thread, however far it came.
    """

    def __init__(self, path: Path, max_fps: float = DEFAULT_MAX_FPS, max_side: int = ANALYSIS_SIDE) -> None:
        if not max_fps > 0:
            raise InputError(f"expected a frame rate above 0, got {max_fps}; leave it out for {DEFAULT_MAX_FPS:g}")
        self.path = path
        self.decoded = 0
        """How many pictures came out of the file so far, analysed or not."""
        self._period = 1.0 / max_fps
        self._max_side = max_side
        self._queue: queue.Queue[Frame | BaseException | None] = queue.Queue(maxsize=QUEUE_FRAMES)
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._capture: cv2.VideoCapture | None = None
        self._still: ImageArray | None = None
        self.info = self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Stop decoding and let go of the file. May be called twice."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        if self._capture is not None:
            self._capture.release()
            self._capture = None

    @property
    def ended_early(self) -> bool:
        """True when the whole file was read and gave clearly fewer pictures than it announces."""
        return self.info.frames > 0 and self.decoded < 0.9 * self.info.frames

    def __iter__(self) -> Iterator[Frame]:
        if self._still is not None:
            self.decoded = 1
            yield Frame(0, 0.0, reduced(self._still, self._max_side))
            return
        self._thread = threading.Thread(target=self._decode, name="formcue-decode", daemon=True)
        self._thread.start()
        try:
            while (item := self._queue.get()) is not None:
                if isinstance(item, BaseException):
                    raise item
                yield item
        finally:
            self._stop.set()
        if not self.decoded:
            raise InputError(
                f"{self.path}: {_WANTED}, got one without a picture that can be decoded; it may be cut off, export it again"
            )

    def _open(self) -> VideoInfo:
        kind = sniff(self.path)
        if kind == "still":
            self._still = decode_picture(self.path.read_bytes(), str(self.path))
            height, width = self._still.shape[:2]
            return VideoInfo(self.path, (width, height), 0.0, 1, 0, still=True)
        _quiet_decoder()
        parameters = [cv2.CAP_PROP_N_THREADS, 2]
        capture = cv2.VideoCapture(os.fspath(self.path), cv2.CAP_FFMPEG, parameters)
        if not capture.isOpened():
            raise InputError(
                f"{self.path}: {_WANTED}, got a file without a video stream that can be read; "
                "it may hold only sound, be cut off or use a rare codec: export it again as H.264 mp4"
            )
        self._capture = capture
        size = int(capture.get(cv2.CAP_PROP_FRAME_WIDTH)), int(capture.get(cv2.CAP_PROP_FRAME_HEIGHT))
        if max(size) > MAX_SIDE:
            self.close()
            raise InputError(
                f"{self.path}: expected pictures up to {MAX_SIDE} px, got {size[0]} x {size[1]}; "
                "export the clip smaller, 1080p is plenty"
            )
        fps = capture.get(cv2.CAP_PROP_FPS)
        frames = capture.get(cv2.CAP_PROP_FRAME_COUNT)
        return VideoInfo(
            self.path,
            size,
            fps if np.isfinite(fps) and fps > 0 else 0.0,
            max(0, int(frames)),
            int(capture.get(cv2.CAP_PROP_ORIENTATION_META)),
            still=False,
        )

    def _decode(self) -> None:
        give_way()
        try:
            for frame in self._chosen_frames():
                if not self._put(frame):
                    return
        except BaseException as error:  # it belongs to the consumer, who raises it
            self._put(error)
        finally:
            self._put(None)

    def _put(self, item: Frame | BaseException | None) -> bool:
        while not self._stop.is_set():
            try:
                self._queue.put(item, timeout=0.05)
            except queue.Full:
                continue
            return True
        return False

    def _chosen_frames(self) -> Iterator[Frame]:
        capture = self._capture
        assert capture is not None
        nominal = 1.0 / self.info.fps if self.info.fps else self._period
        early = min(JITTER * self._period, 0.49 * nominal)
        last = -1.0
        due = 0.0
        index = 0
        while not self._stop.is_set() and capture.grab():
            self.decoded += 1
            t = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000.0
            if not t > last:  # a file without usable time stamps: go on at its announced rate
                t = last + nominal if last >= 0 else 0.0
            last = t
            if t + early < due:
                continue
            due = due + self._period if due + self._period > t else t + self._period
            ok, image = capture.retrieve()
            if not ok:
                continue
            yield Frame(index, t, reduced(image, self._max_side))
            index += 1


def sniff(path: Path) -> Literal["video", "still"]:
    """Say "video" or "still" by the file's first bytes; InputError for anything else.

    Looking inside rather than at the name also keeps playlists away from the decoder, which would open what they point to.
    """
    try:
        if path.is_dir():
            raise InputError(f"{path}: {_WANTED}, got a folder; name a file in it")
        if not path.is_file():
            raise InputError(f"{path}: {_WANTED}, but there is no such file; check the name")
        with path.open("rb") as file:
            head = file.read(12)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: {_WANTED}, but it can't be opened: {error}") from error
    if not head:
        raise InputError(f"{path}: {_WANTED}, got an empty file; copy or export it again")
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        return "still"
    if head[4:12] in (b"ftypheic", b"ftypmif1", b"ftypheix"):
        raise InputError(f"{path}: {_WANTED}, got a HEIC picture; export it as JPEG")
    if (
        head[4:8] in _BOX_TYPES
        or head.startswith((b"\x1a\x45\xdf\xa3", b"GIF87a", b"GIF89a"))
        or (head.startswith(b"RIFF") and head[8:12] == b"AVI ")
    ):
        return "video"
    raise InputError(f"{path}: {_WANTED}, got a file of another kind whatever its name says; export it as mp4")


def picture_size(data: bytes) -> tuple[int, int]:
    """(width, height) px from a JPEG or PNG header, without decoding. InputError where there is none.

    Strict: a marker that decoders read differently could hide another, larger size.
    """
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    at = 2 if data.startswith(b"\xff\xd8") else len(data)
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # fill byte
            at += 1
        elif marker in _START_OF_FRAME:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        elif marker in _SEGMENTS:
            at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        else:
            break
    raise InputError("expected a JPEG or PNG picture, got other or damaged data; send a whole picture")


def decode_picture(data: bytes, name: str = "picture", max_side: int = MAX_SIDE) -> ImageArray:
    """A JPEG or PNG as (H, W, 3) uint8 BGR, turned upright by its EXIF note.

    The size is read from the header first, so a small file that unfolds into gigabytes is refused before it does.
    """
    try:
        width, height = picture_size(data)
    except InputError as error:
        raise InputError(f"{name}: {error}") from error
    if data.startswith(b"\xff") and data.count(b"\xff\xda") > MOST_SCANS:
        raise InputError(f"{name}: expected a JPEG of at most {MOST_SCANS} passes, got more; save it as baseline JPEG")
    if not 0 < max(width, height) <= max_side or min(width, height) == 0:
        raise InputError(f"{name}: expected a picture of 1 to {max_side} px a side, got {width} x {height}; make it smaller")
    _quiet_decoder()
    try:
        image = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR)
    except cv2.error as error:
        raise InputError(f"{name}: expected a whole picture, got one that can't be decoded: {error.err}") from error
    if image is None or sorted(image.shape[:2]) != sorted((width, height)):
        raise InputError(f"{name}: expected a whole picture, got one that can't be decoded; save it again")
    return np.asarray(image, dtype=np.uint8)


def decode_jpeg(data: bytes, max_side: int = ANALYSIS_SIDE) -> ImageArray:
    """A JPEG that came over the wire as (H, W, 3) uint8 BGR; InputError for anything else, too many bytes or pixels."""
    if len(data) > MAX_JPEG_BYTES:
        raise InputError(f"expected a JPEG of at most {MAX_JPEG_BYTES} bytes, got {len(data)}; send a smaller picture")
    if not data.startswith(b"\xff\xd8\xff"):
        raise InputError("expected a JPEG picture, got other data")
    return decode_picture(data, "JPEG", max_side)


def encode_jpeg(image: ImageArray, quality: int = 85) -> bytes:
    """(H, W, 3) uint8 BGR as a JPEG file."""
    ok, buffer = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not ok:
        raise InputError(f"expected a picture of (H, W, 3) uint8, got {image.shape} {image.dtype}")
    return buffer.tobytes()


def to_rgb(image: ImageArray) -> ImageArray:
    """The same picture with red first: what pose models want."""
    return np.asarray(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def use_one_thread() -> None:
    """Let OpenCV work in the calling thread only: inference and other workers want the other cores."""
    cv2.setNumThreads(1)


def give_way() -> None:
    """Run the calling thread at lower priority, so that pose inference, which all waits for, keeps its core to itself.

    Only Linux has a priority for each thread; elsewhere this does nothing.
    """
    if sys.platform == "linux":
        with contextlib.suppress(OSError):  # not allowed here: only speed is lost
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), os.nice(0) + HELPER_NICENESS)


def reduced(image: NDArray[Any], max_side: int) -> ImageArray:
    """The same picture with no side longer than `max_side` px; a smaller one is not enlarged."""
    height, width = image.shape[:2]
    scale = max_side / max(height, width)
    if scale < 1:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        image = cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return np.asarray(image, dtype=np.uint8)


def _quiet_decoder() -> None:
    """Keep the decoder's own complaints off stderr: what matters comes back as an InputError."""
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    os.environ["OPENCV_FFMPEG_CAPTURE_OPTIONS"] = "protocol_whitelist;file"
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
