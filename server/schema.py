"""The tables. Every row has a `uid` that stays the same when it moves to another database; `id` is only this database's.

Times of day are UTC. `t...` are seconds of media time. What the queue sorts and filters by stands in `findings` itself, so
that its first page needs no join before the limit.
"""

from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

NAMES: Final = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A time of day with its zone in Python, in UTC in the database, also in SQLite, which knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        """What a value is in Python."""
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; ValueError for a time without a zone, which could mean anything."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected a time with its zone, got {value}; give it one (UTC)")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """With the zone put back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


def now() -> datetime:
    """The time of day, in UTC."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime, float: Double, dict[str, Any]: JSON, list[Any]: JSON, str: String(200)}  # noqa: RUF012

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32), unique=True, default=lambda: uuid4().hex)


class Athlete(Base):
    """Whoever exercises."""

    __tablename__ = "athletes"
    name: Mapped[str] = mapped_column(unique=True)
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=now)


class Session(Base):
    """One set practised live, or one video. `..._file` name files of `server.media`; the video may be missing.

    `set_id` names a live set's own files in the folder `sets`.
    """

    __tablename__ = "sessions"
    athlete_id: Mapped[int | None] = mapped_column(ForeignKey("athletes.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]
    source: Mapped[str] = mapped_column(Text)
    exercise: Mapped[str | None]
    model: Mapped[str]
    view: Mapped[str]
    fps: Mapped[float]
    duration_s: Mapped[float]
    frames: Mapped[int]
    frames_with_pose: Mapped[int]
    width: Mapped[int]
    height: Mapped[int]
    driver: Mapped[str]
    notes: Mapped[list[Any]]
    report_file: Mapped[str]
    recording_file: Mapped[str] = mapped_column(index=True)
    media_file: Mapped[str | None] = mapped_column(index=True)
    set_id: Mapped[str | None] = mapped_column(unique=True)
    captured_at: Mapped[datetime] = mapped_column(index=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    athlete: Mapped[Athlete | None] = relationship()


class Rep(Base):
    """One rep or hold."""

    __tablename__ = "reps"
    __table_args__ = (UniqueConstraint("session_id", "index"), Index(None, "athlete_id", "exercise", "score"))
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"))
    athlete_id: Mapped[int | None] = mapped_column(ForeignKey("athletes.id", ondelete="CASCADE"))
    index: Mapped[int]
    exercise: Mapped[str]
    kind: Mapped[str]
    side: Mapped[str | None]
    t_start: Mapped[float]
    t_turn: Mapped[float]
    t_end: Mapped[float]
    score: Mapped[float | None]
    flagged: Mapped[bool]
    view: Mapped[str]
    phases: Mapped[list[Any]]
    session: Mapped[Session] = relationship()


SQLITE, POSTGRESQL = text("flagged = 1"), text("flagged")
"""Worded as SQLAlchemy words it in queries: SQLite uses a partial index only where the words are the same."""


def _queue_index(name: str, *columns: str) -> Index:
    return Index(f"ix_queue_{name}", *columns, sqlite_where=SQLITE, postgresql_where=POSTGRESQL)


class Finding(Base):
    """What one rule says of one rep; a new judgement of the same recording changes the row in place.

    severity: 0 at the limit, 1 at poor; `rank` is its negative, so that each order of the queue runs one way along an index.
    `judged` is the fault whose band `limit` is, also where nothing was flagged.
    `bands` says in words which limits were in force. `review_count` counts the verdicts about the fault as it stands.
    """

    __tablename__ = "findings"
    __table_args__ = (
        UniqueConstraint("rep_id", "rule"),
        _queue_index("severity", "rank", "id"),
        _queue_index("newest", "captured_at", "id"),
        _queue_index("athlete", "athlete_name", "rank", "id"),
        _queue_index("rule", "rule", "rank", "id"),
        _queue_index("exercise", "exercise", "rank", "id"),
        _queue_index("unreviewed", "review_count", "rank", "id"),
        _queue_index("unreviewed_newest", "review_count", "captured_at", "id"),
        _queue_index("unreviewed_rule", "review_count", "rule", "rank", "id"),
        _queue_index("unreviewed_exercise", "review_count", "exercise", "rank", "id"),
        _queue_index("unreviewed_athlete", "review_count", "athlete_name", "rank", "id"),
        _queue_index("of_athlete", "athlete_id", "rank", "id"),
        _queue_index("of_athlete_newest", "athlete_id", "captured_at", "id"),
    )
    rep_id: Mapped[int] = mapped_column(ForeignKey("reps.id", ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    athlete_id: Mapped[int | None] = mapped_column(ForeignKey("athletes.id", ondelete="CASCADE"))
    athlete_name: Mapped[str] = mapped_column(default="")
    exercise: Mapped[str]
    captured_at: Mapped[datetime]
    rule: Mapped[str]
    grade: Mapped[str]
    flagged: Mapped[bool]
    fault: Mapped[str | None]
    judged: Mapped[str | None]
    value: Mapped[float | None]
    limit: Mapped[float | None]
    error: Mapped[float | None]
    unit: Mapped[str]
    severity: Mapped[float]
    rank: Mapped[float]
    t_worst: Mapped[float | None]
    confidence: Mapped[float]
    reason: Mapped[str | None] = mapped_column(Text)
    view: Mapped[str]
    model: Mapped[str]
    bands: Mapped[str] = mapped_column(Text)
    landmarks: Mapped[list[Any]]
    episodes: Mapped[list[Any]]
    measures: Mapped[dict[str, Any]]
    review_count: Mapped[int] = mapped_column(default=0)
    rep: Mapped[Rep] = relationship()
    session: Mapped[Session] = relationship()


class CueSaid(Base):
    """One cue of a session."""

    __tablename__ = "cues"
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    t: Mapped[float]
    rule: Mapped[str]
    fault: Mapped[str]
    focus: Mapped[str]
    text: Mapped[str]
    muscle: Mapped[str]


class Review(Base):
    """One coach's verdict on one finding, with the finding as it stood then: a later judgement doesn't change it."""

    __tablename__ = "reviews"
    __table_args__ = (
        UniqueConstraint("finding_id", "coach"),
        CheckConstraint("verdict IN ('agree', 'disagree')", name="verdict"),
    )
    finding_id: Mapped[int] = mapped_column(ForeignKey("findings.id", ondelete="CASCADE"))
    coach: Mapped[str] = mapped_column(index=True)
    verdict: Mapped[str]
    reason: Mapped[str | None]
    note: Mapped[str] = mapped_column(Text, default="")
    fault: Mapped[str]
    value: Mapped[float | None]
    limit: Mapped[float | None]
    view: Mapped[str]
    model: Mapped[str]
    bands: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now)
    finding: Mapped[Finding] = relationship()


class MissedFault(Base):
    """A fault that a coach saw and the rule did not flag. `value` and `limit` where the rule measured just that fault."""

    __tablename__ = "missed_faults"
    __table_args__ = (UniqueConstraint("rep_id", "rule", "fault", "coach"),)
    rep_id: Mapped[int] = mapped_column(ForeignKey("reps.id", ondelete="CASCADE"))
    rule: Mapped[str] = mapped_column(index=True)
    fault: Mapped[str]
    coach: Mapped[str]
    t: Mapped[float | None]
    note: Mapped[str] = mapped_column(Text, default="")
    value: Mapped[float | None]
    limit: Mapped[float | None]
    view: Mapped[str]
    model: Mapped[str]
    bands: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now)
    rep: Mapped[Rep] = relationship()


class Comment(Base):
    """A word to the athlete at a moment."""

    __tablename__ = "comments"
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    rep_id: Mapped[int | None] = mapped_column(ForeignKey("reps.id", ondelete="SET NULL"), index=True)
    author: Mapped[str]
    t: Mapped[float]
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now)


class Drawing(Base):
    """Lines drawn on the frame at `t`; points in picture fractions."""

    __tablename__ = "drawings"
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    rep_id: Mapped[int | None] = mapped_column(ForeignKey("reps.id", ondelete="SET NULL"), index=True)
    author: Mapped[str]
    t: Mapped[float]
    shapes: Mapped[list[Any]]
    at: Mapped[datetime] = mapped_column(default=now)


class Tag(Base):
    """A word on a rep."""

    __tablename__ = "tags"
    __table_args__ = (UniqueConstraint("rep_id", "name"),)
    rep_id: Mapped[int] = mapped_column(ForeignKey("reps.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(80), index=True)


class BandOverride(Base):
    """A limit set by a coach, for all (athlete_id null) or one athlete; the newest that has not ended is in force."""

    __tablename__ = "band_overrides"
    rule: Mapped[str]
    fault: Mapped[str]
    limit: Mapped[float]
    athlete_id: Mapped[int | None] = mapped_column(ForeignKey("athletes.id", ondelete="CASCADE"), index=True)
    who: Mapped[str]
    why: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    athlete: Mapped[Athlete | None] = relationship()


class Job(Base):
    """An upload and its analysis, or a new judgement of recordings. `settings` is what the worker needs to know."""

    __tablename__ = "jobs"
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    media_file: Mapped[str | None] = mapped_column(index=True)
    athlete_id: Mapped[int | None] = mapped_column(ForeignKey("athletes.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id", ondelete="SET NULL"), index=True)
    settings: Mapped[dict[str, Any]]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(Text)
    captured_at: Mapped[datetime] = mapped_column(default=now)
    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now)
    athlete: Mapped[Athlete | None] = relationship()
