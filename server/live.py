"""One person's set while it lasts: pictures or landmarks in, wire messages out. It outlives the connection that began it."""

import math
import secrets
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from server import encoding
from server.messages import Landmarks, Start, Timing
from server.overrides import Overrides
from server.pool import Lane, Pool
from server.set_video import SetVideo
from vision.errors import InputError, ModelError
from vision.people import nobody
from vision.pose import PoseEstimator
from vision.recording import from_frames
from vision.report import SessionReport
from vision.session import Session, SessionSettings
from vision.types import Event, FloatArray, Frame, ImageArray, PoseFrame, Recording
from vision.video import decode_jpeg

MAX_RECORDED: Final = 54_000
"""Half an hour at 30 pictures a second, 60 MB in memory: a set takes minutes; what comes after is judged, not recorded."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG as it came: `t` media time (s), `arrived` on the server's own clock (s)."""

    seq: int
    t: float
    jpeg: bytes
    arrived: float


@dataclass(frozen=True, slots=True)
class Facts:
    """A `landmarks` message as it came."""

    message: Landmarks
    arrived: float


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that could not be used; the connection counts it (`counted`) and tells the client."""

    code: str
    text: str
    seq: int | None = None
    counted: bool = True


Outgoing = str | Fault
"""A message as JSON, or a fault that the connection makes into one."""


def session_settings(start: Start, bands: Overrides) -> SessionSettings:
    """What the person chose, for the core."""
    return SessionSettings(start.exercise, start.focus, start.load_percent, start.explosive, bands=bands)


class LiveSet:
    """`Session` fed by a lane of the pool; `listener` hears what comes of it, called on a worker's thread."""

    def __init__(
        self,
        start: Start,
        model: str,
        estimator: PoseEstimator,
        pool: Pool,
        *,
        keep: bool,
        video: SetVideo | None,
        bands: Overrides,
    ) -> None:
        self.token = secrets.token_urlsafe(24)
        self.start = start
        self.model = model
        self.keep = keep
        self.video = video
        self.last_t = -math.inf
        """Newest media time handed in; kept by whoever calls `take`."""
        self.listener: Callable[[Sequence[Outgoing]], None] | None = None
        self.reps = 0
        self._session = Session(session_settings(start, bands))
        self.estimator = estimator
        self.judged = 0
        """How many pictures' landmarks the session has taken in."""
        self.active_at = time.monotonic()
        """When the last of them was (s); at first, when the set began."""
        self.estimated = False
        """Whether the estimator has seen a picture; one that hasn't is as good as new."""
        self._lane: Lane[Picture | Facts] = Lane(pool, self._work)
        self._recorder = Recorder()
        self._began = datetime.now(UTC)

    def take(self, item: Picture | Facts) -> None:
        """Hand in the newest picture or facts; what an older one waits for is overtaken."""
        self._lane.put(item)

    def close(self) -> Future[None]:
        """Take nothing more. When the future is done, so is what was handed in, and `result` may be called."""
        return self._lane.close()

    def result(self, source: str) -> tuple[SessionReport, Recording | None]:
        """End the session: the report, and the recording (None where no picture was taken in)."""
        report = self._session.finish(source, self.model)
        notes = list(report.notes)
        if self._recorder.full:
            notes.append(f"The recording ends after about {MAX_RECORDED / 30 / 60:.0f} minutes.")
        if self.video is not None and self.video.left_out:
            notes.append(f"The video leaves out {self.video.left_out} pictures: the computer was busy.")
        report = replace(report, notes=tuple(notes))
        meta: dict[str, object] = {
            "source": source,
            "model": self.model,
            "exercise": self.start.exercise,
            "camera": self.start.camera,
            "voice": self.start.voice,
            "began": self._began.isoformat(timespec="seconds"),
        }
        return report, self._recorder.recording(meta)

    def _work(self, item: Picture | Facts) -> None:
        began = time.perf_counter()
        outgoing: list[Outgoing] = []
        seq = item.seq if isinstance(item, Picture) else item.message.seq
        try:
            frame, timing, image = self._landmarks(item, began)
            events = self._session.feed(frame)
            self.judged += 1
            self.active_at = time.monotonic()
            if self.video is not None and image is not None and not self._recorder.full:
                self.video.add(frame.t, image)
            self._recorder.add(frame)
            outgoing.append(encoding.pose_message(seq, frame, timing).model_dump_json())
            outgoing += [message for message in map(self._encoded, events) if message is not None]
        except InputError as error:
            outgoing.append(Fault("picture", str(error), seq))
        except ModelError as error:
            outgoing.append(Fault("model", str(error), seq, counted=False))
        except Exception:
            outgoing.append(Fault("model", "this picture could not be judged; the next ones will be", seq, counted=False))
            raise
        finally:
            listener = self.listener
            if listener is not None:
                listener(outgoing)

    def _landmarks(self, item: Picture | Facts, began: float) -> tuple[PoseFrame, Timing, ImageArray | None]:
        """The landmarks, where the time went, and the picture that they come from."""
        wait = 1000.0 * (began - item.arrived)
        if isinstance(item, Facts):
            return _pose_frame(item.message), Timing(wait=round(wait, 2), decode=0.0, infer=0.0), None
        image = decode_jpeg(item.jpeg)
        decoded = time.perf_counter()
        self.estimated = True
        frame = self.estimator.estimate(Frame(item.seq, item.t, image))
        infer = 1000.0 * (time.perf_counter() - decoded)
        decode = 1000.0 * (decoded - began)
        return frame, Timing(wait=round(wait, 2), decode=round(decode, 2), infer=round(infer, 2)), image

    def _encoded(self, event: Event) -> str | None:
        match event.kind:
            case "guide":
                return encoding.guide_message(event).model_dump_json()
            case "phase":
                return encoding.phase_message(event).model_dump_json()
            case "rep":
                self.reps = event.rep.index
                return encoding.rep_message(event).model_dump_json()
            case "cue":
                return encoding.cue_message(event).model_dump_json()
            case "pose" | "set_done":  # the pose message says the first; the server itself ends a set
                return None


class Recorder:
    """Landmarks of a set, single precision, 1 kB a picture."""

    def __init__(self) -> None:
        self._t: list[float] = []
        self._rows: list[NDArray[np.float32]] = []
        self._size: tuple[int, int] | None = None

    @property
    def full(self) -> bool:
        """True where no more is taken."""
        return len(self._rows) >= MAX_RECORDED

    def add(self, frame: PoseFrame) -> None:
        """Keep one more picture's landmarks."""
        if self.full:
            return
        if self._size is None:
            self._size = frame.image_size
        points = frame.landmarks
        if frame.image_size != self._size:
            # a phone was turned: fractions of the first picture keep every length in pixels, which is what angles rest on
            scale_x, scale_y = (frame.image_size[i] / self._size[i] for i in (0, 1))
            points = points * (scale_x, scale_y, scale_x)
        self._t.append(frame.t)
        self._rows.append(
            np.column_stack((points, frame.world_landmarks, frame.visibility, frame.presence)).astype(np.float32)
        )

    def recording(self, meta: dict[str, object]) -> Recording | None:
        """All of it; None where nothing was added."""
        if self._size is None:
            return None
        size = self._size
        frames = (
            PoseFrame(t, size, row[:, 0:3], row[:, 3:6], row[:, 6], row[:, 7])  # type: ignore[arg-type]
            for t, row in zip(self._t, self._rows, strict=True)
        )
        return from_frames(frames, size, meta)


def _pose_frame(message: Landmarks) -> PoseFrame:
    """The facts as the core wants them. InputError where only some of the four lists are there."""
    lists = (message.landmarks, message.world_landmarks, message.visibility, message.presence)
    if all(one is None for one in lists):
        return nobody(message.t, message.image_size)
    if any(one is None for one in lists):
        raise InputError("landmarks: expected all four lists or null for all of them (nobody seen), got some")
    arrays: list[FloatArray] = [np.array(one, dtype=np.float64) for one in lists]
    for array in arrays:
        array.flags.writeable = False
    return PoseFrame(message.t, message.image_size, arrays[0], arrays[1], arrays[2], arrays[3])
