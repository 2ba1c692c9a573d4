"""Athletes: who they are, how they get on over their sets, and removing one for good."""

from collections import defaultdict
from datetime import datetime
from typing import Any, Final

from fastapi import HTTPException, Response
from fastapi.routing import APIRouter
from pydantic import BaseModel
from sqlalchemy import case, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session as Db

from server.media import Media
from server.paging import Order, Page, Paging, listed
from server.pictures import close_pictures
from server.plain_errors import api_router, missing
from server.removal import footprint, remove_athlete
from server.review_messages import Footprint
from server.review_requests import NewAthlete
from server.schema import Athlete, Finding, Rep, Review, Session

GOALS: Final = (1000, 10_000)
"""Reps a coach counts towards: a movement learned, a movement owned."""
BY_NAME: Final = Order((Athlete.name, Athlete.id))


class AthleteAnswer(BaseModel):
    """An athlete with counts."""

    id: int
    name: str
    note: str
    created_at: datetime
    sessions: int
    reps: int
    unreviewed: int


class RuleShare(BaseModel):
    """How many reps of a set a rule scored, and how many were clean: not flagged, or most coaches disagreed."""

    scored: int
    clean: int
    share: float | None


class SetProgress(BaseModel):
    """One set or video on the way."""

    session_id: int
    captured_at: datetime
    reps: int
    flagged: int
    rules: dict[str, RuleShare]


class ExerciseProgress(BaseModel):
    """All sets of one exercise, oldest first."""

    exercise: str
    reps: int
    goals: list[int]
    sets: list[SetProgress]


class Progress(BaseModel):
    """How an athlete gets on."""

    exercises: list[ExerciseProgress]


def progress_of(db: Db, athlete_id: int) -> Progress:
    """Sets of every exercise with the clean share of each rule."""
    rows = db.execute(
        select(Session.id, Session.exercise, Session.captured_at, func.count(Rep.id))
        .join(Rep)
        .where(Session.athlete_id == athlete_id)
        .group_by(Session.id, Session.exercise, Session.captured_at)
        .order_by(Session.captured_at, Session.id)
    ).all()
    flagged = _flagged_reps(db, athlete_id)
    shares = _shares(db, athlete_id)
    found: dict[str, list[SetProgress]] = defaultdict(list)
    for session_id, exercise, captured_at, reps in rows:
        one = SetProgress(
            session_id=session_id,
            captured_at=captured_at,
            reps=reps,
            flagged=flagged.get(session_id, 0),
            rules=shares.get(session_id, {}),
        )
        found[exercise or ""].append(one)
    return Progress(
        exercises=[
            ExerciseProgress(exercise=exercise, reps=sum(one.reps for one in sets), goals=list(GOALS), sets=sets)
            for exercise, sets in found.items()
        ]
    )


def _flagged_reps(db: Db, athlete_id: int) -> dict[int, int]:
    query = select(Rep.session_id, func.count()).where(Rep.athlete_id == athlete_id, Rep.flagged).group_by(Rep.session_id)
    return dict(db.execute(query).all())


def _shares(db: Db, athlete_id: int) -> dict[int, dict[str, RuleShare]]:
    against = func.sum(func.coalesce(_sign(), 0)).label("against")
    votes = (
        select(Review.finding_id, against)
        .join(Finding)
        .where(Finding.athlete_id == athlete_id, Review.fault == Finding.fault)
        .group_by(Review.finding_id)
        .subquery()
    )
    query = (
        select(Finding.session_id, Finding.rule, Finding.flagged, votes.c.against)
        .outerjoin(votes, votes.c.finding_id == Finding.id)
        .where(Finding.athlete_id == athlete_id, Finding.grade != "not_scored")
    )
    counts: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    for session_id, rule, flagged, balance in db.execute(query):
        count = counts[session_id, rule]
        count[0] += 1
        count[1] += not flagged or (balance or 0) > 0
    shares: dict[int, dict[str, RuleShare]] = defaultdict(dict)
    for (session_id, rule), (scored, clean) in counts.items():
        shares[session_id][rule] = RuleShare(scored=scored, clean=clean, share=round(clean / scored, 4) if scored else None)
    return shares


def _sign() -> Any:
    """+1 for a disagreement, -1 for an agreement."""
    return case((Review.verdict == "disagree", 1), else_=-1)


def answers(db: Db, athletes: list[Athlete]) -> list[AthleteAnswer]:
    """Athletes with their counts."""
    ids = [athlete.id for athlete in athletes]

    def counts(column: Any, *which: Any) -> dict[int, int]:
        return dict(db.execute(select(column, func.count()).where(column.in_(ids), *which).group_by(column)).all())

    sessions, reps = counts(Session.athlete_id), counts(Rep.athlete_id)
    waiting = counts(Finding.athlete_id, Finding.flagged, Finding.review_count == 0)
    return [
        AthleteAnswer(
            id=athlete.id,
            name=athlete.name,
            note=athlete.note,
            created_at=athlete.created_at,
            sessions=sessions.get(athlete.id, 0),
            reps=reps.get(athlete.id, 0),
            unreviewed=waiting.get(athlete.id, 0),
        )
        for athlete in athletes
    ]


def found(db: Db, athlete_id: int) -> Athlete:
    """The athlete of that number; 404 where there is none."""
    athlete = db.get(Athlete, athlete_id)
    if athlete is None:
        raise missing("athlete", athlete_id)
    return athlete


def routes(media: Media) -> APIRouter:
    """The endpoints about athletes."""
    router = api_router()
    store = media.store

    @router.get("/athletes", response_model=Page[AthleteAnswer])
    def athletes(wanted: Paging, name: str | None = None) -> Any:
        query = select(Athlete)
        if name:
            query = query.where(Athlete.name.icontains(name, autoescape=True))
        return listed(store, query, BY_NAME, wanted, name="athletes", items=answers)

    @router.post("/athletes", status_code=201)
    def add(new: NewAthlete) -> AthleteAnswer:
        with store.write() as db:
            athlete = Athlete(name=new.name, note=new.note)
            db.add(athlete)
            _flush(db, new.name)
            return answers(db, [athlete])[0]

    @router.get("/athletes/{athlete_id}")
    def athlete(athlete_id: int) -> AthleteAnswer:
        with store.read() as db:
            return answers(db, [found(db, athlete_id)])[0]

    @router.put("/athletes/{athlete_id}")
    def change(athlete_id: int, new: NewAthlete) -> AthleteAnswer:
        with store.write() as db:
            athlete = found(db, athlete_id)
            athlete.name, athlete.note = new.name, new.note
            _flush(db, new.name)
            db.execute(update(Finding).where(Finding.athlete_id == athlete_id).values(athlete_name=new.name))
            return answers(db, [athlete])[0]

    @router.get("/athletes/{athlete_id}/footprint")
    def what_goes(athlete_id: int) -> Footprint:
        with store.read() as db:
            return footprint(db, media, Session.athlete_id == found(db, athlete_id).id)

    @router.get("/athletes/{athlete_id}/progress")
    def progress(athlete_id: int) -> Progress:
        with store.read() as db:
            return progress_of(db, found(db, athlete_id).id)

    @router.delete("/athletes/{athlete_id}", status_code=204)
    def remove(athlete_id: int) -> Response:
        with store.read() as db:
            athlete = found(db, athlete_id)
        remove_athlete(media, athlete)
        close_pictures()
        return Response(status_code=204)

    return router


def _flush(db: Db, name: str) -> None:
    try:
        db.flush()
    except IntegrityError as error:
        raise HTTPException(409, f"expected a name that is free, got {name!r}, which another athlete has") from error
