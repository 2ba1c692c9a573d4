"""Removing sessions and athletes for good: rows, then files that nothing names any more, then the space in the database."""

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session as Db

from server.media import Media
from server.practice_schema import CheckIn
from server.review_messages import Footprint
from server.schema import Athlete, Comment, Drawing, Finding, Job, Rep, Review, Session

Which = ColumnElement[bool]


def footprint(db: Db, media: Media, which: Which) -> Footprint:
    """What removing those sessions takes along. Files that other sessions share stay and are not counted."""
    ids = select(Session.id).where(which)
    names = _files(db, which) - _files(db, Session.id.not_in(ids))

    def count(table: type[Rep | Finding | Comment | Drawing]) -> int:
        return db.scalar(select(func.count()).select_from(table).where(table.session_id.in_(ids))) or 0

    reviews = select(func.count()).select_from(Review).join(Finding).where(Finding.session_id.in_(ids))
    return Footprint(
        sessions=db.scalar(select(func.count()).select_from(Session).where(which)) or 0,
        reps=count(Rep),
        findings=count(Finding),
        reviews=db.scalar(reviews) or 0,
        comments=count(Comment),
        drawings=count(Drawing),
        files=len(names),
        bytes=media.size(names),
    )


def remove_sessions(media: Media, which: Which) -> None:
    """Remove those sessions with everything that hangs on them, and their files."""
    store = media.store
    with store.write() as db:
        names = _files(db, which)
        # the set's own files first: a stop right here must not bring the set back at the next start
        for set_id in db.scalars(select(Session.set_id).where(which, Session.set_id.is_not(None))):
            media.remove_set(str(set_id))
            db.execute(delete(CheckIn).where(CheckIn.set_id == set_id))
        ids = select(Session.id).where(which)
        jobs = select(Job).where(or_(Job.session_id.in_(ids), Job.media_file.in_(names)), Job.state != "running")
        for job in db.scalars(jobs):
            db.delete(job)
        db.flush()
        db.execute(delete(Session).where(which))
    media.forget(names)
    store.vacuum()


def remove_athlete(media: Media, athlete: Athlete) -> None:
    """Remove an athlete: sessions, jobs, limits set for them, the name itself, also from backups."""
    store = media.store
    with store.read() as db:
        jobs = list(db.scalars(select(Job).where(Job.athlete_id == athlete.id)))
    remove_sessions(media, Session.athlete_id == athlete.id)
    with store.write() as db:
        db.execute(delete(Athlete).where(Athlete.id == athlete.id))
    for job in jobs:
        media.part_of(job.uid).unlink(missing_ok=True)
    media.forget([job.media_file for job in jobs])
    store.drop_backups()
    store.vacuum()


def _files(db: Db, which: Which) -> set[str]:
    rows = db.execute(select(Session.report_file, Session.recording_file, Session.media_file).where(which))
    return {name for row in rows for name in row if name}
