"""Coach review, put together: the store, its files, the queue of analyses, and the routers of the API."""

import fcntl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi.routing import APIRouter
from pydantic import BaseModel
from sqlalchemy import func, select

from server import athletes, bands, jobs, marks, review_queue, sessions, share, trust, uploads
from server.adoption import SetAdopter
from server.analyses import Analyses
from server.jobs import JobDesk
from server.media import Media
from server.pictures import close_pictures
from server.plain_errors import api_router
from server.review_messages import JobAnswer, QueueItem, SessionAnswer
from server.review_rows import queue_items, session_answers
from server.schema import Athlete, Finding, Session
from server.store import Store
from vision.errors import InputError


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """Where data is kept and what uploads may be. `db` None = SQLite in the data folder."""

    data_dir: Path
    db: str | None = None
    model: str = "full"
    max_upload_mb: int = 4000
    max_video_minutes: float = 60.0


class Home(BaseModel):
    """What waits for whoever comes back."""

    unreviewed: int
    unreviewed_worst: list[QueueItem]
    jobs: list[JobAnswer]
    sessions: list[SessionAnswer]
    athletes: int


class Reviews:
    """Everything about coach review of one data folder. `start` before serving, `stop` after."""

    def __init__(self, settings: ReviewSettings) -> None:
        self.store = Store(settings.data_dir, settings.db)
        self.media = Media(self.store)
        self.analyses = Analyses(self.media, SetAdopter(self.media).look, settings.max_video_minutes * 60.0)
        desk = JobDesk(self.analyses)
        self.routers: tuple[APIRouter, ...] = (
            review_queue.routes(self.store),
            marks.routes(self.store),
            marks.word_routes(self.store),
            sessions.routes(self.media),
            sessions.picture_routes(self.media),
            jobs.routes(desk),
            uploads.routes(desk, settings.max_upload_mb * 1_000_000, settings.model),
            athletes.routes(self.media),
            trust.routes(self.store),
            bands.routes(self.store, desk),
            share.routes(self.media),
            _home(self.store, desk),
        )
        self._lock: Any = None

    def start(self) -> None:
        """Clear up after a server that was stopped, and begin to analyse. InputError where another one serves the folder."""
        lock = (self.store.data_dir / ".server.lock").open("wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            raise InputError(
                f"{self.store.data_dir}: expected a data folder for this server alone, got one that another Formcue serves; "
                "stop that, or name another --data-dir"
            ) from error
        self._lock = lock
        self.media.sweep()
        self.analyses.start()

    def stop(self) -> None:
        """End the job under way (it goes on at the next start) and let go of everything."""
        self.analyses.stop()
        close_pictures()
        self.store.close()
        if self._lock is not None:
            self._lock.close()


def _home(store: Store, desk: JobDesk) -> APIRouter:
    router = api_router()

    @router.get("/home")
    def home() -> Home:
        with store.read() as db:
            waiting = Finding.flagged, Finding.review_count == 0
            worst = list(db.scalars(select(Finding).where(*waiting).order_by(Finding.rank, Finding.id).limit(3)))
            latest = list(db.scalars(select(Session).order_by(Session.captured_at.desc(), Session.id.desc()).limit(5)))
            return Home(
                unreviewed=db.scalar(select(func.count()).where(*waiting)) or 0,
                unreviewed_worst=queue_items(db, worst),
                jobs=desk.active(),
                sessions=session_answers(db, latest),
                athletes=db.scalar(select(func.count(Athlete.id))) or 0,
            )

    return router
