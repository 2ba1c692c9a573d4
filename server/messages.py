"""Everything that goes over the websocket, both ways. `server/encoding.py` fills these from the core's dataclasses.

`web/src/wire.d.ts` is generated from these models (`python -m server.wire`); a test keeps the two in step.

Text messages are JSON objects with a `type`. Camera pictures are binary: `FRAME_HEADER` (sequence uint32, media time
float64 in seconds, little endian), then a JPEG. Times `t` are always the client's media time in seconds.

Credit: a client may have `ready.credit` pictures on their way. A `pose` or an `error` that carries `seq` gives back the
credit of every picture up to that `seq`; the newest picture wins, so a `seq` may be skipped. `left` and `right` are the
person's own.
"""

import struct
from enum import IntEnum
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from vision.skeleton import LANDMARK_COUNT

PROTOCOL: Final = 1
FRAME_HEADER: Final = struct.Struct("<Id")
RESUME_S: Final = 30.0
"""How long a set waits for a client whose connection dropped."""

Finite = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]
Coordinate = Annotated[float, Field(ge=-100.0, le=100.0, allow_inf_nan=False)]
MediaTime = Annotated[float, Field(ge=0.0, le=1e9, allow_inf_nan=False)]
Sequence = Annotated[int, Field(ge=0, le=0xFFFFFFFF)]
Pixels = Annotated[int, Field(ge=1, le=4096)]
Point = tuple[Coordinate, Coordinate, Coordinate]
Points = Annotated[list[Point], Field(min_length=LANDMARK_COUNT, max_length=LANDMARK_COUNT)]
Shares = Annotated[list[Share], Field(min_length=LANDMARK_COUNT, max_length=LANDMARK_COUNT)]


class CloseCode(IntEnum):
    """Why the server closed the socket; 1001 = the server is going down, reconnect; 1009 = message too large."""

    FAULTS = 4400
    """Three messages that could not be used."""
    PROTOCOL = 4406
    """The page speaks another version of the protocol: reload it."""
    IDLE = 4408
    """Nothing came for too long, or the answers were not read."""
    REPLACED = 4409
    """The set was taken up by another connection."""
    FULL = 4429
    """Too many people wait already."""


class Message(BaseModel):
    """Base of all messages: unknown fields are refused, values are not converted from other types."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


# ---- client to server


class Start(Message):
    """Begin a set, or take up one again: with `resume` (the token of `ready`) all else but `protocol` is ignored.

    `model` null = the server's. `keep` false = nothing of this set is kept; `video` true = its pictures are kept too.
    `voice` and `camera` (which way the camera faces) are noted in the recording's meta.
    """

    type: Literal["start"]
    protocol: int
    exercise: Annotated[str, Field(max_length=64)]
    focus: Literal["internal", "external", "auto"] = "auto"
    load_percent: Annotated[float, Field(ge=0.0, le=200.0, allow_inf_nan=False)] | None = None
    explosive: bool = False
    model: Literal["lite", "full", "heavy"] | None = None
    camera: Literal["user", "environment", "sample"] = "user"
    voice: bool = True
    keep: bool = True
    video: bool = False
    resume: Annotated[str, Field(max_length=64)] | None = None


class Landmarks(Message):
    """What the browser's own pose model found in one picture, in place of a binary frame. Counts against the same credit.

    `landmarks` (33, 3) fractions of the picture, `world_landmarks` (33, 3) m, `visibility` and `presence` (33,) 0..1;
    all four null where nobody was seen. `image_size` (width, height) px.
    """

    type: Literal["landmarks"]
    seq: Sequence
    t: MediaTime
    image_size: tuple[Pixels, Pixels]
    landmarks: Points | None
    world_landmarks: Points | None
    visibility: Shares | None
    presence: Shares | None


class Stop(Message):
    """End the set: `set_done` comes back. `discard` true = keep nothing of it after all."""

    type: Literal["stop"]
    discard: bool = False


ClientMessage = Annotated[Start | Landmarks | Stop, Field(discriminator="type")]


# ---- server to client


class Queued(Message):
    """All places are taken: `place` 1 is next. Comes again when it changes; `ready` follows. Send no frames till then."""

    type: Literal["queued"] = "queued"
    place: int
    text: str


class Ready(Message):
    """The set runs. `token` takes it up again within `resume_s` after a dropped connection.

    After a resume `resumed` is true, `reps` is the count so far and `last_t` the newest media time taken in: go on above it.
    `keep`: whether recording and report will be kept; `keeps_video`: the video too.
    """

    type: Literal["ready"] = "ready"
    protocol: int = PROTOCOL
    token: str
    resumed: bool
    exercise: str
    model: str
    reps: int
    last_t: float | None
    credit: int
    max_fps: float
    max_frame_bytes: int
    max_side: int
    resume_s: float
    keep: bool
    keeps_video: bool


class Timing(Message):
    """Where the server spent the time on a picture, in ms: waiting for a worker, then decoding, then the model."""

    wait: float
    decode: float
    infer: float


class Pose(Message):
    """Landmarks of picture `seq`: (33, 2) fractions of the picture and visibility (33,), or null where nobody is seen."""

    type: Literal["pose"] = "pose"
    seq: int
    t: float
    landmarks: list[tuple[float, float]] | None
    visibility: list[float] | None
    timing: Timing


class GuideMessage(Message):
    """What keeps the camera from seeing enough: `text` is for the person; `code` "ok" takes it back.

    Codes: nobody, feet, shoulders, hips, edge, far, turn, ok; treat an unknown one like any trouble.
    """

    type: Literal["guide"] = "guide"
    t: float
    code: str
    text: str


class PhaseMessage(Message):
    """The body entered a phase of rep number `rep` (from 1)."""

    type: Literal["phase"] = "phase"
    t: float
    phase: Literal["setup", "eccentric", "turnaround", "concentric", "lockout", "hold"]
    rep: int


class FindingMessage(Message):
    """What one rule says of a rep; `landmarks` are the indices it rests on, `reason` says why something wasn't scored."""

    rule: str
    grade: Literal["good", "needs_work", "poor", "not_scored"]
    fault: str | None
    value: float | None
    limit: float | None
    error: float | None
    unit: str
    reason: str | None
    landmarks: list[int]


class RepMessage(Message):
    """A rep or hold is over and judged. `index` from 1 = the count; `score` 0..100, null where nothing could be scored."""

    type: Literal["rep"] = "rep"
    t: float
    index: int
    kind: Literal["rep", "hold"]
    side: Literal["left", "right"] | None
    t_start: float
    t_turn: float
    t_end: float
    score: float | None
    flagged: bool
    findings: list[FindingMessage]


class CueMessage(Message):
    """Say and show this now. `praise` marks "that was it"; `muscle` is the part of the body to feel."""

    type: Literal["cue"] = "cue"
    t: float
    rule: str
    fault: str
    focus: Literal["internal", "external"]
    text: str
    muscle: str
    praise: bool


class SetDone(Message):
    """The set is over. `report` is schema 1; `set_id` names it under /api/sets, null where nothing was kept.

    `video`: its video was kept. `note` says what was not kept and why, or null.
    """

    type: Literal["set_done"] = "set_done"
    reps: int
    set_id: str | None
    video: bool
    note: str | None
    report: dict[str, Any]


class ErrorMessage(Message):
    """Something could not be used. `text` says what was expected, what came, what to do.

    `faults` of `max_faults` have been counted: at the last the socket closes with `CloseCode.FAULTS`. Codes: message, order,
    start, resume, picture, time, rate, model, storage. `seq` (where a picture was meant) gives its credit back.
    `rate`, `resume` and `storage` are not counted.
    """

    type: Literal["error"] = "error"
    code: Literal["message", "order", "start", "resume", "picture", "time", "rate", "model", "storage"]
    text: str
    seq: int | None = None
    faults: int = 0
    max_faults: int = 3


ServerMessage = Queued | Ready | Pose | GuideMessage | PhaseMessage | RepMessage | CueMessage | SetDone | ErrorMessage

CLIENT_MESSAGE: TypeAdapter[Start | Landmarks | Stop] = TypeAdapter(ClientMessage)
