"""How far each rule can be trusted, by what coaches said of its findings.

A verdict counts with the finding as it stood when it was given. A finding is right where more coaches agree than disagree,
wrong where more disagree, split where they balance. Precision is right / (right + wrong), with Wilson's 95 % interval
(Wilson 1927, JASA 22: 209-212). Kappa is Cohen's (1960, Educ. Psychol. Meas. 20: 37-46), over the pairs of coaches who
judged the same findings, weighted by how many they share.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

from fastapi import HTTPException
from fastapi.routing import APIRouter
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session as Db

from server.overrides import overrides_for
from server.plain_errors import api_router
from server.schema import Finding, MissedFault, Rep, Review
from server.store import Store
from vision.rule import bands_in_force, load_rules

Z: Final = 1.959964
BREAKDOWNS: Final = ("exercise", "view", "model", "bands", "fault")
MOST_LIMITS: Final = 200


class TrustRow(BaseModel):
    """What coaches said of a rule, or of a part of its findings (`key`)."""

    rule: str
    key: str | None
    reviewed: int
    right: int
    wrong: int
    split: int
    precision: float | None
    low: float | None
    high: float | None
    missed: int
    kappa: float | None
    kappa_n: int
    reasons: dict[str, int]


class Trust(BaseModel):
    """All rules, and each split by what may matter."""

    rules: list[TrustRow]
    breakdown: dict[str, list[TrustRow]]


class Point(BaseModel):
    """One value and what a coach saw there."""

    finding_id: int | None
    rep_id: int
    value: float
    fault_seen: bool
    coach: str
    source: Literal["review", "missed"]


class CurvePoint(BaseModel):
    """What a limit would have given, over the reps that a coach has judged."""

    limit: float
    precision: float | None
    recall: float | None
    flagged: int


class RuleTrust(BaseModel):
    """Values against verdicts of one fault."""

    rule: str
    fault: str
    unit: str
    limit: float
    poor: float
    error: float
    larger_is_fault: bool
    points: list[Point]
    curve: list[CurvePoint]


@dataclass(frozen=True, slots=True)
class Said:
    """One verdict, with what it was about."""

    finding_id: int
    rule: str
    coach: str
    agree: bool
    reason: str | None
    keys: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Missed:
    """A fault that was missed; several coaches who saw the same count once."""

    rep_id: int
    rule: str
    keys: Mapping[str, str]


def wilson(right: int, judged: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    share = right / judged
    middle = share + Z * Z / (2 * judged)
    spread = Z * math.sqrt(share * (1 - share) / judged + Z * Z / (4 * judged * judged))
    whole = 1 + Z * Z / judged
    return max(0.0, (middle - spread) / whole), min(1.0, (middle + spread) / whole)


def cohens_kappa(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Agreement of two coaches beyond chance, 1 = always; two who both always say the same thing agree fully."""
    n = len(pairs)
    observed = sum(a == b for a, b in pairs) / n
    first, second = sum(a for a, _ in pairs) / n, sum(b for _, b in pairs) / n
    chance = first * second + (1 - first) * (1 - second)
    return 1.0 if chance == 1.0 else (observed - chance) / (1 - chance)


def row_of(rule: str, key: str | None, said: Iterable[Said], missed: Iterable[Missed]) -> TrustRow:
    """The statistics of these verdicts."""
    by_finding: dict[int, dict[str, bool]] = defaultdict(dict)
    reasons: Counter[str] = Counter()
    for one in said:
        by_finding[one.finding_id][one.coach] = one.agree
        if one.reason is not None:
            reasons[one.reason] += 1
    balances = [sum(1 if agree else -1 for agree in votes.values()) for votes in by_finding.values()]
    right, wrong = sum(balance > 0 for balance in balances), sum(balance < 0 for balance in balances)
    judged = right + wrong
    low, high = wilson(right, judged) if judged else (None, None)
    kappa, shared = _kappa(by_finding.values())
    return TrustRow(
        rule=rule,
        key=key,
        reviewed=len(by_finding),
        right=right,
        wrong=wrong,
        split=len(balances) - judged,
        precision=_round(right / judged) if judged else None,
        low=_round(low),
        high=_round(high),
        missed=len({one.rep_id for one in missed}),
        kappa=_round(kappa),
        kappa_n=shared,
        reasons=dict(reasons),
    )


def _kappa(findings: Iterable[Mapping[str, bool]]) -> tuple[float | None, int]:
    pairs: dict[tuple[str, str], list[tuple[bool, bool]]] = defaultdict(list)
    for votes in findings:
        for a, b in combinations(sorted(votes), 2):
            pairs[a, b].append((votes[a], votes[b]))
    shared = sum(map(len, pairs.values()))
    if not shared:
        return None, 0
    return sum(cohens_kappa(common) * len(common) for common in pairs.values()) / shared, shared


def trust(db: Db) -> Trust:
    """All rules that a coach has judged, or that are in use."""
    said, missed = _said(db), _missed(db)
    rules = sorted({*load_rules(), *(one.rule for one in said), *(one.rule for one in missed)})
    rows = [row_of(rule, None, (s for s in said if s.rule == rule), (m for m in missed if m.rule == rule)) for rule in rules]
    breakdown = {}
    for name in BREAKDOWNS:
        parts: dict[tuple[str, str], tuple[list[Said], list[Missed]]] = defaultdict(lambda: ([], []))
        for one in said:
            parts[one.rule, one.keys[name]][0].append(one)
        for lost in missed:
            parts[lost.rule, lost.keys[name]][1].append(lost)
        breakdown[name] = [row_of(rule, key, *part) for (rule, key), part in sorted(parts.items())]
    return Trust(rules=rows, breakdown=breakdown)


def _said(db: Db) -> list[Said]:
    columns = Finding.rule, Finding.exercise, Review.view, Review.model, Review.bands, Review.fault
    query = select(Review.finding_id, Review.coach, Review.verdict, Review.reason, *columns).join(Finding)
    return [
        Said(number, rule, coach, verdict == "agree", reason, dict(zip(BREAKDOWNS, keys, strict=True)))
        for number, coach, verdict, reason, rule, *keys in db.execute(query)
    ]


def _missed(db: Db) -> list[Missed]:
    columns = Rep.exercise, MissedFault.view, MissedFault.model, MissedFault.bands, MissedFault.fault
    query = select(MissedFault.rep_id, MissedFault.rule, *columns).join(Rep)
    return [Missed(rep_id, rule, dict(zip(BREAKDOWNS, keys, strict=True))) for rep_id, rule, *keys in db.execute(query)]


def points_of(db: Db, rule: str, fault: str) -> list[Point]:
    """Values of that fault that a coach has judged. Bad tracking says nothing of the limit and is left out."""
    reviewed = (
        select(Review, Finding.rep_id)
        .join(Finding)
        .where(Finding.rule == rule, Review.fault == fault, Review.value.is_not(None))
        .where(Review.reason.is_distinct_from("bad_tracking"))
    )
    points = [
        Point(
            finding_id=review.finding_id,
            rep_id=rep_id,
            value=review.value or 0.0,
            fault_seen=review.verdict == "agree",
            coach=review.coach,
            source="review",
        )
        for review, rep_id in db.execute(reviewed)
    ]
    same = MissedFault.rule == rule, MissedFault.fault == fault, MissedFault.value.is_not(None)
    for missed in db.scalars(select(MissedFault).where(*same)):
        value = missed.value or 0.0
        seen = Point(
            finding_id=None, rep_id=missed.rep_id, value=value, fault_seen=True, coach=missed.coach, source="missed"
        )
        points.append(seen)
    return points


def curve_of(points: Sequence[Point], error: float, larger_is_fault: bool) -> list[CurvePoint]:
    """Precision and recall at every other limit: a value beyond the limit by more than the error would be flagged."""
    sign = 1.0 if larger_is_fault else -1.0
    edges = sorted({point.value - sign * error for point in points})
    step = max(1, len(edges) // MOST_LIMITS)
    seen = sum(point.fault_seen for point in points)
    curve = []
    for limit in sorted({*edges[::step], *edges[-1:]}):
        flagged = [point for point in points if sign * (point.value - limit) >= error - 1e-9]
        right = sum(point.fault_seen for point in flagged)
        curve.append(
            CurvePoint(
                limit=round(limit, 4),
                precision=_round(right / len(flagged)) if flagged else None,
                recall=_round(right / seen) if seen else None,
                flagged=len(flagged),
            )
        )
    return curve


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def routes(store: Store) -> APIRouter:
    """The endpoints of the trust page."""
    router = api_router()

    @router.get("/trust")
    def all_rules() -> Trust:
        with store.read() as db:
            return trust(db)

    @router.get("/trust/{rule}")
    def one_rule(rule: str, fault: str | None = None) -> RuleTrust:
        rules = load_rules()
        if rule not in rules:
            raise HTTPException(404, f"expected one of {', '.join(rules)}, got {rule!r}")
        faults = [band.fault for band in rules[rule].bands]
        wanted = fault or faults[0]
        if wanted not in faults:
            raise HTTPException(404, f"expected one of {', '.join(faults)}, got {wanted!r}")
        with store.read() as db:
            band = bands_in_force(rules, overrides_for(db, None))[rule][wanted]
            points = points_of(db, rule, wanted)
        larger = band.poor > band.limit
        return RuleTrust(
            rule=rule,
            fault=wanted,
            unit=band.unit,
            limit=band.limit,
            poor=band.poor,
            error=band.error,
            larger_is_fault=larger,
            points=points,
            curve=curve_of(points, band.error, larger),
        )

    return router
