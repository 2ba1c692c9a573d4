"""`SessionReport` and how it becomes JSON (schema 1) and CSV.

The JSON is described, field by field, by `report.schema.json` beside this file. Readers ignore fields they don't know; a
field is never renamed or taken away within one schema number. Numbers that are not finite are written as null.
"""

import csv
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from importlib.resources import files
from pathlib import Path

from vision.files import atomic_write
from vision.types import FLAGGED_GRADES, Cue, Finding, Grade, Rep, View

SCHEMA = 1

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

CSV_COLUMNS = (
    "source",  # file name as given
    "exercise",
    "model",
    "rep",  # number within the clip, from 1
    "kind",  # rep or hold
    "side",  # the person's bending leg, empty where there is none
    "view",  # front, back, side, oblique, unknown during this rep
    "t_start",  # s
    "t_turn",  # s
    "t_end",  # s
    "score",  # 0..100, empty where nothing could be scored
    "flagged",  # yes or no
    "grades",  # rule=grade; ... of every rule
    "faults",  # rule=fault; ... of the flagged rules
    "worst_rule",  # the columns from here to worst_confidence are those of the gravest flagged finding
    "worst_fault",
    "worst_value",
    "worst_limit",
    "worst_error",  # one standard deviation of the measurement
    "worst_unit",
    "worst_t",  # s
    "worst_confidence",  # 0..1
    "not_scored",  # rule=reason; ... of the rules that could not judge
)
"""Columns of the CSV, in order. New ones are added at the end only."""


@dataclass(frozen=True, slots=True, eq=False)
class ScoredRep:
    """A rep with what every rule said of it. `score` 0..100, None where nothing could be scored; `extras`: plain facts."""

    rep: Rep
    findings: tuple[Finding, ...]
    score: float | None
    extras: Mapping[str, bool] = field(default_factory=dict)

    @property
    def flagged(self) -> bool:
        """True where any rule found a fault."""
        return any(finding.flagged for finding in self.findings)

    @property
    def worst(self) -> Finding | None:
        """The gravest flagged finding: poor before needs_work, then the farthest beyond its limit in units of its error."""
        flagged = [finding for finding in self.findings if finding.grade in FLAGGED_GRADES]
        return max(flagged, key=_gravity, default=None)


@dataclass(frozen=True, slots=True, eq=False)
class SessionReport:
    """Everything that a set or a clip gave.

    `fps` is the measured rate of analysed frames; `track` is a decimated series (t, driving channel) over the whole clip for
    plots; `notes` are sentences for the person (two people seen, wrong view, ...); `settings` and `versions` say what
    produced it.
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


def to_json(report: SessionReport) -> dict[str, Json]:
    """The report as JSON-able data, schema 1. Times in seconds; not finite numbers become None. Raises nothing."""
    return {
        "schema": SCHEMA,
        "source": report.source,
        "exercise": report.exercise,
        "model": report.model,
        "fps": _number(report.fps),
        "duration_s": _number(report.duration_s),
        "frames": report.frames,
        "frames_with_pose": report.frames_with_pose,
        "view": report.view.value,
        "reps": [_rep(scored) for scored in report.reps],
        "cues": [_cue(cue) for cue in report.cues],
        "notes": list(report.notes),
        "driver": report.driver,
        "track": [[_number(t), _number(value)] for t, value in report.track],
        "settings": {str(name): _plain(value) for name, value in report.settings.items()},
        "versions": {str(name): str(value) for name, value in report.versions.items()},
    }


def write_json(report: SessionReport, path: Path) -> None:
    """Write `to_json(report)` to `path`, whole or not at all. Raises `OutputError` where it cannot be written."""
    # ASCII with escapes: file names that are not valid UTF-8 survive
    text = json.dumps(to_json(report), indent=1, allow_nan=False)
    with atomic_write(path) as temporary:
        temporary.write_text(text + "\n", encoding="ascii")


def write_csv(report: SessionReport, path: Path) -> None:
    """Write the reps to `path`, a rep a line under the header `CSV_COLUMNS`; a clip without reps gives the header only.

    Text that a spreadsheet would run as a formula (a clip named `=...`) gets a leading apostrophe. Raises `OutputError`
    where the file cannot be written.
    """
    with (
        atomic_write(path) as temporary,
        temporary.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream,
    ):
        writer = csv.DictWriter(stream, CSV_COLUMNS, lineterminator="\n")
        writer.writeheader()
        for scored in report.reps:
            writer.writerow({name: _cell(value) for name, value in _csv_row(report, scored).items()})


def load_schema() -> dict[str, Json]:
    """The JSON Schema (2020-12) of schema 1."""
    schema: dict[str, Json] = json.loads(files("vision").joinpath("report.schema.json").read_text(encoding="utf-8"))
    return schema


def _rep(scored: ScoredRep) -> dict[str, Json]:
    rep = scored.rep
    return {
        "index": rep.index,
        "kind": rep.kind,
        "side": rep.side,
        "t_start": _number(rep.t_start),
        "t_turn": _number(rep.t_turn),
        "t_end": _number(rep.t_end),
        "score": _number(scored.score),
        "flagged": scored.flagged,
        "findings": [_finding(finding) for finding in scored.findings],
        "view": rep.view.view.value,
        "phases": [
            {"phase": span.phase.value, "t_start": _number(span.t_start), "t_end": _number(span.t_end)}
            for span in rep.phases
        ],
        "extras": dict(scored.extras),
    }


def _finding(finding: Finding) -> dict[str, Json]:
    return {
        "rule": finding.rule,
        "grade": finding.grade.value,
        "fault": finding.fault,
        "value": _number(finding.value),
        "unit": finding.unit,
        "t_worst": _number(finding.t_worst),
        "confidence": _number(finding.confidence),
        "reason": finding.reason,
        "limit": _number(finding.limit),
        "error": _number(finding.error),
        "landmarks": [int(landmark) for landmark in finding.landmarks],
        "episodes": [
            {
                "fault": episode.fault,
                "t_start": _number(episode.t_start),
                "t_end": _number(episode.t_end),
                "value": _number(episode.value),
            }
            for episode in finding.episodes
        ],
        "measures": {name: _number(value) for name, value in finding.measures.items()},
    }


def _cue(cue: Cue) -> dict[str, Json]:
    return {
        "t": _number(cue.t),
        "rule": cue.rule,
        "fault": cue.fault,
        "focus": cue.focus,
        "text": cue.text,
        "muscle": cue.muscle,
    }


def _csv_row(report: SessionReport, scored: ScoredRep) -> dict[str, Json]:
    rep, worst = scored.rep, scored.worst
    row: dict[str, Json] = dict.fromkeys(CSV_COLUMNS)
    row |= {
        "source": report.source,
        "exercise": rep.exercise,
        "model": report.model,
        "rep": rep.index,
        "kind": rep.kind,
        "side": rep.side,
        "view": rep.view.view.value,
        "t_start": _number(rep.t_start),
        "t_turn": _number(rep.t_turn),
        "t_end": _number(rep.t_end),
        "score": _number(scored.score),
        "flagged": "yes" if scored.flagged else "no",
        "grades": "; ".join(f"{finding.rule}={finding.grade.value}" for finding in scored.findings),
        "faults": "; ".join(f"{finding.rule}={finding.fault}" for finding in scored.findings if finding.flagged),
        "not_scored": "; ".join(
            f"{finding.rule}={finding.reason}" for finding in scored.findings if finding.grade is Grade.NOT_SCORED
        ),
    }
    if worst is not None:
        row |= {
            "worst_rule": worst.rule,
            "worst_fault": worst.fault,
            "worst_value": _number(worst.value),
            "worst_limit": _number(worst.limit),
            "worst_error": _number(worst.error),
            "worst_unit": worst.unit,
            "worst_t": _number(worst.t_worst),
            "worst_confidence": _number(worst.confidence),
        }
    return row


def _cell(value: Json) -> Json:
    # https://owasp.org/www-community/attacks/CSV_Injection
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")):
        return "'" + value
    return value


def _gravity(finding: Finding) -> tuple[bool, float, float]:
    beyond = 0.0
    if finding.value is not None and finding.limit is not None and finding.error:
        beyond = abs(finding.value - finding.limit) / finding.error
    return finding.grade is Grade.POOR, beyond if math.isfinite(beyond) else 0.0, finding.confidence


def _number(value: float | None) -> float | None:
    """A plain float of at most 4 decimals (0.1 ms, a hundredth of any band), or None where it is not finite."""
    if value is None or not math.isfinite(value):
        return None
    return round(float(value), 4)


def _plain(value: object) -> Json:
    """Settings as JSON-able data: mappings and sequences walked, numbers finite, everything else as text."""
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(inner) for inner in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)]
    return str(value)
