"""How the practice on this machine goes: reps towards the goals, the cue that works, the days.

Counted are live sets that were kept, whoever did them, and plans that were run; videos that a coach uploads are not.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any, Final

from fastapi.routing import APIRouter
from pydantic import BaseModel
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session as Db

from server.athletes import GOALS
from server.best_cue import Judged, Said, best_cue
from server.plain_errors import api_router
from server.practice_schema import PlanRun
from server.schema import CueSaid, Finding, Rep, Session
from server.store import Store

DAYS_SHOWN: Final = 2000
"""So many of the latest sets and runs fill the calendar."""


class BestCue(BaseModel):
    """Said `times`, the fault gone `gone` times, typically after `after` reps or seconds (`unit` "reps" or "s")."""

    text: str
    times: int
    gone: int
    after: float
    unit: str


class Movement(BaseModel):
    """One exercise: reps (holds count as one), those that could be judged, and those that were clean."""

    exercise: str
    sets: int
    reps: int
    scored: int
    clean: int
    held_s: float
    goals: list[int]
    best_cue: BestCue | None


class Practised(BaseModel):
    """A set or a plan at that time: `seconds` long, with so many reps."""

    at: datetime
    kind: str
    name: str
    seconds: float
    reps: int


class PracticeProgress(BaseModel):
    """Everything the progress page shows, newest first."""

    movements: list[Movement]
    practised: list[Practised]


def routes(store: Store) -> APIRouter:
    """The endpoint of the progress page."""
    router = api_router()

    @router.get("/practice/progress")
    def progress() -> PracticeProgress:
        with store.snapshot() as db:
            return PracticeProgress(movements=_movements(db), practised=_practised(db))

    return router


def _movements(db: Db) -> list[Movement]:
    scored = case((Rep.score.is_not(None), 1), else_=0)
    clean = case((Rep.score.is_not(None) & ~Rep.flagged, 1), else_=0)
    held = case((Rep.kind == "hold", Rep.t_end - Rep.t_start), else_=0.0)
    rows = db.execute(
        select(
            Rep.exercise,
            func.count(Rep.session_id.distinct()),
            func.count(Rep.id),
            func.sum(scored),
            func.sum(clean),
            func.sum(held),
        )
        .join(Session)
        .where(Session.kind == "set")
        .group_by(Rep.exercise)
        .order_by(func.count(Rep.id).desc(), Rep.exercise)
    )
    return [
        Movement(
            exercise=exercise,
            sets=sets,
            reps=reps,
            scored=judged,
            clean=well,
            held_s=float(seconds),
            goals=list(GOALS),
            best_cue=_best_cue(db, exercise),
        )
        for exercise, sets, reps, judged, well, seconds in rows
    ]


def _best_cue(db: Db, exercise: str) -> BestCue | None:
    said: dict[int, list[Said]] = defaultdict(list)
    cues = select(CueSaid).join(Session).where(Session.kind == "set", Session.exercise == exercise).order_by(CueSaid.id)
    for cue in db.scalars(cues):
        said[cue.session_id].append(Said(cue.t, cue.rule, cue.fault, cue.text))
    judged: dict[int, list[Judged]] = defaultdict(list)
    findings = (
        select(Finding.session_id, Rep.kind, Rep.t_start, Rep.t_end, Finding.rule, Finding.fault, Finding.episodes)
        .join(Rep, Finding.rep_id == Rep.id)
        .join(Session, Finding.session_id == Session.id)
        .where(Session.kind == "set", Finding.exercise == exercise, Finding.grade != "not_scored")
    )
    for session_id, kind, t_start, t_end, rule, fault, episodes in db.execute(findings):
        if session_id in said:
            judged[session_id].append(Judged(kind == "hold", t_start, t_end, rule, fault, _episodes(episodes)))
    best = best_cue([(cues_of, judged[session_id]) for session_id, cues_of in said.items()])
    if best is None:
        return None
    return BestCue(text=best.text, times=best.times, gone=best.gone, after=best.after, unit=best.unit)


def _episodes(rows: list[dict[str, Any]]) -> list[tuple[str, float, float]]:
    return [(one["fault"], one["t_start"], one["t_end"]) for one in rows if None not in (one["t_start"], one["t_end"])]


def _practised(db: Db) -> list[Practised]:
    sets = db.execute(
        select(Session.captured_at, Session.exercise, Session.duration_s, func.count(Rep.id))
        .outerjoin(Rep)
        .where(Session.kind == "set")
        .group_by(Session.id, Session.captured_at, Session.exercise, Session.duration_s)
        .order_by(Session.captured_at.desc())
        .limit(DAYS_SHOWN)
    )
    runs = db.scalars(select(PlanRun).order_by(PlanRun.started_at.desc()).limit(DAYS_SHOWN))
    found = [
        Practised(at=at, kind="set", name=exercise or "", seconds=seconds, reps=reps) for at, exercise, seconds, reps in sets
    ]
    found += [
        Practised(at=run.started_at, kind="plan", name=run.title, seconds=run.seconds, reps=0)
        for run in runs
        if any(step.get("state") == "done" for step in run.steps)
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)
