"""Sessions: the list, one with its reps, its pictures and series; and removing them with all that hangs on them."""

import json
from typing import Annotated, Any, Final, Literal

import numpy as np
from fastapi import HTTPException, Query, Response
from fastapi.responses import FileResponse
from fastapi.routing import APIRouter
from sqlalchemy import Select, select
from sqlalchemy.orm import Session as Db

from server import review_messages as wire
from server import review_requests as ask
from server.ingest import move_to
from server.marks import add_drawing
from server.media import Media
from server.paging import Limit, Order, Page, Paging, listed, only
from server.pictures import THUMBNAIL_WIDTH, CachedPictures, close_pictures, open_pictures
from server.plain_errors import api_router, missing
from server.removal import footprint, remove_sessions
from server.rep_series import Series, series_of
from server.review_rows import (
    comment_answer,
    drawing_answer,
    judged,
    media_type,
    rep_detail,
    rep_fields,
    session_answers,
    short_findings,
)
from server.schema import Athlete, Comment, CueSaid, Finding, Rep, Session
from vision.drawing import crop
from vision.types import ImageArray
from vision.video import decode_jpeg, encode_jpeg

NEWEST: Final = Order((Session.captured_at, Session.id), descending=True)
_KEEP: Final = {"Cache-Control": "private, max-age=31536000, immutable"}
"""For what never changes under its address while the session lives."""


def pictures_of(media: Media, session: Session) -> CachedPictures:
    """The pictures of a session."""
    video = media.path(session.media_file) if session.media_file else None
    return open_pictures(media.cache_of(session.recording_file), media.path(session.recording_file), video)


def found(db: Db, session_id: int) -> Session:
    """The session of that number; 404 where there is none."""
    session = db.get(Session, session_id)
    if session is None:
        raise missing("session", session_id)
    return session


def found_rep(db: Db, rep_id: int) -> Rep:
    """The rep of that number; 404 where there is none."""
    rep = db.get(Rep, rep_id)
    if rep is None:
        raise missing("rep", rep_id)
    return rep


def routes(media: Media) -> APIRouter:
    """The endpoints about sessions."""
    router = api_router()
    store = media.store

    @router.get("/sessions", response_model=Page[wire.SessionAnswer])
    def sessions(
        wanted: Paging, athlete: int | None = None, exercise: str | None = None, kind: Literal["set", "video"] | None = None
    ) -> Any:
        asked = {Session.athlete_id: athlete, Session.exercise: exercise, Session.kind: kind}
        return listed(store, only(select(Session), asked), NEWEST, wanted, name="sessions", items=session_answers)

    @router.get("/sessions/{session_id}")
    def session(session_id: int) -> wire.SessionDetail:
        with store.read() as db:
            return _detail(db, media, found(db, session_id))

    @router.patch("/sessions/{session_id}")
    def change(session_id: int, new: ask.SessionChange) -> wire.SessionDetail:
        with store.write() as db:
            row = found(db, session_id)
            if "athlete_id" in new.model_fields_set:
                athlete = db.get(Athlete, new.athlete_id) if new.athlete_id is not None else None
                if new.athlete_id is not None and athlete is None:
                    raise missing("athlete", new.athlete_id)
                move_to(db, row, athlete)
            if new.captured_at is not None:
                if new.captured_at.tzinfo is None:
                    raise HTTPException(422, "captured_at: expected a time with its zone, got one without; send UTC")
                row.captured_at = new.captured_at
                for finding in db.scalars(select(Finding).where(Finding.session_id == session_id)):
                    finding.captured_at = new.captured_at
            db.flush()
            db.expire_all()
            return _detail(db, media, found(db, session_id))

    @router.get("/sessions/{session_id}/footprint")
    def what_goes(session_id: int) -> wire.Footprint:
        with store.read() as db:
            return footprint(db, media, Session.id == found(db, session_id).id)

    @router.delete("/sessions/{session_id}", status_code=204)
    def remove(session_id: int) -> Response:
        with store.read() as db:
            found(db, session_id)
        remove_sessions(media, Session.id == session_id)
        close_pictures()
        return Response(status_code=204)

    @router.get("/sessions/{session_id}/report.json")
    def report(session_id: int) -> FileResponse:
        with store.read() as db:
            return FileResponse(media.path(found(db, session_id).report_file), media_type="application/json")

    @router.get("/sessions/{session_id}/recording.npz")
    def recording(session_id: int) -> FileResponse:
        with store.read() as db:
            path = media.path(found(db, session_id).recording_file)
        return FileResponse(path, filename=f"formcue-session-{session_id}.npz")

    return router


def picture_routes(media: Media) -> APIRouter:
    """The endpoints of pictures and series."""
    router = api_router()
    store = media.store

    def _pictures(session_id: int) -> CachedPictures:
        with store.read() as db:
            return pictures_of(media, found(db, session_id))

    @router.get("/sessions/{session_id}/media")
    def video(session_id: int) -> FileResponse:
        with store.read() as db:
            name = found(db, session_id).media_file
        if name is None:
            raise HTTPException(404, "expected a session with its video, got one of which only landmarks were kept")
        return FileResponse(media.path(name), media_type=media_type(name), headers=_KEEP)

    @router.get("/sessions/{session_id}/frames")
    def frames(session_id: int) -> dict[str, Any]:
        with store.read() as db:
            row = found(db, session_id)
            return {"times": pictures_of(media, row).times(), "size": [row.width, row.height]}

    @router.get("/sessions/{session_id}/frame")
    def frame(
        session_id: int,
        t: Annotated[float, Query(ge=0.0, le=1e6)],
        skeleton: bool = False,
        width: Annotated[int, Query(ge=64, le=1280)] = 1280,
    ) -> Response:
        shown, image = _pictures(session_id).frame(t, skeleton=skeleton)
        headers = {"X-Frame-Time": f"{shown:.6f}", **_KEEP}
        return Response(encode_jpeg(_narrow(image, width)), media_type="image/jpeg", headers=headers)

    @router.post("/sessions/{session_id}/drawings", status_code=201)
    def draw(session_id: int, new: ask.NewDrawing) -> wire.DrawingAnswer:
        times = np.array(_pictures(session_id).times())
        t = float(times[max(0, int(np.searchsorted(times, new.t + 5e-4, side="right")) - 1)])
        with store.write() as db:
            return drawing_answer(add_drawing(db, session_id, new, t))

    @router.get("/findings/{finding_id}/thumbnail.jpg")
    def thumbnail(finding_id: int, width: Annotated[int, Query(ge=160, le=960)] = 320) -> Response:
        with store.read() as db:
            row = db.get(Finding, finding_id)
            if row is None:
                raise missing("finding", finding_id)
            path = pictures_of(media, row.session).thumbnail(judged(row))
        data = path.read_bytes()
        if width < THUMBNAIL_WIDTH:
            data = encode_jpeg(_narrow(decode_jpeg(data, 4096), width))
        # a new limit changes the picture under the same address
        return Response(data, media_type="image/jpeg", headers={"Cache-Control": "private, max-age=60"})

    @router.get("/reps/{rep_id}")
    def rep(rep_id: int) -> wire.RepDetail:
        with store.read() as db:
            return rep_detail(db, found_rep(db, rep_id))

    @router.get("/reps/{rep_id}/series")
    def series(rep_id: int) -> Series:
        with store.read() as db:
            row = found_rep(db, rep_id)
            findings = list(db.scalars(select(Finding).where(Finding.rep_id == rep_id)))
            return series_of(pictures_of(media, row.session).recording, row, findings)

    @router.get("/reps/{rep_id}/clip.webm")
    def clip(rep_id: int, skeleton: bool = False) -> FileResponse:
        with store.read() as db:
            row = found_rep(db, rep_id)
            pictures = pictures_of(media, row.session)
        path, start, fps = pictures.clip(row.t_start, row.t_end, skeleton=skeleton)
        headers = {"X-Clip-Start": f"{start:.6f}", "X-Clip-Fps": str(fps), "Cache-Control": "private, max-age=60"}
        return FileResponse(path, media_type="video/webm", headers=headers)

    @router.get("/reps/{rep_id}/best")
    def best(rep_id: int) -> dict[str, Any]:
        with store.read() as db:
            row = found_rep(db, rep_id)
            query = _of_same(row).where(Rep.score.is_not(None)).order_by(Rep.score.desc(), Rep.id.desc())
            if row.side is not None:
                query = query.where(Rep.side == row.side)
            other = db.scalar(query.limit(1))
            if other is None:
                raise HTTPException(404, "expected another scored rep of this athlete and exercise, got none so far")
            return {"rep_id": other.id, "session_id": other.session_id, "score": other.score}

    @router.get("/reps/{rep_id}/others")
    def others(rep_id: int, limit: Limit = 50) -> list[dict[str, Any]]:
        with store.read() as db:
            rows = db.scalars(_of_same(found_rep(db, rep_id)).order_by(Rep.id.desc()).limit(limit))
            names = ("session_id", "index", "side", "score", "flagged")
            return [
                {"rep_id": row.id, "captured_at": row.session.captured_at, **{name: getattr(row, name) for name in names}}
                for row in rows
            ]

    return router


def _of_same(rep: Rep) -> Select[Any]:
    """Other reps of the same exercise by the same athlete; of the same session where nobody is named."""
    query = select(Rep).where(Rep.exercise == rep.exercise, Rep.id != rep.id)
    if rep.athlete_id is None:
        return query.where(Rep.session_id == rep.session_id)
    return query.where(Rep.athlete_id == rep.athlete_id)


def _detail(db: Db, media: Media, session: Session) -> wire.SessionDetail:
    reps = list(db.scalars(select(Rep).where(Rep.session_id == session.id).order_by(Rep.index)))
    findings = short_findings(db, reps)
    cues = db.scalars(select(CueSaid).where(CueSaid.session_id == session.id).order_by(CueSaid.t))
    comments = db.scalars(select(Comment).where(Comment.session_id == session.id).order_by(Comment.t, Comment.id))
    report = json.loads(media.path(session.report_file).read_text(encoding="utf-8"))
    answer = session_answers(db, [session])[0]
    names = ("t", "rule", "fault", "focus", "text", "muscle")
    return wire.SessionDetail(
        **answer.model_dump(),
        reps=[wire.RepShort(**rep_fields(rep, findings[rep.id])) for rep in reps],
        cues=[{name: getattr(cue, name) for name in names} for cue in cues],
        comments=[comment_answer(comment) for comment in comments],
        track=report["track"],
    )


def _narrow(image: ImageArray, width: int) -> ImageArray:
    height, full = image.shape[:2]
    return image if full <= width else crop(image, (0, 0, full, height), width)
