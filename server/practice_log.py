"""The log of the practice around the sets: plans that were run, body scans, check-ins. It stays in this database.

The page gives every entry its own uid and may send it again: an answer that got lost does no harm.
"""

from collections.abc import Callable
from typing import Annotated, Any, Final, Literal, TypeVar

from fastapi import Path, Response
from fastapi.routing import APIRouter
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlalchemy import delete, select
from sqlalchemy.orm import Session as Db

from server.paging import Order, Page, Paging, listed, only
from server.plain_errors import api_router
from server.plan import MAX_STEPS
from server.practice_schema import BodyScan, CheckIn, PlanRun
from server.store import Store

Uid = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Feel = Literal["fine", "tense", "sore", "achy", "tired"]
Part = Annotated[str, Field(pattern="^[a-z_]{2,40}$")]
RUNS: Final = Order((PlanRun.started_at, PlanRun.id), descending=True)
SCANS: Final = Order((BodyScan.at, BodyScan.id), descending=True)
CHECK_INS: Final = Order((CheckIn.at, CheckIn.id), descending=True)

Row = TypeVar("Row", PlanRun, BodyScan, CheckIn)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", from_attributes=True)


class StepDone(_Entry):
    """One step of a run: `seconds` it took."""

    kind: str = Field(max_length=20)
    title: str = Field(max_length=120)
    state: Literal["done", "skipped", "open"]
    seconds: float = Field(ge=0, le=86_400)


class Run(_Entry):
    """One run of a plan; sent at its start, after each step and at its end (`ended_at`)."""

    plan: str = Field(max_length=60)
    title: str = Field(max_length=80)
    started_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    seconds: float = Field(ge=0, le=86_400)
    steps: list[StepDone] = Field(max_length=2 * MAX_STEPS)


class PartFeel(_Entry):
    """How one part of the body feels, in the person's words."""

    feel: Feel
    note: str = Field(default="", max_length=200)


class Scan(_Entry):
    """A body scan; `run` is the uid of the plan's run."""

    run: str | None = None
    at: AwareDatetime
    position: Literal["lying", "seated", "standing"]
    short: bool
    parts: dict[Part, PartFeel] = Field(max_length=60)


class Check(_Entry):
    """The answers after a set, what the camera counted (null = no camera), and what was suggested."""

    run: str | None = None
    set_id: str | None = Field(default=None, max_length=120)
    at: AwareDatetime
    exercise: str = Field(max_length=64)
    target: str = Field(max_length=120)
    muscle: Literal["burnt_out", "working", "ready"]
    felt: Literal["target", "elsewhere", "nowhere"]
    places: list[Part] = Field(max_length=60)
    effort: int = Field(ge=1, le=10)
    reps: int | None = Field(default=None, ge=0, le=10_000)
    seconds: float | None = Field(default=None, ge=0, le=86_400)
    scored: int | None = Field(default=None, ge=0, le=10_000)
    clean: int | None = Field(default=None, ge=0, le=10_000)
    load_percent: float | None = Field(default=None, ge=0, le=150)
    suggestion: Literal["lighter", "same", "heavier", "fewer", "other_cue"]
    reason: str = Field(max_length=400)


class RunAnswer(Run):
    """A run as kept."""

    uid: str


class ScanAnswer(Scan):
    """A scan as kept."""

    uid: str


class CheckAnswer(Check):
    """A check-in as kept."""

    uid: str


class Kept(BaseModel):
    """False where the server runs with `--keep nothing`."""

    kept: bool


def routes(store: Store, keep: bool) -> APIRouter:
    """The endpoints of the log; nothing is written where `keep` is false."""
    router = api_router()

    @router.put("/practice/runs/{uid}")
    def run(uid: Uid, new: Run) -> Kept:
        return Kept(kept=keep and _put(store, PlanRun, uid, lambda _: new.model_dump()))

    @router.put("/practice/scans/{uid}")
    def scan(uid: Uid, new: Scan) -> Kept:
        return Kept(kept=keep and _put(store, BodyScan, uid, lambda db: _with_run(db, new)))

    @router.put("/practice/check-ins/{uid}")
    def check_in(uid: Uid, new: Check) -> Kept:
        return Kept(kept=keep and _put(store, CheckIn, uid, lambda db: _with_run(db, new)))

    @router.get("/practice/runs", response_model=Page[RunAnswer])
    def runs(wanted: Paging) -> Any:
        return listed(store, select(PlanRun), RUNS, wanted, name="plans", items=_runs)

    @router.get("/practice/scans", response_model=Page[ScanAnswer])
    def scans(wanted: Paging) -> Any:
        return listed(store, select(BodyScan), SCANS, wanted, name="scans", items=_scans)

    @router.get("/practice/check-ins", response_model=Page[CheckAnswer])
    def check_ins(wanted: Paging, exercise: str | None = None) -> Any:
        query = only(select(CheckIn), {CheckIn.exercise: exercise})
        return listed(store, query, CHECK_INS, wanted, name="check-ins", items=_check_ins)

    @router.delete("/practice/log", status_code=204)
    def forget() -> Response:
        with store.write() as db:
            for table in (CheckIn, BodyScan, PlanRun):
                db.execute(delete(table))
        store.drop_backups()
        store.vacuum()
        return Response(status_code=204)

    return router


def _put(store: Store, table: type[Row], uid: str, values: Callable[[Db], dict[str, Any]]) -> bool:
    with store.write() as db:
        row = db.scalar(select(table).where(table.uid == uid)) or table(uid=uid)
        for name, value in values(db).items():
            setattr(row, name, value)
        db.add(row)
    return True


def _with_run(db: Db, new: Scan | Check) -> dict[str, Any]:
    values = new.model_dump(exclude={"run"})
    values["run_id"] = db.scalar(select(PlanRun.id).where(PlanRun.uid == new.run)) if new.run else None
    return values


def _runs(_: Db, rows: list[PlanRun]) -> list[RunAnswer]:
    return [RunAnswer.model_validate(row) for row in rows]


def _scans(db: Db, rows: list[BodyScan]) -> list[ScanAnswer]:
    names = _run_uids(db, rows)
    return [ScanAnswer.model_validate(row).model_copy(update={"run": names.get(row.run_id)}) for row in rows]


def _check_ins(db: Db, rows: list[CheckIn]) -> list[CheckAnswer]:
    names = _run_uids(db, rows)
    return [CheckAnswer.model_validate(row).model_copy(update={"run": names.get(row.run_id)}) for row in rows]


def _run_uids(db: Db, rows: list[Any]) -> dict[int | None, str]:
    ids = {row.run_id for row in rows} - {None}
    runs = db.scalars(select(PlanRun).where(PlanRun.id.in_(ids)))
    return {run.id: run.uid for run in runs}
