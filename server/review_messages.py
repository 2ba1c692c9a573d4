"""What the review pages get; docs/api.md says it in words. Times of day are UTC."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel

from server.review_requests import ReasonCode, Shape


class AthleteName(BaseModel):
    """Who."""

    id: int
    name: str


class Verdict(BaseModel):
    """A verdict as lists show it."""

    coach: str
    verdict: Literal["agree", "disagree"]
    reason: ReasonCode | None
    at: datetime


class ReviewAnswer(Verdict):
    """A verdict with the finding as it was judged then."""

    id: int
    finding_id: int
    note: str
    rule: str
    fault: str
    value: float | None
    limit: float | None
    view: str
    model: str
    bands: str


class QueueItem(BaseModel):
    """One flagged finding. `severity` 0 at the limit, 1 at poor, above = worse."""

    id: int
    rep_id: int
    session_id: int
    athlete: AthleteName | None
    captured_at: datetime
    exercise: str
    kind: str
    side: str | None
    rep_index: int
    rule: str
    rule_title: str
    fault: str | None
    grade: str
    value: float | None
    limit: float | None
    error: float | None
    unit: str
    severity: float
    t_worst: float | None
    confidence: float
    view: str
    model: str
    review_count: int
    reviews: list[Verdict]
    thumbnail: str


class FindingShort(BaseModel):
    """A finding as part of its rep."""

    id: int
    rule: str
    rule_title: str
    grade: str
    fault: str | None
    value: float | None
    limit: float | None
    error: float | None
    unit: str
    t_worst: float | None
    flagged: bool
    reason: str | None
    reviews: list[Verdict]


class MissedAnswer(BaseModel):
    """A fault that a coach saw and the rule did not flag."""

    id: int
    rep_id: int
    session_id: int
    rule: str
    fault: str
    t: float | None
    coach: str
    note: str
    value: float | None
    limit: float | None
    at: datetime


class CommentAnswer(BaseModel):
    """A word at a moment."""

    id: int
    session_id: int
    rep_id: int | None
    author: str
    t: float
    text: str
    at: datetime


class DrawingAnswer(BaseModel):
    """Shapes on a frame."""

    id: int
    session_id: int
    rep_id: int | None
    author: str
    t: float
    shapes: list[Shape]
    at: datetime


class MediaInfo(BaseModel):
    """The video of a session."""

    url: str
    type: str
    width: int
    height: int


class SessionAnswer(BaseModel):
    """One set or video."""

    id: int
    kind: str
    source: str
    athlete: AthleteName | None
    exercise: str | None
    model: str
    view: str
    fps: float
    duration_s: float
    frames: int
    frames_with_pose: int
    captured_at: datetime
    created_at: datetime
    notes: list[str]
    driver: str
    media: MediaInfo | None
    rep_count: int
    flagged_count: int
    unreviewed_count: int


class RepShort(BaseModel):
    """A rep as part of its session."""

    id: int
    index: int
    exercise: str
    kind: str
    side: str | None
    t_start: float
    t_turn: float
    t_end: float
    score: float | None
    flagged: bool
    view: str
    findings: list[FindingShort]


class SessionDetail(SessionAnswer):
    """A session with its reps, cues and words."""

    reps: list[RepShort]
    cues: list[dict[str, Any]]
    comments: list[CommentAnswer]
    track: list[tuple[float | None, float | None]]


class RepDetail(RepShort):
    """A rep with all that a coach left on it."""

    phases: list[dict[str, Any]]
    missed: list[MissedAnswer]
    tags: list[str]
    session: SessionAnswer


class BandAnswer(BaseModel):
    """The limit that a finding was or would be held against."""

    fault: str
    limit: float
    poor: float
    error: float
    unit: str
    source: str


class FindingDetail(QueueItem):
    """All that the review page needs of one finding, but for pictures and series."""

    reason: str | None
    landmarks: list[int]
    episodes: list[dict[str, Any]]
    measures: dict[str, float | None]
    band: BandAnswer | None
    band_settings: str
    channel: str | None
    rep: RepDetail
    agreement: dict[str, int]
    prev: int | None
    next: int | None


class JobAnswer(BaseModel):
    """An upload and analysis, or a new judgement."""

    id: int
    kind: str
    name: str
    state: str
    size: int
    received: int
    done: int
    total: int
    unit: Literal["frames", "sessions"]
    eta_s: float | None
    error: str | None
    session_id: int | None
    athlete: AthleteName | None
    exercise: str | None
    model: str | None
    attempts: int
    created_at: datetime
    updated_at: datetime


class Footprint(BaseModel):
    """What deleting takes along."""

    sessions: int
    reps: int
    findings: int
    reviews: int
    comments: int
    drawings: int
    files: int
    bytes: int
