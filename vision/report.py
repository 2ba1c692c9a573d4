"""`SessionReport` and how it becomes JSON (schema 1) and CSV."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from vision.types import Cue, Finding, Rep, View


@dataclass(frozen=True, slots=True, eq=False)
class ScoredRep:
    """A rep with what every rule said of it. `score` 0..100, None where nothing could be scored."""

    rep: Rep
    findings: tuple[Finding, ...]
    score: float | None

    @property
    def flagged(self) -> bool:
        """True where any rule found a fault."""
        return any(finding.flagged for finding in self.findings)


@dataclass(frozen=True, slots=True, eq=False)
class SessionReport:
    """Everything that a set or a clip gave.

    `fps` is the measured rate of analysed frames; `track` is a decimated series (t, driving channel) over the whole clip for
    plots; `notes` are sentences for the person (two people seen, wrong view, ...); `settings` and `versions` say what produced it.
    """

    source: str
    exercise: str | None
    model: str
    fps: float
    duration_s: float
    frames: int
    frames_with_pose: int
    view: View
    reps: tuple[ScoredRep, ...]
    cues: tuple[Cue, ...]
    notes: tuple[str, ...] = ()
    driver: str = ""
    track: tuple[tuple[float, float], ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
