"""From a clip to landmarks and a report: which person to follow, with decoding and judging beside the inference.

One pass follows one person, since looking for more on every frame takes twice the time. A second estimator looks at one
picture every ten seconds for how many people there are. Only where it mostly sees several, or sees several once and the one
followed does nothing, is the clip read again, following all of them; the one with the most time in reps and holds is the one
who exercises, however near the camera the others stand. Known limit: the model's detector misses people who are small in the
picture and half hidden, as a lifter far off behind plates; such a clip is cut to the person first.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Final

from vision.errors import InputError
from vision.people import follow
from vision.pose import MediaPipePose
from vision.recording import SUFFIX, from_frames, load
from vision.report import SessionReport
from vision.session import Analysis, SessionSettings, analyze, time_in_reps
from vision.types import Frame, PoseFrame, Recording
from vision.video import DEFAULT_MAX_FPS, VideoReader, give_way, use_one_thread

MOST_PEOPLE: Final = 3
FIRST_LOOK_S: Final = 1.0
LOOK_EVERY_S: Final = 10.0
JUDGE_FRAMES: Final = 30
"""So many frames are handed to the thread beside at once: it wakes seldom, and little is left to do at the end."""

Progress = Callable[[float], None]
"""Called with the share of the clip that is done, 0..1, now and then."""


def silent(_: float) -> None:
    """Take no notice of progress."""


class Extractor:
    """Turns clips into recordings with one model and frame rate; keeps the people counter loaded from clip to clip.

    Use as a context manager.
    """

    def __init__(self, model: str = "full", max_fps: float = DEFAULT_MAX_FPS) -> None:
        use_one_thread()
        self.model = model
        self.max_fps = max_fps
        self._counter: MediaPipePose | None = None
        self._beside = ThreadPoolExecutor(1, "formcue-beside", give_way)

    def __enter__(self) -> "Extractor":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the people counter. May be called twice."""
        self._beside.shutdown(cancel_futures=True)
        if self._counter is not None:
            self._counter.close()
            self._counter = None

    def read(self, path: Path, settings: SessionSettings, progress: Progress = silent) -> tuple[Recording, SessionReport]:
        """Landmarks of the person who exercises, from a video, a picture or a recording, and the report on them.

        InputError where the file can't be used or nobody is seen in it.
        """
        if path.suffix.lower() == SUFFIX:
            recording = load(path)
            return recording, analyze(recording, settings, path.name, str(recording.meta.get("model", "")))
        analysis = Analysis(settings)
        with VideoReader(path, self.max_fps) as reader:
            looks: list[Future[int]] = []
            frames = self._judged(self._one_person(reader, looks, progress), analysis)
            recording = from_frames(frames, reader.info.size, self._meta(reader))
            counts = [look.result() for look in looks]
            notes = _notes(reader)
        report = analysis.finish(path.name, self.model)
        several = max(counts, default=1)
        mostly = sorted(counts)[len(counts) // 2] if counts else 1
        # somebody who only walks by is no reason to read the clip again, unless the one followed does nothing
        if several > 1 and (mostly > 1 or not time_in_reps(report)):
            recording, report = self._busiest(path, several, settings, progress) or (recording, report)
        if several > 1:
            notes.append(f"{several} people were in the picture; this is about the one who exercises.")
        if not any(recording.frame(i).people for i in range(len(recording))):
            raise InputError(
                f"{path}: expected a person in the picture, saw nobody in {len(recording)} frames; "
                "film the whole body in good light"
            )
        return _with_meta(recording, people=max(several, 1), notes=notes), report

    def _one_person(self, reader: VideoReader, looks: list[Future[int]], progress: Progress) -> Iterator[PoseFrame]:
        """Pose frames of the person the model picks; now and then everyone in a picture is counted, in a thread beside."""
        next_look = FIRST_LOOK_S
        with MediaPipePose(self.model) as estimator:
            for frame in reader:
                yield estimator.estimate(frame)
                if frame.t >= next_look:
                    next_look = frame.t + LOOK_EVERY_S
                    looks.append(self._beside.submit(self._count, frame))
                _tell(reader, progress)

    def _judged(self, frames: Iterable[PoseFrame], analysis: Analysis) -> Iterator[PoseFrame]:
        """The same frames, fed to the analysis in the thread beside while the model works on the next ones."""
        waiting: list[PoseFrame] = []
        judging: list[Future[None]] = []
        for frame in frames:
            waiting.append(frame)
            if len(waiting) == JUDGE_FRAMES:
                judging.append(self._beside.submit(_feed, analysis, waiting))
                waiting = []
            yield frame
        for done in judging:
            done.result()
        _feed(analysis, waiting)

    def _count(self, frame: Frame) -> int:
        if self._counter is None:
            self._counter = MediaPipePose("lite", people=MOST_PEOPLE, still=True)
        return len(self._counter.estimate_all(frame))

    def _busiest(
        self, path: Path, most: int, settings: SessionSettings, progress: Progress
    ) -> tuple[Recording, SessionReport] | None:
        with VideoReader(path, self.max_fps) as reader, MediaPipePose(self.model, people=most) as estimator:
            meta = self._meta(reader)
            people = follow(_everyone(reader, estimator, progress), most)
            recordings = [from_frames(frames, reader.info.size, meta) for frames in people]
        judged = [(recording, analyze(recording, settings, path.name, self.model)) for recording in recordings]
        return max(judged, key=lambda one: time_in_reps(one[1]), default=None)

    def _meta(self, reader: VideoReader) -> dict[str, object]:
        return {
            "source": reader.path.name,
            "model": self.model,
            "fps": round(reader.info.fps, 3),
            "max_fps": self.max_fps,
            "rotation": reader.info.rotation,
            "versions": {name: version(name) for name in ("formcue", "mediapipe", "opencv-python-headless")},
        }


def notes_of(recording: Recording) -> tuple[str, ...]:
    """Sentences for the person that were noted while the clip was read."""
    notes = recording.meta.get("notes")
    return tuple(str(note) for note in notes) if isinstance(notes, list) else ()


def _everyone(
    reader: VideoReader, estimator: MediaPipePose, progress: Progress
) -> Iterator[tuple[Frame, tuple[PoseFrame, ...]]]:
    for frame in reader:
        yield frame, estimator.estimate_all(frame)
        _tell(reader, progress)


def _feed(analysis: Analysis, frames: list[PoseFrame]) -> None:
    for frame in frames:
        analysis.feed(frame)


def _notes(reader: VideoReader) -> list[str]:
    if not reader.ended_early:
        return []
    return [
        f"The file announces {reader.info.frames} pictures and {reader.decoded} could be read: it may be trimmed or cut off."
    ]


def _with_meta(recording: Recording, **more: object) -> Recording:
    return Recording(
        recording.t,
        recording.image_size,
        recording.landmarks,
        recording.world_landmarks,
        recording.visibility,
        recording.presence,
        {**recording.meta, **more},
    )


def _tell(reader: VideoReader, progress: Progress) -> None:
    if reader.info.frames:
        progress(min(1.0, reader.decoded / reader.info.frames))
