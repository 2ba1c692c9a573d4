"""The queue of flagged findings: filters, orders, pages, and the neighbours of one that is open."""

from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from fastapi import Depends, Query
from fastapi.routing import APIRouter
from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session as Db
from sqlalchemy.orm import selectinload

from server.paging import Order, Page, Paging, listed, only
from server.plain_errors import api_router, missing
from server.review_messages import BandAnswer, FindingDetail, QueueItem
from server.review_rows import finding_fields, queue_items, rep_detail
from server.schema import Finding, Review
from server.store import Store
from vision.rule import load_rules

ORDERS: Final = {
    "severity": Order((Finding.rank, Finding.id)),
    "newest": Order((Finding.captured_at, Finding.id), descending=True),
    "athlete": Order((Finding.athlete_name, Finding.rank, Finding.id)),
    "rule": Order((Finding.rule, Finding.rank, Finding.id)),
    "exercise": Order((Finding.exercise, Finding.rank, Finding.id)),
    "unreviewed": Order((Finding.review_count, Finding.rank, Finding.id)),
}
Short = Annotated[str | None, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the queue shows and in which order; the fields are the query's parameters."""

    rule: Short = None
    fault: Short = None
    exercise: Short = None
    athlete: int | None = None
    session: int | None = None
    grade: Literal["needs_work", "poor"] | None = None
    status: Literal["unreviewed", "reviewed", "all"] = "unreviewed"
    coach: Short = None
    sort: Literal["severity", "newest", "athlete", "rule", "exercise", "unreviewed"] = "severity"

    @property
    def order(self) -> Order:
        """The order asked for."""
        return ORDERS[self.sort]

    def query(self) -> Select[Any]:
        """The findings asked for, in no order yet."""
        query = select(Finding).where(Finding.flagged)
        query = only(
            query,
            {
                Finding.rule: self.rule,
                Finding.fault: self.fault,
                Finding.exercise: self.exercise,
                Finding.athlete_id: self.athlete,
                Finding.session_id: self.session,
                Finding.grade: self.grade,
            },
        )
        if self.status == "all":
            return query
        if self.coach is not None:
            mine = exists().where(Review.finding_id == Finding.id, Review.coach == self.coach, Review.fault == Finding.fault)
            return query.where(mine if self.status == "reviewed" else ~mine)
        return query.where(Finding.review_count == 0 if self.status == "unreviewed" else Finding.review_count > 0)


Asked = Annotated[QueueFilter, Depends()]


def neighbour(db: Db, asked: QueueFilter, finding: Finding, *, backwards: bool) -> int | None:
    """The finding after (before) this one in the queue, whether or not it is in it itself."""
    order = asked.order
    query = asked.query().where(order.after(order.key(finding), backwards=backwards), Finding.id != finding.id)
    found: int | None = db.scalar(order.apply(query.with_only_columns(Finding.id), backwards=backwards).limit(1))
    return found


def detail(db: Db, finding: Finding, asked: QueueFilter) -> FindingDetail:
    """All that the review page needs of a finding."""
    fields = finding_fields(db, finding)
    rule = load_rules().get(finding.rule)
    verdicts = [review.verdict for review in fields["reviews"]]
    return FindingDetail(
        **fields,
        reason=finding.reason,
        landmarks=finding.landmarks,
        episodes=finding.episodes,
        measures=finding.measures,
        band=band_of(finding),
        band_settings=finding.bands,
        channel=rule.channel if rule else None,
        rep=rep_detail(db, finding.rep),
        agreement={"agree": verdicts.count("agree"), "disagree": verdicts.count("disagree")},
        prev=neighbour(db, asked, finding, backwards=True),
        next=neighbour(db, asked, finding, backwards=False),
    )


def band_of(finding: Finding) -> BandAnswer | None:
    """The band that the finding was held against, None for a rule that is gone."""
    rule = load_rules().get(finding.rule)
    band = next((band for band in rule.bands if band.fault == finding.judged), None) if rule else None
    if band is None or finding.limit is None:
        return None
    if abs(band.limit - finding.limit) > 1e-4:
        band = band.with_limit(finding.limit)
    return BandAnswer(
        fault=band.fault, limit=band.limit, poor=band.poor, error=band.error, unit=band.unit, source=band.source.text
    )


def routes(store: Store) -> APIRouter:
    """The endpoints of the queue."""
    router = api_router()

    @router.get("/queue", response_model=Page[QueueItem])
    def queue(asked: Asked, wanted: Paging) -> Any:
        query = asked.query().options(selectinload(Finding.rep))
        return listed(store, query, asked.order, wanted, name="queue", items=queue_items)

    @router.get("/findings/{finding_id}")
    def finding(finding_id: int, asked: Asked) -> FindingDetail:
        with store.read() as db:
            row = db.get(Finding, finding_id)
            if row is None:
                raise missing("finding", finding_id)
            return detail(db, row, asked)

    return router
