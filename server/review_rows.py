"""From rows to what the review pages get."""

import mimetypes
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session as Db

from server import review_messages as wire
from server.schema import Athlete, Comment, Drawing, Finding, MissedFault, Rep, Review, Session, Tag
from vision.rule import load_rules
from vision.types import Episode, Grade
from vision.types import Finding as Judged

VIDEO_TYPES = {".mov": "video/quicktime", ".mkv": "video/x-matroska", ".m4v": "video/mp4", ".bin": "video/mp4"}


def rule_titles() -> dict[str, str]:
    """Titles of the rules by id."""
    return {key: rule.title for key, rule in load_rules().items()}


def athlete_name(athlete: Athlete | None) -> wire.AthleteName | None:
    """Who, or None."""
    return wire.AthleteName(id=athlete.id, name=athlete.name) if athlete else None


def verdict(review: Review) -> wire.Verdict:
    """The verdict as lists show it."""
    return wire.Verdict.model_validate(review, from_attributes=True)


def review_answer(review: Review) -> wire.ReviewAnswer:
    """The verdict in full."""
    fields = {name: getattr(review, name) for name in wire.ReviewAnswer.model_fields if name != "rule"}
    return wire.ReviewAnswer(rule=review.finding.rule, **fields)


def verdicts(db: Db, findings: Iterable[Finding]) -> dict[int, list[wire.Verdict]]:
    """Verdicts about the faults as they stand, by finding id."""
    standing = {finding.id: finding.fault for finding in findings}
    found: dict[int, list[wire.Verdict]] = {number: [] for number in standing}
    for review in db.scalars(select(Review).where(Review.finding_id.in_(standing)).order_by(Review.at)):
        if review.fault == standing[review.finding_id]:
            found[review.finding_id].append(verdict(review))
    return found


def queue_items(db: Db, findings: list[Finding]) -> list[wire.QueueItem]:
    """Findings as the queue shows them."""
    said, titles = verdicts(db, findings), rule_titles()
    return [wire.QueueItem(**_queue_fields(finding, said[finding.id], titles)) for finding in findings]


def _queue_fields(finding: Finding, said: list[wire.Verdict], titles: dict[str, str]) -> dict[str, Any]:
    same = set(wire.QueueItem.model_fields) - {"athlete", "kind", "side", "rep_index", "rule_title", "reviews", "thumbnail"}
    who = None
    if finding.athlete_id is not None:
        who = wire.AthleteName(id=finding.athlete_id, name=finding.athlete_name)
    return {
        **{name: getattr(finding, name) for name in same},
        "athlete": who,
        "kind": finding.rep.kind,
        "side": finding.rep.side,
        "rep_index": finding.rep.index,
        "rule_title": titles.get(finding.rule, finding.rule),
        "reviews": said,
        "thumbnail": f"/api/findings/{finding.id}/thumbnail.jpg",
    }


def finding_fields(db: Db, finding: Finding) -> dict[str, Any]:
    """The part of `FindingDetail` that a `QueueItem` has."""
    return _queue_fields(finding, verdicts(db, [finding])[finding.id], rule_titles())


def short_findings(db: Db, reps: list[Rep]) -> dict[int, list[wire.FindingShort]]:
    """Findings by rep id."""
    found: dict[int, list[wire.FindingShort]] = {rep.id: [] for rep in reps}
    rows = list(db.scalars(select(Finding).where(Finding.rep_id.in_(found)).order_by(Finding.rule)))
    said, titles = verdicts(db, rows), rule_titles()
    same = set(wire.FindingShort.model_fields) - {"rule_title", "reviews"}
    for row in rows:
        fields = {name: getattr(row, name) for name in same}
        short = wire.FindingShort(rule_title=titles.get(row.rule, row.rule), reviews=said[row.id], **fields)
        found[row.rep_id].append(short)
    return found


def rep_fields(rep: Rep, findings: list[wire.FindingShort]) -> dict[str, Any]:
    """The fields of a `RepShort`."""
    same = set(wire.RepShort.model_fields) - {"findings"}
    return {**{name: getattr(rep, name) for name in same}, "findings": findings}


def rep_detail(db: Db, rep: Rep) -> wire.RepDetail:
    """A rep with all that a coach left on it."""
    missed = db.scalars(select(MissedFault).where(MissedFault.rep_id == rep.id).order_by(MissedFault.id))
    tags = db.scalars(select(Tag.name).where(Tag.rep_id == rep.id).order_by(Tag.name))
    return wire.RepDetail(
        **rep_fields(rep, short_findings(db, [rep])[rep.id]),
        phases=rep.phases,
        missed=[missed_answer(one) for one in missed],
        tags=list(tags),
        session=session_answers(db, [rep.session])[0],
    )


def session_answers(db: Db, sessions: list[Session]) -> list[wire.SessionAnswer]:
    """Sessions with their counts."""
    ids = [session.id for session in sessions]
    counted = select(Rep.session_id, func.count()).where(Rep.session_id.in_(ids)).group_by(Rep.session_id)
    reps = dict(db.execute(counted).all())
    flagged = _flagged(db, ids)
    waiting = _flagged(db, ids, unreviewed=True)
    return [
        wire.SessionAnswer(
            **session_fields(session),
            rep_count=reps.get(session.id, 0),
            flagged_count=flagged.get(session.id, 0),
            unreviewed_count=waiting.get(session.id, 0),
        )
        for session in sessions
    ]


def _flagged(db: Db, ids: list[int], *, unreviewed: bool = False) -> dict[int, int]:
    query = select(Finding.session_id, func.count()).where(Finding.session_id.in_(ids), Finding.flagged)
    if unreviewed:
        query = query.where(Finding.review_count == 0)
    return dict(db.execute(query.group_by(Finding.session_id)).all())


def session_fields(session: Session) -> dict[str, Any]:
    """The fields of a session that its own row gives."""
    derived = {"athlete", "media", "rep_count", "flagged_count", "unreviewed_count"}
    media = None
    if session.media_file is not None:
        media = wire.MediaInfo(
            url=f"/api/sessions/{session.id}/media",
            type=media_type(session.media_file),
            width=session.width,
            height=session.height,
        )
    same = set(wire.SessionAnswer.model_fields) - derived
    return {**{name: getattr(session, name) for name in same}, "athlete": athlete_name(session.athlete), "media": media}


def media_type(name: str) -> str:
    """The MIME type of a stored video by its suffix."""
    suffix = "." + name.rpartition(".")[2]
    return VIDEO_TYPES.get(suffix) or mimetypes.guess_type("x" + suffix)[0] or "application/octet-stream"


def missed_answer(missed: MissedFault) -> wire.MissedAnswer:
    """The missed fault as the API shows it."""
    fields = {name: getattr(missed, name) for name in wire.MissedAnswer.model_fields if name != "session_id"}
    return wire.MissedAnswer(session_id=missed.rep.session_id, **fields)


def comment_answer(comment: Comment) -> wire.CommentAnswer:
    """The comment as the API shows it."""
    return wire.CommentAnswer.model_validate(comment, from_attributes=True)


def drawing_answer(drawing: Drawing) -> wire.DrawingAnswer:
    """The drawing as the API shows it."""
    return wire.DrawingAnswer.model_validate(drawing, from_attributes=True)


def judged(finding: Finding) -> Judged:
    """The row as the value object that the core's drawing code takes."""
    return Judged(
        rule=finding.rule,
        grade=Grade(finding.grade),
        fault=finding.fault,
        value=finding.value,
        unit=finding.unit,
        t_worst=finding.t_worst,
        confidence=finding.confidence,
        reason=finding.reason,
        limit=finding.limit,
        error=finding.error,
        landmarks=tuple(finding.landmarks),
        episodes=tuple(Episode(**episode) for episode in finding.episodes),
        measures=finding.measures,
    )
