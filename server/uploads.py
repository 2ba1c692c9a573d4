"""Large files in pieces: announce, send piece after piece from where it stopped, complete.

The partial file itself says how much has arrived; a piece is on the disk before it is answered. Names are only labels: what
is stored is named by its content, and what it is, is decided by its content.
"""

import fcntl
import os
import shutil
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import Header, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from fastapi.routing import APIRouter
from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session as Db

from server.jobs import JobDesk, found
from server.media import LOCK, suffix_of
from server.plain_errors import api_router, missing
from server.review_messages import JobAnswer
from server.review_requests import NewUpload
from server.schema import Athlete, Job, Session, now
from vision.errors import FormcueError
from vision.exercises import exercise_named
from vision.session import AUTO
from vision.video import sniff

PIECE: Final = 16 * 1024 * 1024
RESERVE: Final = 500 * 1024 * 1024
"""Disk space that uploads leave free."""


def routes(desk: JobDesk, max_bytes: int, model: str) -> APIRouter:
    """The endpoints of uploads: at most `max_bytes` a file; `model` where the page asks for none."""
    router = api_router()
    store, media = desk.store, desk.media

    @router.post("/uploads", status_code=201)
    def announce(new: NewUpload) -> JobAnswer:
        if new.size <= 0:
            raise HTTPException(422, f"size: expected the file's size in bytes, got {new.size}; choose another file")
        if new.size > max_bytes:
            raise HTTPException(413, f"expected at most {_mb(max_bytes)}, got {_mb(new.size)}; cut it or export it smaller")
        free = shutil.disk_usage(store.data_dir).free - RESERVE
        if new.size > free:
            words = f"expected at most the {_mb(max(0, free))} that are free here, got {_mb(new.size)}; make room"
            raise HTTPException(413, words)
        if new.exercise != AUTO:
            exercise_named(new.exercise)
        if new.captured_at is not None and new.captured_at.tzinfo is None:
            raise HTTPException(422, "captured_at: expected a time with its zone, got one without; send UTC")
        with store.write() as db:
            if new.athlete_id is not None and db.get(Athlete, new.athlete_id) is None:
                raise missing("athlete", new.athlete_id)
            job = Job(
                kind="video",
                state="uploading",
                name=label(new.name),
                size=new.size,
                athlete_id=new.athlete_id,
                captured_at=new.captured_at or now(),
                settings={"exercise": new.exercise, "model": new.model or model},
            )
            db.add(job)
            db.flush()
            media.part_of(job.uid).touch()
            return desk.answer(job)

    @router.patch("/uploads/{job_id}")
    async def piece(job_id: int, request: Request, upload_offset: Annotated[int, Header(ge=0)]) -> Response:
        uid, size = await run_in_threadpool(_uploading, job_id)
        path = media.part_of(uid)
        if not path.exists():
            raise HTTPException(409, "expected an upload that has begun, got one whose data is gone; send it again")
        with path.open("r+b") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise HTTPException(409, "expected one piece at a time, got two at once; wait for the first") from None
            received = file.seek(0, os.SEEK_END)
            if upload_offset != received:
                words = f"expected the piece from byte {received}, got one from {upload_offset}; go on from {received}"
                return JSONResponse({"error": words, "received": received}, 409)
            most = min(size - received, PIECE)
            async for part in request.stream():
                if len(part) > most:
                    file.truncate(received)
                    raise HTTPException(413, f"expected at most {PIECE} bytes a piece and no more than announced; send less")
                most -= len(part)
                await run_in_threadpool(_write, file, part)
            await run_in_threadpool(os.fsync, file.fileno())
            return JSONResponse({"received": file.tell()})

    def _uploading(job_id: int) -> tuple[str, int]:
        with store.read() as db:
            job = found(db, job_id)
            if job.state != "uploading":
                raise HTTPException(409, f"expected an upload under way, got one that is {job.state}")
            return job.uid, job.size

    @router.get("/uploads/{job_id}")
    def progress(job_id: int) -> dict[str, Any]:
        answer = desk.one(job_id)
        return {"received": answer.received, "size": answer.size, "state": answer.state}

    @router.post("/uploads/{job_id}/complete")
    def complete(job_id: int) -> JobAnswer:
        uid, size = _uploading(job_id)
        path = media.part_of(uid)
        received = path.stat().st_size if path.exists() else 0
        if received != size:
            raise HTTPException(409, f"expected {size} bytes, got {received} so far; send the rest first")
        with store.read() as db:
            name = found(db, job_id).name
        try:
            if sniff(path) == "still":
                raise HTTPException(415, f"{name}: expected a video, got a picture; a rep needs several")
        except (FormcueError, HTTPException) as error:
            words = str(error.detail) if isinstance(error, HTTPException) else str(error).replace(str(path), name)
            with store.write() as db:
                db.execute(update(Job).where(Job.id == job_id).values(state="failed", error=words, updated_at=now()))
            path.unlink(missing_ok=True)
            raise HTTPException(415, words) from error
        _take(job_id, path, name)
        desk.analyses.wake()
        return desk.one(job_id)

    def _take(job_id: int, path: Path, name: str) -> None:
        with store.locked(LOCK):
            # linked, not moved: until the row says "queued", the upload is where it was
            file = media.put(path, "link", suffix_of(Path(name)))
            with store.write() as db:
                job = found(db, job_id)
                twin = _twin(db, file, job_id)
                job.updated_at = now()
                if twin is None:
                    job.state, job.media_file = "queued", file
                else:
                    job.state, job.session_id, job.error = "duplicate", twin.session_id, twin.words
        path.unlink(missing_ok=True)
        if twin is not None:
            media.forget([file])

    @router.delete("/uploads/{job_id}", status_code=204)
    def drop(job_id: int) -> Response:
        uid, _ = _uploading(job_id)
        with store.write() as db:
            db.execute(update(Job).where(Job.id == job_id).values(state="cancelled", updated_at=now()))
        media.part_of(uid).unlink(missing_ok=True)
        return Response(status_code=204)

    return router


class _Twin:
    """The same file as one that is here already."""

    def __init__(self, session_id: int | None, words: str) -> None:
        self.session_id = session_id
        self.words = words


def _twin(db: Db, file: str, job_id: int) -> _Twin | None:
    content = file.partition(".")[0] + ".%"
    session = db.scalar(select(Session).where(Session.media_file.like(content)).limit(1))
    if session is not None:
        return _Twin(session.id, f"the same file as {session.source}, which is here already")
    waiting = or_(Job.state == "queued", Job.state == "running")
    job = db.scalar(select(Job).where(Job.media_file.like(content), Job.id != job_id, waiting).limit(1))
    return None if job is None else _Twin(None, f"the same file as {job.name}, which is being analysed")


def label(name: str) -> str:
    """What a file is called, without folders, control characters or anything else a name might smuggle in."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(letter for letter in last if letter.isprintable()).strip(" .")
    return clean[-200:] or "video"


def _write(file: Any, part: bytes) -> None:
    file.write(part)
    file.flush()


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f} MB"
