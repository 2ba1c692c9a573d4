"""The video of a live set, where the person asked for it: the very pictures that were judged, each at its own media time."""

import logging
import queue
import secrets
import threading
from pathlib import Path
from typing import Final

import numpy as np

from vision.encode import WebmWriter
from vision.errors import OutputError
from vision.types import ImageArray
from vision.video import give_way

WAITING: Final = 60
"""Pictures that may wait for the encoder, two seconds' worth (55 MB at 640 x 480); it works at low priority."""
log = logging.getLogger(__name__)


class SetVideo:
    """Written in a thread of its own to a file in `folder`, while the set goes on. `finish` or `discard` ends it."""

    def __init__(self, folder: Path) -> None:
        self.left_out = 0
        """Pictures that found no room because the encoder fell behind: the video shows the one before for longer."""
        self.failed: str | None = None
        """Why there is no video after all."""
        self._path = folder / f"set-{secrets.token_hex(8)}.webm"
        self._waiting: queue.Queue[tuple[float, ImageArray] | None] = queue.Queue(WAITING)
        self._thread: threading.Thread | None = None

    def add(self, t: float, image: ImageArray) -> None:
        """The picture (H, W, 3) uint8 BGR of media time `t` seconds; never waits."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._write, name="formcue-video", daemon=True)
            self._thread.start()
        try:
            self._waiting.put_nowait((t, image))
        except queue.Full:
            self.left_out += 1

    def finish(self) -> Path | None:
        """Wait for what is still to be written. The file, for the caller to move; None where none was made (`failed`)."""
        self._end()
        return None if self._thread is None or self.failed else self._path

    def discard(self) -> None:
        """Leave nothing behind."""
        self._end()
        self._path.unlink(missing_ok=True)

    def _end(self) -> None:
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()

    def _write(self) -> None:
        give_way()
        item = self._waiting.get()
        try:
            if item is not None:
                self._write_all(item)
        except OutputError as error:
            self.failed = str(error)
        except Exception:
            log.exception("the video of a set could not be written")
            self.failed = "the video could not be written: the server's log says why"
        if self.failed:
            self._path.unlink(missing_ok=True)
            while self._waiting.get() is not None:  # whoever adds or ends must not wait
                pass

    def _write_all(self, item: tuple[float, ImageArray] | None) -> None:
        assert item is not None
        height, width = (side - side % 2 for side in item[1].shape[:2])
        with WebmWriter(self._path, (width, height)) as writer:
            while item is not None:
                writer.write(_on_canvas(item[1], width, height), item[0])
                item = self._waiting.get()


def _on_canvas(image: ImageArray, width: int, height: int) -> ImageArray:
    """Cut or filled up at the right and below: a phone was turned, and landmarks keep their pixels (`Recorder`)."""
    if image.shape[:2] != (height, width):
        canvas = np.zeros((height, width, 3), np.uint8)
        part = image[:height, :width]
        canvas[: part.shape[0], : part.shape[1]] = part
        image = canvas
    return np.ascontiguousarray(image)
