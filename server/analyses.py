"""The queue of analyses: one job at a time, in a process of its own at low priority; it outlives a restart.

States: uploading -> queued -> running -> done | failed | cancelled. A job that a stopped server left running is taken up
again, `MOST_ATTEMPTS` times at most: a video that brings the process down must not do so for ever.
"""

import json
import logging
import multiprocessing
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session as Db

from server.analysis_worker import Again, Message, RescoreTask, Task, VideoTask, work
from server.ingest import NewSession, keep, keep_again
from server.media import Media, digest
from server.overrides import overrides_for
from server.schema import Job, Session, now
from vision.errors import FormcueError, InputError

MOST_ATTEMPTS: Final = 3
UPLOAD_DAYS: Final = 7
"""An upload that isn't finished by then is given up."""
STALLED_S: Final = 300.0
"""No word from the process for so long: it hangs, and is ended."""
_LOOK_S: Final = 0.5
_STOP_WITHIN_S: Final = 5.0
ACTIVE: Final = ("uploading", "queued", "running")

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Running:
    """The job under way, as only this process knows it."""

    job_id: int
    started: float = field(default_factory=time.monotonic)
    done: int = 0
    total: int = 0
    cancelled: bool = False


class Analyses:
    """Runs queued jobs, one after the other, from `start` to `stop`; calls `look` twice a second or so, all the while.

    `longest_s`: longer videos are refused.
    """

    def __init__(self, media: Media, look: Callable[[], object], longest_s: float) -> None:
        self.media = media
        self._look = look
        self.store = media.store
        self.longest_s = longest_s
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._running: _Running | None = None

    @property
    def running(self) -> bool:
        """Between `start` and `stop`."""
        return self._thread is not None

    def start(self) -> None:
        """Take up what a stopped server left, then work in a thread."""
        with self.store.write() as db:
            tired = "the server stopped each time while it analysed this; start it again with Retry"
            left = update(Job).where(Job.state == "running").values(updated_at=now())
            db.execute(left.where(Job.attempts >= MOST_ATTEMPTS).values(state="failed", error=tired))
            db.execute(left.values(state="queued", done=0))
            given_up = Job.state == "uploading", Job.created_at < now() - timedelta(days=UPLOAD_DAYS)
            db.execute(update(Job).where(*given_up).values(state="cancelled", updated_at=now()))
        self._thread = threading.Thread(target=self._work, name="formcue-analyses", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the job under way (it is taken up at the next start) and the thread."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def wake(self) -> None:
        """Something was queued."""
        self._wake.set()

    def cancel(self, job_id: int) -> None:
        """Stop a job or take it out of the queue. InputError where it is over already."""
        with self.store.write() as db:
            job = _job(db, job_id)
            if job.state not in ACTIVE:
                raise InputError(f"expected a job that is under way, got one that is {job.state}")
            job.state, job.updated_at = "cancelled", now()
        running = self._running
        if running is not None and running.job_id == job_id:
            running.cancelled = True

    def retry(self, job_id: int) -> None:
        """Queue a failed or cancelled job again. InputError where there is nothing to go on from."""
        with self.store.write() as db:
            job = _job(db, job_id)
            if job.state not in {"failed", "cancelled"}:
                raise InputError(f"expected a job that failed or was cancelled, got one that is {job.state}")
            if job.kind == "video" and job.media_file is None:
                raise InputError("expected a job whose file has arrived, got one whose upload was cut off; upload it again")
            job.state, job.error, job.attempts, job.done, job.updated_at = "queued", None, 0, 0, now()
        self.wake()

    def progress(self, job: Job) -> tuple[int, int, float | None]:
        """(done, total, seconds left) of a job; None while that can't be told."""
        running = self._running
        if job.state != "running" or running is None or running.job_id != job.id or not running.total:
            return job.done, job.total, None
        share = running.done / running.total
        left = (time.monotonic() - running.started) * (1.0 - share) / share if share >= 0.02 else None
        return running.done, running.total, left

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                self._look_about()
                job_id = self._take()
                if job_id is None:
                    self._wake.wait(_LOOK_S)
                else:
                    self._do(job_id)
            except Exception:
                _log.exception("the queue of analyses met an error and goes on")
                self._stopping.wait(_LOOK_S)

    def _look_about(self) -> None:
        try:
            self._look()
        except Exception:
            _log.exception("new sets could not be taken in; the jobs go on")

    def _take(self) -> int | None:
        with self.store.read() as db:
            if db.scalar(select(func.count()).where(Job.state == "queued")) == 0:
                return None
        with self.store.write() as db:
            waiting = select(Job).where(Job.state == "queued").order_by(Job.id).limit(1)
            job = db.scalar(waiting.with_for_update(skip_locked=True))
            if job is None:
                return None
            job.state, job.attempts, job.updated_at = "running", job.attempts + 1, now()
            return job.id

    def _do(self, job_id: int) -> None:
        self._running = _Running(job_id)
        folder = self.media.staging / f"job-{job_id}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        try:
            task = self._task(job_id, folder)
            self._watch(job_id, task)
        except FormcueError as error:
            self._end(job_id, "failed", str(error))
        except OSError as error:
            self._end(job_id, "failed", f"cannot write to {self.store.data_dir}: {error.strerror}; make room and retry")
        finally:
            self._running = None
            shutil.rmtree(folder, ignore_errors=True)

    def _task(self, job_id: int, folder: Path) -> Task:
        with self.store.read() as db:
            job = _job(db, job_id)
            if job.kind == "rescore":
                return RescoreTask(tuple(self._items(db, job)), folder)
            return VideoTask(
                self.media.path(job.media_file or ""),
                job.name,
                folder,
                job.settings["exercise"],
                job.settings["model"],
                overrides_for(db, job.athlete_id),
                self.longest_s,
            )

    def _items(self, db: Db, job: Job) -> list[Again]:
        query = select(Session).order_by(Session.id)
        if job.athlete_id is not None:
            query = query.where(Session.athlete_id == job.athlete_id)
        bands: dict[int | None, dict[str, dict[str, float]]] = {}
        items = []
        for session in db.scalars(query):
            if session.athlete_id not in bands:
                bands[session.athlete_id] = overrides_for(db, session.athlete_id)
            paths = self.media.path(session.recording_file), self.media.path(session.report_file)
            in_force = bands[session.athlete_id]
            items.append(Again(session.id, paths[0], session.source, session.model, session.exercise, in_force, paths[1]))
        assert self._running is not None
        self._running.total = len(items)
        return items

    def _watch(self, job_id: int, task: Task) -> None:
        """Run the process and follow it to its end, whichever that is."""
        running = self._running
        assert running is not None
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=work, args=(task, theirs), name=f"formcue-job-{job_id}", daemon=True)
        process.start()
        theirs.close()
        heard = time.monotonic()
        try:
            while not running.cancelled and not self._stopping.is_set():
                self._look_about()  # who practises meanwhile wants to see the set now
                message = _receive(ours)
                if message is not None:
                    heard = time.monotonic()
                    if self._handle(running, task, message):
                        return
                elif not process.is_alive() and not ours.poll():
                    self._end(job_id, "failed", "the process that analysed it died; is there memory enough?")
                    return
                elif time.monotonic() - heard > STALLED_S:
                    self._end(job_id, "failed", f"nothing happened for {STALLED_S:g} s; is the file damaged?")
                    return
            if not running.cancelled:
                self._end(job_id, "queued", None)
        finally:
            _stop(process)
            ours.close()

    def _handle(self, running: _Running, task: Task, message: Message) -> bool:
        """Take a message of the process; whether it was the last."""
        kind, body = message
        if kind == "progress":
            running.done, running.total = body
        elif kind == "one" and isinstance(task, RescoreTask):
            path = task.folder / f"{body}.json"
            keep_again(self.media, body, json.loads(path.read_text(encoding="ascii")), path)
            running.done += 1
        elif kind == "done" and isinstance(task, VideoTask):
            self._keep(running.job_id, task, body)
            return True
        elif kind == "done":
            self._end(running.job_id, "done", None)
            return True
        elif kind == "failed":
            words, trace = body
            if trace:
                _log.error("job %s: %s\n%s", running.job_id, words, trace)
            self._end(running.job_id, "failed", words)
            return True
        return False

    def _keep(self, job_id: int, task: VideoTask, facts: dict[str, Any]) -> None:
        with self.store.read() as db:
            job = _job(db, job_id)
        recording = task.folder / "recording.npz"
        with recording.open("rb") as file:
            pictures = self.media.cache / digest(file)
        if not pictures.exists():
            (task.folder / "pictures").rename(pictures)
        new = NewSession(
            report=json.loads((task.folder / "report.json").read_text(encoding="ascii")),
            report_path=task.folder / "report.json",
            recording=recording,
            kind="video",
            captured_at=job.captured_at,
            image_size=facts["image_size"],
            video_file=job.media_file,
            athlete_id=job.athlete_id,
        )

        def finish(db: Db, session_id: int) -> None:
            done = {"done": facts["frames"], "total": facts["frames"], "session_id": session_id}
            running = update(Job).where(Job.id == job_id, Job.state == "running")
            changed = db.scalars(running.values(state="done", error=None, updated_at=now(), **done).returning(Job.id)).all()
            if not changed:
                raise InputError("cancelled")  # in the last moment: nothing of it is kept

        keep(self.media, new, finish)

    def _end(self, job_id: int, state: str, error: str | None) -> None:
        running = self._running
        done = {"done": running.done, "total": running.total} if running else {}
        with self.store.write() as db:
            db.execute(
                update(Job)
                .where(Job.id == job_id, Job.state == "running")  # not one that was cancelled just now
                .values(state=state, error=error, updated_at=now(), **done)
            )


def _job(db: Db, job_id: int) -> Job:
    job = db.get(Job, job_id)
    if job is None:
        raise InputError(f"expected a job that exists, got number {job_id}; it may have been deleted")
    return job


def _receive(pipe: Connection) -> Message | None:
    try:
        return pipe.recv() if pipe.poll(_LOOK_S / 2) else None
    except (EOFError, OSError):
        time.sleep(_LOOK_S / 10)
        return None


def _stop(process: multiprocessing.process.BaseProcess) -> None:
    process.join(0.2)
    if process.is_alive():
        process.terminate()
        process.join(_STOP_WITHIN_S)
    if process.is_alive():
        process.kill()
        process.join()
    process.close()
