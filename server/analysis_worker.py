"""What happens in the process that analyses one job: the same pipeline as `formcue analyze`, at low priority.

It writes into a folder of its own and tells its parent over a pipe; the parent alone touches the database. When the parent
dies, it ends by itself.
"""

import json
import os
import signal
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from server.batch import analyze_clip
from server.extract import Extractor
from server.pictures import CachedPictures
from vision.errors import FormcueError, InputError
from vision.frames import frame_times
from vision.recording import load, save
from vision.report import write_json
from vision.session import AUTO, SessionSettings, analyze

NICENESS: Final = 10
MOST_FRAMES: Final = 200_000
_TELL_S: Final = 0.25


@dataclass(frozen=True, slots=True)
class VideoTask:
    """A video to analyse: results go to `folder` as report.json, recording.npz, times.json and pictures/."""

    video: Path
    name: str
    folder: Path
    exercise: str
    model: str
    bands: dict[str, dict[str, float]]
    longest_s: float


@dataclass(frozen=True, slots=True)
class Again:
    """One recording to judge anew."""

    session_id: int
    recording: Path
    source: str
    model: str
    exercise: str | None
    bands: dict[str, dict[str, float]]
    report: Path


@dataclass(frozen=True, slots=True)
class RescoreTask:
    """Recordings to judge anew: results go to `folder` as SESSION.json."""

    items: tuple[Again, ...]
    folder: Path


Task = VideoTask | RescoreTask
Message = tuple[str, Any]
"""("progress", (done, total)), ("one", session id), ("done", facts) or ("failed", (sentence, trace or None))."""


def work(task: Task, pipe: Connection) -> None:
    """Do the task; the entry point of the process."""
    _start()
    try:
        facts = _video(task, pipe) if isinstance(task, VideoTask) else _again(task, pipe)
        pipe.send(("done", facts))
    except BrokenPipeError:
        os._exit(1)  # nobody waits for it any more
    except FormcueError as error:
        pipe.send(("failed", (str(error), None)))
    except MemoryError:
        pipe.send(("failed", ("the video needs more memory than there is; export it smaller or shorter", None)))
    except Exception as error:
        words = f"unexpected {type(error).__name__}: {error}; this is a fault in Formcue, please report it"
        pipe.send(("failed", (words, traceback.format_exc())))


def _start() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.nice(NICENESS)
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()


def _end_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def _video(task: VideoTask, pipe: Connection) -> dict[str, Any]:
    with _named(task):
        # decoding it once from end to end: how long it really is, whatever it announces, and the exact time of each picture
        times = frame_times(task.video, MOST_FRAMES, task.longest_s)
        told = 0.0

        def progress(share: float) -> None:
            nonlocal told
            if time.monotonic() - told >= _TELL_S:
                told = time.monotonic()
                pipe.send(("progress", (round(share * len(times)), len(times))))

        progress(0.0)
        settings = SessionSettings(task.exercise, bands=task.bands)
        with Extractor(task.model) as extractor:
            report, recording = analyze_clip(extractor, task.video, settings, progress)
    report = replace(report, source=task.name)
    save(recording, task.folder / "recording.npz")
    write_json(report, task.folder / "report.json")
    pictures = CachedPictures(task.folder / "pictures", recording, task.video, times)
    pictures.write_times()
    for scored in report.reps:
        for finding in scored.findings:
            if finding.flagged:
                pictures.thumbnail(finding)
    return {"image_size": recording.image_size, "exercise": report.exercise, "frames": len(times)}


def _again(task: RescoreTask, pipe: Connection) -> dict[str, Any]:
    for item in task.items:
        recording = load(item.recording)
        settings = SessionSettings(item.exercise or AUTO, bands=item.bands)
        report = analyze(recording, settings, item.source, item.model)
        before = json.loads(item.report.read_text(encoding="utf-8"))
        report = replace(report, versions=before["versions"], notes=(*report.notes, *before["notes"]))
        write_json(report, task.folder / f"{item.session_id}.json")
        pipe.send(("one", item.session_id))
    return {}


@contextmanager
def _named(task: VideoTask) -> Iterator[None]:
    """Sentences about the file name it as the person knows it, not by where it is kept."""
    try:
        yield
    except InputError as error:
        raise InputError(str(error).replace(str(task.video), task.name).replace(task.video.name, task.name)) from error
