"""Many clips: each read, judged and written on its own, in this process or in several; one failing clip stops no other."""

import contextlib
import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from server.extract import Extractor, Progress, notes_of, silent
from server.report_html import write_html
from server.report_video import write_video
from vision.errors import FormcueError
from vision.recording import SUFFIX, save
from vision.report import SessionReport, write_csv, write_json
from vision.session import SessionSettings
from vision.types import Recording

FORMATS: Final = ("json", "csv", "html", "video")
SUFFIXES: Final = {"json": ".json", "csv": ".csv", "html": ".html", "video": ".webm", "store": ""}
STOP_WITHIN_S: Final = 10.0


@dataclass(frozen=True, slots=True)
class Job:
    """One clip and the name, without suffix, of what is written about it."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class BatchSettings:
    """What holds for every clip. `folders`: format -> folder to write to, for any of `FORMATS`.

    The format `store` writes a folder per clip, with report.json and recording.npz in it.
    """

    session: SessionSettings
    model: str
    max_fps: float
    folders: dict[str, Path]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one clip: a report, or one line that says why there is none. `trace` only for errors nobody foresaw."""

    job: Job
    report: SessionReport | None
    error: str | None = None
    trace: str | None = None


def analyze_clip(
    extractor: Extractor, path: Path, settings: SessionSettings, progress: Progress = silent
) -> tuple[SessionReport, Recording]:
    """The report of one video, picture or recording, and the landmarks it rests on."""
    recording, report = extractor.read(path, settings, progress)
    versions = recording.meta.get("versions")
    return (
        replace(
            report,
            notes=(*report.notes, *notes_of(recording)),
            versions=report.versions or (dict(versions) if isinstance(versions, dict) else {}),
        ),
        recording,
    )


def do(job: Job, settings: BatchSettings, extractor: Extractor, progress: Progress = silent) -> Outcome:
    """Analyse one clip and write all that was asked for; whatever goes wrong comes back as an Outcome with an error."""
    try:
        report, recording = analyze_clip(extractor, job.path, settings.session, progress)
        _write(job, settings, report, recording)
    except FormcueError as error:
        return Outcome(job, None, str(error))
    except Exception as error:
        words = f"{job.path}: unexpected {type(error).__name__}: {error}; this is a fault in Formcue, please report it"
        return Outcome(job, None, words, traceback.format_exc())
    return Outcome(job, report)


def targets(job: Job, folders: dict[str, Path]) -> dict[str, Path]:
    """Where each format of a job is written."""
    return {kind: folder / (job.name + SUFFIXES[kind]) for kind, folder in folders.items()}


def _write(job: Job, settings: BatchSettings, report: SessionReport, recording: Recording) -> None:
    video = None if job.path.suffix.lower() == SUFFIX else job.path
    paths = targets(job, settings.folders)
    if "json" in paths:
        write_json(report, paths["json"])
    if "csv" in paths:
        write_csv(report, paths["csv"])
    if "html" in paths:
        write_html(report, recording, paths["html"], video)
    if "store" in paths:
        write_json(report, paths["store"] / "report.json")
        save(recording, paths["store"] / "recording.npz")
    if "video" in paths:
        write_video(report, recording, paths["video"], video)


def run(jobs: list[Job], settings: BatchSettings, workers: int, progress: Progress = silent) -> Iterator[Outcome]:
    """Outcomes as they are ready. Stopping early (Ctrl-C, closing the iterator) leaves no half-written file behind.

    `progress` is told the share of all clips that is done.
    """
    if min(workers, len(jobs)) <= 1:
        with Extractor(settings.model, settings.max_fps) as extractor:
            for i, job in enumerate(jobs):
                yield do(job, settings, extractor, lambda share, i=i: progress((i + share) / len(jobs)))  # type: ignore[misc]
        return
    unfinished = {job.path: job for job in jobs}
    for outcome in _in_processes(jobs, settings, workers):
        del unfinished[outcome.job.path]
        yield outcome
        progress(1 - len(unfinished) / len(jobs))
    # a process died and took the pool with it: what was left gets another chance, each alone, so only the culprit fails
    for job in unfinished.values():
        alone = list(_in_processes([job], settings, 1))
        yield from alone or [Outcome(job, None, f"{job.path}: the process that analysed it died; is there memory enough?")]


def _in_processes(jobs: list[Job], settings: BatchSettings, workers: int) -> Iterator[Outcome]:
    """Outcomes from a pool of fresh processes; ends early, without error, when one of them dies."""
    pool = ProcessPoolExecutor(
        min(workers, len(jobs)),
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start_worker,
        initargs=(settings,),
    )
    try:
        with _ctrl_c_waits():
            futures: list[Future[Outcome]] = [pool.submit(_work, job) for job in jobs]
        with contextlib.suppress(BrokenProcessPool):
            for future in as_completed(futures):
                yield future.result()
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        _stop(multiprocessing.active_children())
        raise
    pool.shutdown()


@contextlib.contextmanager
def _ctrl_c_waits() -> Iterator[None]:
    """Hold Ctrl-C back while workers start: they inherit that, so that later it reaches the parent alone."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _stop(processes: Iterable[multiprocessing.process.BaseProcess]) -> None:
    """End workers: first politely, so that they remove what is half written."""
    processes = list(processes)
    for process in processes:
        process.terminate()
    for process in processes:
        process.join(STOP_WITHIN_S)
        if process.is_alive():
            process.kill()
            process.join()


_worker: tuple[BatchSettings, Extractor] | None = None


def _start_worker(settings: BatchSettings) -> None:
    """Prepare a worker process; the parent ends it with SIGTERM."""
    global _worker  # noqa: PLW0603 (a process pool has no other place for what outlives a task)
    signal.signal(signal.SIGTERM, _interrupt)
    _worker = settings, Extractor(settings.model, settings.max_fps)


def _interrupt(_signum: int, _frame: FrameType | None) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise KeyboardInterrupt


def _work(job: Job) -> Outcome:
    assert _worker is not None
    settings, extractor = _worker
    try:
        return do(job, settings, extractor)
    except KeyboardInterrupt:
        os._exit(130)  # all is cleaned up by now; the pool would only hand this process its next clip


def jobs_for(paths: list[Path]) -> list[Job]:
    """One job per file, named so that no two write to the same place: stem, else file name, else folder and file name."""
    resolved = list(dict.fromkeys(path.resolve() for path in paths))
    first = {path.resolve(): path for path in reversed(paths)}
    taken: set[str] = set()
    jobs = []
    for path in resolved:
        name = next(name for name in _names(path, resolved) if name.casefold() not in taken)
        taken.add(name.casefold())
        jobs.append(Job(first[path], name))
    return jobs


def _names(path: Path, every: list[Path]) -> Iterator[str]:
    def alike(key: Callable[[Path], str]) -> bool:
        return sum(key(other).casefold() == key(path).casefold() for other in every) > 1

    if not alike(lambda p: p.stem):
        yield path.stem
    if not alike(lambda p: p.name):
        yield path.name
    yield f"{path.parent.name}_{path.name}"
    number = 2
    while True:
        yield f"{path.parent.name}_{path.name}_{number}"
        number += 1
