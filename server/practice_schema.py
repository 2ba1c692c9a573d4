"""The tables of the practice around the sets: plans that were run, body scans, check-ins."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.schema import Base, now


class PlanRun(Base):
    """One run of a plan. `steps` lists `{kind, title, state, seconds}`; `ended_at` null while it goes on or was left."""

    __tablename__ = "plan_runs"
    plan: Mapped[str]
    title: Mapped[str]
    started_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    seconds: Mapped[float] = mapped_column(default=0.0)
    steps: Mapped[list[Any]]


class BodyScan(Base):
    """How each part of the body felt: `parts` is `{part: {"feel": ..., "note": ...}}`."""

    __tablename__ = "body_scans"
    run_id: Mapped[int | None] = mapped_column(ForeignKey("plan_runs.id", ondelete="SET NULL"), index=True)
    position: Mapped[str]
    short: Mapped[bool]
    parts: Mapped[dict[str, Any]]
    at: Mapped[datetime] = mapped_column(default=now, index=True)


class CheckIn(Base):
    """The answers after a set, what the camera counted, and what was suggested for the next one.

    `set_id` names the live set (`Session.set_id`), null where no camera watched or nothing was kept. `places` are parts of
    the body; `felt` says whether the target was among them.
    """

    __tablename__ = "check_ins"
    run_id: Mapped[int | None] = mapped_column(ForeignKey("plan_runs.id", ondelete="SET NULL"), index=True)
    set_id: Mapped[str | None] = mapped_column(index=True)
    exercise: Mapped[str] = mapped_column(index=True)
    target: Mapped[str]
    muscle: Mapped[str]
    felt: Mapped[str]
    places: Mapped[list[Any]]
    effort: Mapped[int]
    reps: Mapped[int | None]
    seconds: Mapped[float | None]
    scored: Mapped[int | None]
    clean: Mapped[int | None]
    load_percent: Mapped[float | None]
    suggestion: Mapped[str]
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=now, index=True)
