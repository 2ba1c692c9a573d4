"""Limits that coaches set, for all or for one athlete: who, when and why are kept, also after they have ended."""

from datetime import datetime
from typing import Annotated

from fastapi import HTTPException, Query, Response
from fastapi.routing import APIRouter
from pydantic import BaseModel
from sqlalchemy import select

from server.jobs import JobDesk
from server.overrides import Overrides, in_force_for, overrides_for
from server.plain_errors import api_router, missing
from server.review_messages import AthleteName, JobAnswer
from server.review_requests import NewBand, NewRescore
from server.review_rows import athlete_name
from server.schema import Athlete, BandOverride, now
from server.store import Store
from vision.rule import bands_in_force, load_rules


class Override(BaseModel):
    """A limit set by a coach."""

    id: int
    rule: str
    fault: str
    limit: float
    athlete: AthleteName | None
    who: str
    why: str
    at: datetime
    ended_at: datetime | None
    ended_by: str | None


class BandInForce(BaseModel):
    """The limit of a fault today."""

    rule: str
    rule_title: str
    fault: str
    unit: str
    error: float
    default: float
    limit: float
    poor: float
    larger_is_fault: bool
    source: str
    override: Override | None


class FaultInfo(BaseModel):
    """One fault with its limits in force."""

    fault: str
    unit: str
    limit: float
    poor: float
    error: float


class RuleInfo(BaseModel):
    """One rule, for filters and headings."""

    id: str
    title: str
    judges: str
    channel: str
    exercises: list[str]
    faults: list[FaultInfo]


class BandSet(BaseModel):
    """What setting a limit gives: the record and, where asked for, the job that judges all anew."""

    override: Override
    job: JobAnswer | None


def routes(store: Store, desk: JobDesk) -> APIRouter:
    """The endpoints about limits."""
    router = api_router()

    @router.get("/bands")
    def bands(athlete: int | None = None) -> list[BandInForce]:
        rules = load_rules()
        with store.read() as db:
            rows = in_force_for(db, athlete)
            in_force = bands_in_force(rules, overrides_for(db, athlete))
            return [
                BandInForce(
                    rule=rule.id,
                    rule_title=rule.title,
                    fault=default.fault,
                    unit=default.unit,
                    error=default.error,
                    default=default.limit,
                    limit=in_force[rule.id][default.fault].limit,
                    poor=in_force[rule.id][default.fault].poor,
                    larger_is_fault=default.poor > default.limit,
                    source=in_force[rule.id][default.fault].source.text,
                    override=_answer(row) if (row := rows.get((rule.id, default.fault))) else None,
                )
                for rule in rules.values()
                for default in rule.bands
            ]

    @router.post("/bands", status_code=201)
    def set_band(new: NewBand) -> BandSet:
        bands_in_force(load_rules(), {new.rule: {new.fault: new.limit}})
        with store.write() as db:
            if new.athlete_id is not None and db.get(Athlete, new.athlete_id) is None:
                raise missing("athlete", new.athlete_id)
            row = BandOverride(**new.model_dump(exclude={"rescore"}))
            db.add(row)
            db.flush()
            answer = _answer(row)
        return BandSet(override=answer, job=desk.rescore(new.athlete_id) if new.rescore else None)

    @router.get("/rules")
    def every_rule() -> list[RuleInfo]:
        with store.read() as db:
            in_force = bands_in_force(load_rules(), overrides_for(db, None))
        return [
            RuleInfo(
                id=rule.id,
                title=rule.title,
                judges=rule.judges,
                channel=rule.channel,
                exercises=sorted(rule.exercises),
                faults=[
                    FaultInfo(**{name: getattr(band, name) for name in FaultInfo.model_fields}) for band in bands.values()
                ],
            )
            for rule, bands in ((load_rules()[key], bands) for key, bands in in_force.items())
        ]

    @router.get("/bands/history")
    def history() -> list[Override]:
        with store.read() as db:
            return [_answer(row) for row in db.scalars(select(BandOverride).order_by(BandOverride.id.desc()))]

    @router.get("/bands/file")
    def file(response: Response, athlete: int | None = None) -> Overrides:
        response.headers["Content-Disposition"] = 'attachment; filename="formcue-bands.json"'
        with store.read() as db:
            return overrides_for(db, athlete)

    @router.delete("/bands/{override_id}", status_code=204)
    def end(override_id: int, who: Annotated[str, Query(min_length=1, max_length=80)]) -> None:
        with store.write() as db:
            row = db.get(BandOverride, override_id, with_for_update=True)
            if row is None:
                raise missing("limit", override_id)
            if row.ended_at is not None:
                raise HTTPException(409, f"expected a limit that is in force, got one that {row.ended_by} ended before")
            row.ended_at, row.ended_by = now(), who

    @router.post("/rescore", status_code=202)
    def rescore(new: NewRescore) -> JobAnswer:
        return desk.rescore(new.athlete_id)

    return router


def _answer(row: BandOverride) -> Override:
    fields = {name: getattr(row, name) for name in Override.model_fields if name != "athlete"}
    return Override(athlete=athlete_name(row.athlete), **fields)
