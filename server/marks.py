"""What coaches leave on reps: verdicts, missed faults, comments, drawings and tags."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import HTTPException, Query, Response
from fastapi.routing import APIRouter
from pydantic import BaseModel
from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as Db

from server import review_messages as wire
from server import review_requests as ask
from server.ingest import count_reviews
from server.paging import Items, Order, Page, Paging, listed, only
from server.plain_errors import api_router, missing
from server.review_rows import comment_answer, drawing_answer, missed_answer, review_answer
from server.schema import Comment, Drawing, Finding, MissedFault, Rep, Review, Session, Tag, now
from server.store import Store
from vision.rule import load_rules

NO_CONTENT = 204


def put_review(db: Db, finding_id: int, new: ask.NewReview) -> Review:
    """Give, or change, one coach's verdict. 404, 409 where nothing is flagged, 422 without a reason to disagree."""
    if new.verdict == "disagree" and new.reason is None:
        raise HTTPException(422, "reason: expected why (form_fine, wrong_fault, ...) with a disagreement, got none")
    # the row is locked first: two coaches at once both get counted
    finding = db.get(Finding, finding_id, with_for_update=True)
    if finding is None:
        raise missing("finding", finding_id)
    if not finding.flagged or finding.fault is None:
        raise HTTPException(409, "expected a finding that is flagged, got one that isn't; report a missed fault instead")
    values = {
        "coach": new.coach,
        "verdict": new.verdict,
        "reason": new.reason if new.verdict == "disagree" else None,
        "note": new.note,
        "at": now(),
        **{name: getattr(finding, name) for name in ("fault", "value", "limit", "view", "model", "bands")},
    }
    insert = (postgresql if db.get_bind().dialect.name == "postgresql" else sqlite).insert
    statement = insert(Review).values(finding_id=finding_id, **values)
    statement = statement.on_conflict_do_update(index_elements=["finding_id", "coach"], set_=values)
    db.execute(statement)
    count_reviews(db, finding_id)
    review = db.scalar(select(Review).where(Review.finding_id == finding_id, Review.coach == new.coach))
    assert review is not None
    return review


def take_back(db: Db, finding_id: int, coach: str) -> None:
    """Undo a verdict; nothing happens where there is none."""
    if db.get(Finding, finding_id, with_for_update=True) is None:
        raise missing("finding", finding_id)
    db.execute(delete(Review).where(Review.finding_id == finding_id, Review.coach == coach))
    count_reviews(db, finding_id)


def add_missed(db: Db, rep_id: int, new: ask.NewMissed) -> MissedFault:
    """Keep a fault that the coach saw; 409 where the rule flagged it or this coach said so before."""
    rep = db.get(Rep, rep_id, with_for_update=True)
    if rep is None:
        raise missing("rep", rep_id)
    rule = load_rules().get(new.rule)
    if rule is None or new.fault not in {band.fault for band in rule.bands} or rep.exercise not in rule.exercises:
        raise HTTPException(422, f"expected a rule of {rep.exercise} and one of its faults, got {new.rule} {new.fault}")
    finding = db.scalar(select(Finding).where(Finding.rep_id == rep_id, Finding.rule == new.rule))
    if finding is not None and finding.flagged and finding.fault == new.fault:
        raise HTTPException(409, "expected a fault that was missed, got one that is flagged; agree with it instead")
    measured = finding if finding is not None and finding.judged == new.fault else None
    missed = MissedFault(
        rep_id=rep_id,
        **new.model_dump(),
        value=measured.value if measured else None,
        limit=measured.limit if measured else None,
        view=rep.view,
        model=finding.model if finding else "",
        bands=finding.bands if finding else "",
    )
    db.add(missed)
    try:
        db.flush()
    except IntegrityError as error:
        raise HTTPException(409, "expected a fault not reported before, got one that this coach has reported") from error
    return missed


def routes(store: Store) -> APIRouter:
    """The endpoints about verdicts, missed faults and tags."""
    router = api_router()

    @router.put("/findings/{finding_id}/review")
    def review(finding_id: int, new: ask.NewReview) -> wire.ReviewAnswer:
        with store.write() as db:
            return review_answer(put_review(db, finding_id, new))

    @router.delete("/findings/{finding_id}/review", status_code=NO_CONTENT)
    def undo(finding_id: int, coach: Annotated[str, Query(min_length=1, max_length=80)]) -> Response:
        with store.write() as db:
            take_back(db, finding_id, coach.strip())
        return Response(status_code=NO_CONTENT)

    @router.get("/reviews", response_model=Page[wire.ReviewAnswer])
    def reviews(
        wanted: Paging,
        rule: str | None = None,
        coach: str | None = None,
        athlete: int | None = None,
        session: int | None = None,
    ) -> Any:
        asked = {Finding.rule: rule, Review.coach: coach, Finding.athlete_id: athlete, Finding.session_id: session}
        query = only(select(Review).join(Finding), asked)
        return listed(store, query, _newest(Review), wanted, name="reviews", items=_each(review_answer))

    @router.post("/reps/{rep_id}/missed", status_code=201)
    def report_missed(rep_id: int, new: ask.NewMissed) -> wire.MissedAnswer:
        with store.write() as db:
            return missed_answer(add_missed(db, rep_id, new))

    @router.get("/missed", response_model=Page[wire.MissedAnswer])
    def missed_faults(
        wanted: Paging, rule: str | None = None, athlete: int | None = None, session: int | None = None
    ) -> Any:
        asked = {MissedFault.rule: rule, Rep.athlete_id: athlete, Rep.session_id: session}
        query = only(select(MissedFault).join(Rep), asked)
        return listed(store, query, _newest(MissedFault), wanted, name="missed", items=_each(missed_answer))

    @router.delete("/missed/{missed_id}", status_code=NO_CONTENT)
    def not_missed(missed_id: int) -> Response:
        return _remove(store, MissedFault, "missed fault", missed_id)

    @router.get("/reps/{rep_id}/tags")
    def tags(rep_id: int) -> ask.TagNames:
        with store.read() as db:
            return ask.TagNames(tags=list(db.scalars(select(Tag.name).where(Tag.rep_id == rep_id).order_by(Tag.name))))

    @router.put("/reps/{rep_id}/tags")
    def set_tags(rep_id: int, new: ask.TagNames) -> ask.TagNames:
        with store.write() as db:
            if db.get(Rep, rep_id, with_for_update=True) is None:
                raise missing("rep", rep_id)
            names = sorted(set(new.tags))
            db.execute(delete(Tag).where(Tag.rep_id == rep_id))
            db.add_all(Tag(rep_id=rep_id, name=name) for name in names)
        return ask.TagNames(tags=names)

    @router.get("/tags")
    def all_tags() -> list[dict[str, Any]]:
        with store.read() as db:
            rows = db.execute(select(Tag.name, func.count()).group_by(Tag.name).order_by(Tag.name))
            return [{"name": name, "count": count} for name, count in rows]

    return router


def word_routes(store: Store) -> APIRouter:
    """The endpoints about comments and drawings."""
    router = api_router()

    @router.get("/comments", response_model=Page[wire.CommentAnswer])
    def comments(wanted: Paging, athlete: int | None = None, session: int | None = None) -> Any:
        query = only(select(Comment).join(Session), {Session.athlete_id: athlete, Comment.session_id: session})
        return listed(store, query, _newest(Comment), wanted, name="comments", items=_each(comment_answer))

    @router.post("/sessions/{session_id}/comments", status_code=201)
    def comment(session_id: int, new: ask.NewComment) -> wire.CommentAnswer:
        with store.write() as db:
            row = Comment(session_id=_session_id(db, session_id, new.rep_id), **new.model_dump())
            db.add(row)
            db.flush()
            return comment_answer(row)

    @router.put("/comments/{comment_id}")
    def reword(comment_id: int, new: ask.NewText) -> wire.CommentAnswer:
        with store.write() as db:
            row = db.get(Comment, comment_id)
            if row is None:
                raise missing("comment", comment_id)
            row.text = new.text
            return comment_answer(row)

    @router.delete("/comments/{comment_id}", status_code=NO_CONTENT)
    def uncomment(comment_id: int) -> Response:
        return _remove(store, Comment, "comment", comment_id)

    @router.get("/sessions/{session_id}/drawings")
    def drawings(session_id: int, t_start: float = 0.0, t_end: float = 1e9) -> list[wire.DrawingAnswer]:
        with store.read() as db:
            query = select(Drawing).where(Drawing.session_id == session_id, Drawing.t.between(t_start, t_end))
            return [drawing_answer(row) for row in db.scalars(query.order_by(Drawing.t, Drawing.id))]

    @router.put("/drawings/{drawing_id}")
    def redraw(drawing_id: int, new: ask.NewShapes) -> wire.DrawingAnswer:
        with store.write() as db:
            row = db.get(Drawing, drawing_id)
            if row is None:
                raise missing("drawing", drawing_id)
            row.shapes = new.model_dump()["shapes"]
            return drawing_answer(row)

    @router.delete("/drawings/{drawing_id}", status_code=NO_CONTENT)
    def undraw(drawing_id: int) -> Response:
        return _remove(store, Drawing, "drawing", drawing_id)

    return router


def _session_id(db: Db, session_id: int, rep_id: int | None) -> int:
    if db.get(Session, session_id) is None:
        raise missing("session", session_id)
    rep = db.get(Rep, rep_id) if rep_id is not None else None
    if rep_id is not None and (rep is None or rep.session_id != session_id):
        raise missing("rep of this session", rep_id)
    return session_id


def add_drawing(db: Db, session_id: int, new: ask.NewDrawing, t: float) -> Drawing:
    """Keep a drawing on the frame at `t`."""
    row = Drawing(session_id=_session_id(db, session_id, new.rep_id), **(new.model_dump() | {"t": t}))
    db.add(row)
    db.flush()
    return row


def _each(answer: Callable[[Any], BaseModel]) -> Items:
    return lambda _, rows: [answer(row) for row in rows]


def _newest(table: Any) -> Order:
    return Order((table.id,), descending=True)


def _remove(store: Store, table: Any, kind: str, number: int) -> Response:
    with store.write() as db:
        row = db.get(table, number)
        if row is None:
            raise missing(kind, number)
        db.delete(row)
    return Response(status_code=NO_CONTENT)
