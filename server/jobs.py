"""Jobs as the pages see them: the list with its progress, cancel, retry, and new judgements of what is stored."""

from typing import Any

from fastapi import HTTPException, Response
from fastapi.routing import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session as Db

from server.analyses import ACTIVE, Analyses
from server.paging import Order, Page, Paging, listed, only
from server.plain_errors import api_router, missing
from server.review_messages import JobAnswer
from server.review_rows import athlete_name
from server.schema import Athlete, Job

NEWEST = Order((Job.id,), descending=True)


class JobDesk:
    """Takes orders for jobs and says how they stand."""

    def __init__(self, analyses: Analyses) -> None:
        self.analyses = analyses
        self.media = analyses.media
        self.store = analyses.store

    def rescore(self, athlete_id: int | None) -> JobAnswer:
        """Queue a new judgement of all recordings, or one athlete's; one that waits already is given back."""
        with self.store.write() as db:
            athlete = db.get(Athlete, athlete_id) if athlete_id is not None else None
            if athlete_id is not None and athlete is None:
                raise missing("athlete", athlete_id)
            same = Job.athlete_id.is_(None) if athlete_id is None else Job.athlete_id == athlete_id
            job = db.scalar(select(Job).where(Job.kind == "rescore", Job.state == "queued", same).limit(1))
            if job is None:
                name = f"Judge {athlete.name} anew" if athlete else "Judge all anew"
                job = Job(kind="rescore", state="queued", name=name, athlete_id=athlete_id, settings={})
                db.add(job)
                db.flush()
            answer = self.answer(job)
        self.analyses.wake()
        return answer

    def answer(self, job: Job) -> JobAnswer:
        """The job with its latest progress."""
        done, total, eta_s = self.analyses.progress(job)
        received = job.size
        if job.state == "uploading":
            part = self.media.part_of(job.uid)
            received = part.stat().st_size if part.exists() else 0
        same = {"id", "kind", "name", "state", "size", "error", "session_id", "attempts", "created_at", "updated_at"}
        return JobAnswer(
            **{name: getattr(job, name) for name in same},
            received=received,
            done=done,
            total=total,
            unit="frames" if job.kind == "video" else "sessions",
            eta_s=None if eta_s is None else round(eta_s, 1),
            athlete=athlete_name(job.athlete),
            exercise=job.settings.get("exercise"),
            model=job.settings.get("model"),
        )

    def one(self, job_id: int) -> JobAnswer:
        """The job of that number; 404 where there is none."""
        with self.store.read() as db:
            return self.answer(found(db, job_id))

    def active(self) -> list[JobAnswer]:
        """Jobs that are under way."""
        with self.store.read() as db:
            return [self.answer(job) for job in db.scalars(select(Job).where(Job.state.in_(ACTIVE)).order_by(Job.id))]


def found(db: Db, job_id: int) -> Job:
    """The job of that number; 404 where there is none."""
    job = db.get(Job, job_id)
    if job is None:
        raise missing("job", job_id)
    return job


def routes(desk: JobDesk) -> APIRouter:
    """The endpoints about jobs."""
    router = api_router()
    store, analyses = desk.store, desk.analyses

    @router.get("/jobs", response_model=Page[JobAnswer])
    def jobs(wanted: Paging, state: str | None = None) -> Any:
        query = only(select(Job), {Job.state: state})
        return listed(store, query, NEWEST, wanted, name="jobs", items=lambda _, rows: [desk.answer(job) for job in rows])

    @router.get("/jobs/{job_id}")
    def job(job_id: int) -> JobAnswer:
        return desk.one(job_id)

    @router.post("/jobs/{job_id}/cancel")
    def cancel(job_id: int) -> JobAnswer:
        desk.one(job_id)
        analyses.cancel(job_id)
        return desk.one(job_id)

    @router.post("/jobs/{job_id}/retry")
    def retry(job_id: int) -> JobAnswer:
        desk.one(job_id)
        analyses.retry(job_id)
        return desk.one(job_id)

    @router.delete("/jobs/{job_id}", status_code=204)
    def remove(job_id: int) -> Response:
        with store.write() as db:
            row = found(db, job_id)
            if row.state == "running":
                raise HTTPException(409, "expected a job that doesn't run, got one that does; cancel it first")
            file, uid = row.media_file, row.uid
            db.delete(row)
        desk.media.part_of(uid).unlink(missing_ok=True)
        desk.media.forget([file])
        return Response(status_code=204)

    return router
