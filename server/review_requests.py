"""What the review pages send; docs/api.md says it in words."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
MaybeWords = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]
MediaTime = Annotated[float, Field(ge=0.0, le=1e6, allow_inf_nan=False)]
Fraction = Annotated[float, Field(ge=-1.0, le=2.0, allow_inf_nan=False)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_.]{0,99}$")]
ReasonCode = Literal["form_fine", "wrong_fault", "bad_tracking", "wrong_moment", "other"]


class Incoming(BaseModel):
    """Base of what the page sends: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class NewReview(Incoming):
    """A verdict on a finding; to disagree needs a reason."""

    coach: Name
    verdict: Literal["agree", "disagree"]
    reason: ReasonCode | None = None
    note: MaybeWords = ""


class NewMissed(Incoming):
    """A fault that the coach sees and the rule didn't flag."""

    coach: Name
    rule: Key
    fault: Key
    t: MediaTime | None = None
    note: MaybeWords = ""


class NewComment(Incoming):
    """A word at a moment of a session."""

    author: Name
    t: MediaTime
    text: Words
    rep_id: int | None = None


class NewText(Incoming):
    """Another wording of a comment."""

    text: Words


class Shape(Incoming):
    """One drawn thing: 2 points for a line or arrow, 3 for an angle (the corner in the middle), 2 and more for free."""

    type: Literal["line", "arrow", "angle", "free"]
    points: Annotated[list[tuple[Fraction, Fraction]], Field(min_length=2, max_length=2000)]
    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")] | None = None
    width: Annotated[float, Field(gt=0.0, le=50.0)] | None = None
    text: Annotated[str, StringConstraints(max_length=200)] | None = None


Shapes = Annotated[list[Shape], Field(min_length=1, max_length=100)]


class NewDrawing(Incoming):
    """Shapes on the frame shown at `t`."""

    author: Name
    t: MediaTime
    shapes: Shapes
    rep_id: int | None = None


class NewShapes(Incoming):
    """A drawing's shapes, all of them."""

    shapes: Shapes


class TagNames(BaseModel):
    """All tags of a rep."""

    tags: Annotated[list[Name], Field(max_length=50)]


class NewAthlete(Incoming):
    """Name (unique) and a note."""

    name: Name
    note: MaybeWords = ""


class SessionChange(Incoming):
    """What is given is changed; `athlete_id` null = nobody's."""

    athlete_id: int | None = None
    captured_at: datetime | None = None


class NewUpload(Incoming):
    """A file that is about to come in pieces. `captured_at` with its zone; without it, now."""

    name: Annotated[str, StringConstraints(max_length=1000)]
    size: int
    exercise: Annotated[str, StringConstraints(max_length=64)] = "auto"
    model: Literal["lite", "full", "heavy"] | None = None
    athlete_id: int | None = None
    captured_at: datetime | None = None


class NewBand(Incoming):
    """A limit for all (`athlete_id` null) or one athlete, with who sets it and why."""

    rule: Key
    fault: Key
    limit: Annotated[float, Field(allow_inf_nan=False)]
    athlete_id: int | None = None
    who: Name
    why: Words
    rescore: bool = False


class NewRescore(Incoming):
    """Judge every recording anew, or one athlete's."""

    athlete_id: int | None = None


class ShareRequest(Incoming):
    """What goes into the file; `words` by rep id."""

    rep_ids: Annotated[list[int], Field(min_length=1, max_length=20)]
    title: MaybeWords = ""
    intro: MaybeWords = ""
    words: dict[int, MaybeWords] = {}
    clips: bool = True
    drawings: bool = True
    comments: bool = True
    skeleton: bool = True
