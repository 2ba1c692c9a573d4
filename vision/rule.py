"""What a rule is: its bands with their source, its cues, one pure function from a rep to readings, and grading.

Nothing here knows an exercise. Rules are found in `vision/rules/`, one file each, which defines `RULE`.
"""

import importlib
import math
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import vision.rules
from vision.errors import RuleError
from vision.types import Episode, Finding, Focus, Grade, Rep, View

SourceKind = Literal["literature", "measured", "coach"]
MIN_COVERAGE = 0.6
"""A reading needs its landmarks in this share of the frames it rests on, or it is not scored."""

WHERE_TO_STAND: Mapping[View, str] = {
    View.FRONT: "Face the camera",
    View.BACK: "Turn your back to the camera",
    View.SIDE: "Turn side-on to the camera",
    View.OBLIQUE: "Turn half-way to the camera",
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a number comes from: `kind` and one sentence."""

    kind: SourceKind
    text: str


@dataclass(frozen=True, slots=True)
class Band:
    """The limit of one fault. A value beyond `limit` by more than `error` is flagged; beyond `poor` it is poor.

    All three are in `unit`; `error` is the expected error of the reading (one standard deviation). `poor` > `limit`
    means that large values are the fault, `poor` < `limit` that small ones are.
    """

    fault: str
    limit: float
    poor: float
    error: float
    unit: str
    source: Source

    def severity(self, value: float) -> float:
        """How far beyond the limit: 0 at the limit, 1 at poor, negative inside."""
        return (value - self.limit) / (self.poor - self.limit)

    def with_limit(self, limit: float) -> "Band":
        """The same band with another limit; `poor` keeps its distance."""
        return replace(self, limit=limit, poor=self.poor + limit - self.limit, source=Source("coach", "set by the coach"))


@dataclass(frozen=True, slots=True)
class CueText:
    """What to say about a fault: one wording that names the muscle or body part to feel, one that names the world outside.

    `control` marks faults that are about control rather than force: those keep the internal wording at middling loads.
    """

    internal: str
    external: str
    muscle: str
    control: bool

    def text(self, focus: Focus) -> str:
        """The wording for that focus."""
        return self.internal if focus == "internal" else self.external


@dataclass(frozen=True, slots=True)
class Reading:
    """One measured value that a band judges.

    `coverage` 0..1 is the share of frames in which its landmarks were seen. `reason` says why it can't be judged
    (then `value` may be NaN). `episodes` only for holds; when given, a fault is flagged only through its episodes.
    """

    fault: str
    value: float
    t_worst: float
    coverage: float
    landmarks: tuple[int, ...]
    reason: str | None = None
    episodes: tuple[Episode, ...] | None = None


@dataclass(frozen=True, slots=True)
class Measurement:
    """All readings of a rep, and the named parts they were made from (for the report and for coaches)."""

    readings: tuple[Reading, ...]
    measures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rule:
    """One check of one movement; `measure` is pure: the rep and the bands in force in, readings out.

    `judges` says in a sentence what is judged, `channel` names the channel that shows it best in a plot, `views`
    from where it may be judged and `best_view` what to ask for. Reps seen in fewer pictures a second than `min_fps` are not
    judged.
    """

    id: str
    title: str
    judges: str
    channel: str
    exercises: frozenset[str]
    views: frozenset[View]
    best_view: View
    bands: tuple[Band, ...]
    cues: Mapping[str, CueText]
    measure: Callable[[Rep, Mapping[str, Band]], Measurement]
    min_fps: float = 0.0

    def judge(self, rep: Rep, bands: Mapping[str, Band]) -> Finding:
        """The finding for one rep: gated by view and coverage, then graded by the worst reading."""
        if not len(rep.t):  # longer ago than a session remembers
            return self._not_scored("Too little of this was seen to judge it")
        if rep.view.view not in self.views:
            return self._not_scored(
                f"{WHERE_TO_STAND[self.best_view]}: this can't be judged from {_view_words(rep.view.view)}"
            )
        if rep.kind == "rep" and (fps := _fps(rep)) < self.min_fps:
            return self._not_scored(
                f"Only {fps:.0f} pictures a second were seen, and judging this takes {self.min_fps:.0f}: "
                "close other programs, or set camera and server to more"
            )
        measurement = self.measure(rep, bands)
        return grade(self, rep, bands, measurement)

    def _not_scored(self, reason: str) -> Finding:
        band = self.bands[0]
        return Finding(self.id, Grade.NOT_SCORED, None, None, band.unit, None, 0.0, reason=reason)


def _fps(rep: Rep) -> float:
    """Pictures a second of a rep; holds keep fewer rows than they had."""
    return (len(rep.t) - 1) / (rep.t[-1] - rep.t[0]) if len(rep.t) > 1 else 0.0


def _view_words(view: View) -> str:
    return {
        View.UNKNOWN: "here, too little of you is in the picture",
        View.SIDE: "the side",
        View.FRONT: "the front",
        View.BACK: "behind",
        View.OBLIQUE: "this angle",
    }[view]


def grade(rule: Rule, rep: Rep, bands: Mapping[str, Band], measurement: Measurement) -> Finding:
    """Grade a measurement: the reading furthest beyond its band decides; what could not be judged goes into the reason."""
    judged = [r for r in measurement.readings if r.reason is None and r.coverage >= MIN_COVERAGE and math.isfinite(r.value)]
    reasons = []
    for reading in measurement.readings:
        if reading in judged:
            continue
        reason = reading.reason or "Step back until your whole body is in the picture: too little of it was seen"
        if reason not in reasons:
            reasons.append(reason)
    if not judged:
        return replace(rule._not_scored("; ".join(reasons) or "nothing to judge in this rep"), measures=measurement.measures)
    flagged = [r for r in judged if _is_flagged(r, bands[r.fault])]
    worst = max(flagged or judged, key=lambda r: bands[r.fault].severity(r.value))
    band = bands[worst.fault]
    outcome = Grade.GOOD
    if flagged:
        outcome = Grade.POOR if band.severity(worst.value) >= 1.0 else Grade.NEEDS_WORK
    return Finding(
        rule=rule.id,
        grade=outcome,
        fault=worst.fault if flagged else None,
        value=worst.value,
        unit=band.unit,
        t_worst=worst.t_worst,
        confidence=round(min(1.0, worst.coverage) * rep.view.confidence, 3),
        reason="; ".join(reasons) or None,
        limit=band.limit,
        error=band.error,
        landmarks=worst.landmarks,
        episodes=tuple(e for r in flagged for e in r.episodes or ()),
        measures=measurement.measures,
    )


def _is_flagged(reading: Reading, band: Band) -> bool:
    if reading.episodes is not None:
        return bool(reading.episodes)
    beyond = reading.value - band.limit if band.poor > band.limit else band.limit - reading.value
    return beyond > band.error


def score(
    findings: tuple[Finding, ...], rules: Mapping[str, "Rule"], bands: Mapping[str, Mapping[str, Band]]
) -> float | None:
    """0..100 for a rep: 100 = nothing flagged, 50 at a poor fault, less beyond; the worst rule decides.

    None = nothing was scored.
    """
    scores = []
    for finding in findings:
        if finding.grade is Grade.NOT_SCORED or finding.rule not in rules:
            continue
        if finding.flagged and finding.fault is not None and finding.value is not None:
            severity = bands[finding.rule][finding.fault].severity(finding.value)
            scores.append(max(0.0, 100.0 - 50.0 * max(0.2, severity)))
        else:
            scores.append(100.0)
    return round(min(scores), 1) if scores else None


def load_rules() -> dict[str, Rule]:
    """Every rule by id, found by folder; RuleError for a broken or duplicate one."""
    found: dict[str, Rule] = {}
    for module in sorted(pkgutil.iter_modules(vision.rules.__path__), key=lambda info: info.name):
        name = f"{vision.rules.__name__}.{module.name}"
        try:
            rule = importlib.import_module(name).RULE
        except Exception as error:
            raise RuleError(f"rule file {name} can't be loaded: {error}; mend it or take it out of the folder") from error
        _check(rule, name, found)
        found[rule.id] = rule
    return found


def _check(rule: object, name: str, found: Mapping[str, Rule]) -> None:
    if not isinstance(rule, Rule):
        raise RuleError(f"rule file {name}: expected RULE to be a Rule, got {type(rule).__name__}")
    if rule.id in found:
        raise RuleError(f"rule file {name}: the id {rule.id!r} is taken by another rule; give it its own")
    faults = [band.fault for band in rule.bands]
    if len(set(faults)) != len(faults) or set(faults) != set(rule.cues):
        raise RuleError(
            f"rule {rule.id}: expected one band and one cue per fault, got bands {faults} and cues {sorted(rule.cues)}"
        )
    for fault, cue in rule.cues.items():
        for text in (cue.internal, cue.external):
            if not 0 < len(text) <= 60:
                raise RuleError(
                    f"rule {rule.id}: the cue {text!r} of {fault} is {len(text)} characters long; 1 to 60 are allowed"
                )


def bands_in_force(rules: Mapping[str, Rule], overrides: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, Band]]:
    """Bands by rule id and fault with the coach's limits put in.

    RuleError for an unknown rule or fault, and for a limit that is no number.
    """
    for rule_id in overrides:
        if rule_id not in rules:
            raise RuleError(f"band override for unknown rule {rule_id!r}: expected one of {', '.join(rules)}")
    result: dict[str, dict[str, Band]] = {}
    for rule_id, rule in rules.items():
        wanted = dict(overrides.get(rule_id, {}))
        bands = {}
        for band in rule.bands:
            limit = wanted.pop(band.fault, None)
            if limit is not None and not (isinstance(limit, int | float) and math.isfinite(limit)):
                raise RuleError(f"band override {rule_id}.{band.fault}: expected a number of {band.unit}, got {limit!r}")
            bands[band.fault] = band if limit is None else band.with_limit(float(limit))
        if wanted:
            raise RuleError(
                f"band override for {rule_id}: unknown fault {sorted(wanted)[0]!r}; expected one of {sorted(bands)}"
            )
        result[rule_id] = bands
    return result
