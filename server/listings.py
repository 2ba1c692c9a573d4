"""What the API answers: exercises with their rules and limits, the skeleton, samples, finished sets."""

from pydantic import BaseModel, ConfigDict


class Listing(BaseModel):
    """Base of the API's answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BandInfo(Listing):
    """The limit of one fault with what it would say; beyond `limit` by more than `error` (all in `unit`) is flagged."""

    fault: str
    limit: float
    poor: float
    error: float
    unit: str
    source_kind: str
    source: str
    internal: str
    external: str
    muscle: str


class RuleInfo(Listing):
    """One rule of an exercise and the bands in force."""

    id: str
    title: str
    judges: str
    views: list[str]
    best_view: str
    bands: list[BandInfo]


class ExerciseInfo(Listing):
    """One exercise: `kind` "rep" or "hold"; `best_view` is the view to ask for; `setup_help` places the camera."""

    name: str
    title: str
    kind: str
    views: list[str]
    best_view: str
    setup_help: str
    rules: list[RuleInfo]


class SampleInfo(Listing):
    """A clip that can be played in place of a camera: its address and the exercise it shows, null where none."""

    name: str
    url: str
    exercise: str | None


class SkeletonInfo(Listing):
    """The landmark table: names (33), `mirror[i]` = the landmark on the other side, bones as pairs of indices."""

    names: list[str]
    mirror: list[int]
    bones: list[tuple[int, int]]


class ServerInfo(Listing):
    """What this server does, for the page: GET /api/server. `keeps`: sets can be kept, `keeps_video`: their video too.

    `secure` = served by TLS.
    """

    version: str
    protocol: int
    model: str
    models: list[str]
    keeps: bool
    keeps_video: bool
    secure: bool


class SetSummary(Listing):
    """One kept set, newest first under GET /api/sets; the whole report: GET /api/sets/{id}. `ended` is UTC, ISO 8601."""

    id: str
    ended: str
    exercise: str | None
    duration_s: float
    reps: int
    flagged: int
    cues: int


class SetPage(Listing):
    """A page of sets; `next` is the `before` of the page after, null at the end; `total` counts all sets."""

    items: list[SetSummary]
    next: str | None
    total: int
