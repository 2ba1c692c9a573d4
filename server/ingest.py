"""From a report and its landmark recording to rows: a new session, or a session judged anew."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session as Db

from server.media import LOCK, Media
from server.schema import Athlete, Comment, CueSaid, Drawing, Finding, MissedFault, Rep, Review, Session, Tag
from vision.errors import FormcueError, InputError
from vision.rule import Band, bands_in_force, load_rules

Report = Mapping[str, Any]
Bands = Mapping[str, Mapping[str, Band]]
SAME_REP_OVERLAP: Final = 0.5
"""A rep found anew is the one before when their common time is this share of the time of both together."""


@dataclass(frozen=True, slots=True)
class NewSession:
    """What to keep of one set or video: `video` None where there is none, `video_file` one that is stored already.

    Report and recording are moved; of a set, whose files stay where they are, all are linked. Otherwise `video` is copied.
    """

    report: Report
    report_path: Path
    recording: Path
    kind: str
    captured_at: datetime
    image_size: tuple[int, int]
    video: Path | None = None
    video_file: str | None = None
    athlete_id: int | None = None
    set_id: str | None = None
    how: Literal["move", "link"] = "move"


def keep(media: Media, new: NewSession, also: Callable[[Db, int], None] | None = None) -> int:
    """Store files and rows; returns the session's id. `also` runs in the same transaction, before it is committed.

    The files are durable before the rows are; a stop in between leaves orphans, which the next start clears up.
    """
    with media.store.locked(LOCK):
        report_file = media.put(new.report_path, new.how)
        recording_file = media.put(new.recording, new.how)
        media_file = media.put(new.video, "link" if new.how == "link" else "copy") if new.video else new.video_file
        with media.store.write() as db:
            athlete = _athlete(db, new.athlete_id)
            report = new.report
            session = Session(
                athlete_id=new.athlete_id,
                kind=new.kind,
                source=str(report["source"])[:1000],
                captured_at=new.captured_at,
                report_file=report_file,
                recording_file=recording_file,
                media_file=media_file,
                set_id=new.set_id,
                width=new.image_size[0],
                height=new.image_size[1],
                **_session_columns(report),
            )
            db.add(session)
            db.flush()
            context = _model(report), _bands(report)
            for found in report["reps"]:
                rep = Rep(
                    session_id=session.id, athlete_id=new.athlete_id, exercise=report["exercise"], **_rep_columns(found)
                )
                db.add(rep)
                db.flush()
                for one in found["findings"]:
                    db.add(_finding(session, athlete, rep, one, context))
            _cues(db, session.id, report)
            if also is not None:
                also(db, session.id)
            return session.id


def keep_again(media: Media, session_id: int, report: Report, report_path: Path) -> None:
    """Put a new judgement of the same recording in place of the one before; verdicts, comments and tags stay."""
    with media.store.locked(LOCK):
        report_file = media.put(report_path, "move")
        with media.store.write() as db:
            session = db.get(Session, session_id, with_for_update=True)
            if session is None:
                return  # deleted while it was judged anew
            stale, session.report_file = session.report_file, report_file
            for name, value in _session_columns(report).items():
                setattr(session, name, value)
            _replace_reps(db, session, _athlete(db, session.athlete_id), report)
            db.execute(delete(CueSaid).where(CueSaid.session_id == session_id))
            _cues(db, session_id, report)
    if stale != report_file:
        media.forget([stale])


def move_to(db: Db, session: Session, athlete: Athlete | None) -> None:
    """Give a session to another athlete, or to nobody."""
    session.athlete_id = athlete.id if athlete else None
    db.execute(update(Rep).where(Rep.session_id == session.id).values(athlete_id=session.athlete_id))
    db.execute(
        update(Finding)
        .where(Finding.session_id == session.id)
        .values(athlete_id=session.athlete_id, athlete_name=athlete.name if athlete else "")
    )


def count_reviews(db: Db, finding_id: int) -> None:
    """Bring `Finding.review_count` up to date: verdicts about the fault as it stands."""
    count = (
        select(func.count())
        .where(Review.finding_id == finding_id, Review.fault == Finding.fault)
        .correlate(Finding)
        .scalar_subquery()
    )
    db.execute(update(Finding).where(Finding.id == finding_id).values(review_count=count))


def _replace_reps(db: Db, session: Session, athlete: Athlete | None, report: Report) -> None:
    before = list(db.scalars(select(Rep).where(Rep.session_id == session.id).order_by(Rep.t_start)))
    for rep in before:  # out of the way of the new numbers
        rep.index = -rep.id
    db.flush()
    context = _model(report), _bands(report)
    for found in report["reps"]:
        same = next((rep for rep in before if _overlap(rep, found) >= SAME_REP_OVERLAP), None)
        columns = _rep_columns(found)
        if same is None:
            same = Rep(session_id=session.id, athlete_id=session.athlete_id, exercise=report["exercise"], **columns)
            db.add(same)
        else:
            before.remove(same)
            same.exercise = report["exercise"]
            for name, value in columns.items():
                setattr(same, name, value)
        db.flush()
        old = {finding.rule: finding for finding in db.scalars(select(Finding).where(Finding.rep_id == same.id))}
        for one in found["findings"]:
            new = _finding(session, athlete, same, one, context)
            known = old.pop(new.rule, None)
            if known is None:
                db.add(new)
                continue
            for column in Finding.__table__.columns:
                if column.name not in {"id", "uid", "review_count"}:
                    setattr(known, column.name, getattr(new, column.name))
            db.flush()
            count_reviews(db, known.id)
        _drop(db, old.values())
    last = len(report["reps"])
    for rep in before:
        if not _drop_rep(db, rep):
            last += 1
            rep.index, rep.flagged = last, False
    db.flush()


def _drop(db: Db, findings: Any) -> None:
    """Remove findings whose rule is gone; those with verdicts stay, not flagged."""
    for finding in findings:
        if db.scalar(select(func.count()).where(Review.finding_id == finding.id)):
            finding.flagged, finding.grade = False, "not_scored"
            finding.reason = "Not found when the recording was judged anew"
        else:
            db.delete(finding)


def _drop_rep(db: Db, rep: Rep) -> bool:
    """Remove a rep that is not found any more, unless a coach left something on it."""
    _drop(db, db.scalars(select(Finding).where(Finding.rep_id == rep.id)))
    db.flush()
    for table in (Finding, MissedFault, Comment, Drawing, Tag):
        if db.scalar(select(func.count()).select_from(table).where(table.rep_id == rep.id)):
            return False
    db.delete(rep)
    return True


def _overlap(rep: Rep, found: Mapping[str, Any]) -> float:
    common = min(rep.t_end, found["t_end"]) - max(rep.t_start, found["t_start"])
    whole = max(rep.t_end, found["t_end"]) - min(rep.t_start, found["t_start"])
    return common / whole if whole > 0 else 0.0


def _athlete(db: Db, athlete_id: int | None) -> Athlete | None:
    athlete = db.get(Athlete, athlete_id) if athlete_id is not None else None
    if athlete is None and athlete_id is not None:
        raise InputError(f"expected an athlete that exists, got number {athlete_id}; it may have been deleted")
    return athlete


def _session_columns(report: Report) -> dict[str, Any]:
    return {
        name: report[name]
        for name in ("exercise", "model", "view", "fps", "duration_s", "frames", "frames_with_pose", "driver", "notes")
    }


def _rep_columns(found: Mapping[str, Any]) -> dict[str, Any]:
    names = ("index", "kind", "side", "t_start", "t_turn", "t_end", "score", "flagged", "view", "phases")
    return {name: found[name] for name in names}


def _cues(db: Db, session_id: int, report: Report) -> None:
    db.add_all(CueSaid(session_id=session_id, **cue) for cue in report["cues"])


def _model(report: Report) -> str:
    """The model with the versions that matter: `full (formcue 0.1.0, mediapipe 0.10.31)`."""
    versions = report["versions"]
    known = ", ".join(f"{name} {versions[name]}" for name in ("formcue", "mediapipe") if name in versions)
    return f"{report['model']} ({known})" if known else str(report["model"])


def _bands(report: Report) -> Bands:
    """The bands that the report was made with; those of today where its overrides name a rule that is gone."""
    rules = load_rules()
    try:
        return bands_in_force(rules, report["settings"].get("bands") or {})
    except FormcueError:
        return bands_in_force(rules, {})


def _finding(
    session: Session, athlete: Athlete | None, rep: Rep, one: Mapping[str, Any], context: tuple[str, Bands]
) -> Finding:
    model, bands = context
    of_rule = bands.get(one["rule"], {})
    same = (fault for fault, band in of_rule.items() if round(band.limit, 4) == one["limit"] and band.unit == one["unit"])
    judged = one["fault"] or next(same, None)
    severity = _severity(one, of_rule.get(judged or ""))
    plain = ("rule", "grade", "fault", "value", "limit", "error", "unit", "t_worst", "confidence", "reason")
    return Finding(
        rep_id=rep.id,
        session_id=session.id,
        athlete_id=session.athlete_id,
        athlete_name=athlete.name if athlete else "",
        exercise=rep.exercise,
        captured_at=session.captured_at,
        flagged=one["grade"] in {"needs_work", "poor"},
        judged=judged,
        severity=severity,
        rank=0.0 - severity,
        view=rep.view,
        model=model,
        bands=", ".join(f"{fault} {band.limit:g}" for fault, band in sorted(of_rule.items())),
        landmarks=one["landmarks"],
        episodes=one["episodes"],
        measures=one["measures"],
        **{name: one[name] for name in plain},
    )


def _severity(one: Mapping[str, Any], band: Band | None) -> float:
    """0 at the limit, 1 at poor; for a rule that is gone, in units of four errors."""
    if one["value"] is None or one["limit"] is None:
        return 0.0
    if band is not None:
        return round(band.severity(float(one["value"])), 4)
    return round(abs(float(one["value"]) - float(one["limit"])) / (4.0 * float(one["error"] or 1.0)), 4)
