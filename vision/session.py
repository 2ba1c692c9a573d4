"""The facade: feed pose frames, get events; one code path for live practice and batch analysis.

Pure and deterministic: no files, no clock, no model. The same frames give the same reps, findings and cues.
"""

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from vision.cues import CuePolicy, FocusSetting
from vision.errors import InputError
from vision.exercises import exercise_named, load_exercises
from vision.features import FeatureExtractor
from vision.filters import LandmarkFilter
from vision.guide import Guide
from vision.report import ScoredRep, SessionReport
from vision.reps import HoldOpen, PhaseMark, RepSpan, Segment
from vision.rule import Rule, bands_in_force, load_rules, score
from vision.series import Neutral, Series
from vision.types import (
    Cue,
    CueEvent,
    Event,
    FeatureFrame,
    Finding,
    Grade,
    Phase,
    PhaseEvent,
    PoseEvent,
    PoseFrame,
    Recording,
    Rep,
    RepEvent,
    View,
)
from vision.view import ViewWindow

AUTO: Final = "auto"
REP_MEMORY_S: Final = 30.0
"""How far back a rep may have begun; a longer one is cut at its start."""
HOLD_CHECK_S: Final = 0.5
EARLIER_REPS: Final = 10
"""How many good reps are remembered for a rule to compare the next one with."""
HOLD_ROWS: Final = 1500
"""Ten a second for the first two and a half minutes of a hold, then every other one, and so on."""
TRACK_ROWS: Final = 4000


@dataclass(frozen=True, slots=True)
class SessionSettings:
    """What the person chose.

    `load_percent`: of the one-rep maximum, None = not said; `bands`: rule id -> fault -> limit, put in by a coach.
    """

    exercise: str
    focus: FocusSetting = "auto"
    load_percent: float | None = None
    explosive: bool = False
    cue_gap_s: float = 4.0
    bands: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


class Session:
    """One set of one exercise. InputError for an unknown exercise, RuleError for a wrong band override.

    A person who switches to another exercise gets a new session: nothing is carried over.
    """

    def __init__(self, settings: SessionSettings) -> None:
        self.settings = settings
        self.exercise = exercise_named(settings.exercise)
        every_rule = load_rules()
        bands = bands_in_force(every_rule, settings.bands)
        self.rules = {key: rule for key, rule in every_rule.items() if settings.exercise in rule.exercises}
        self._bands = {key: bands[key] for key in self.rules}
        self._kept_channels = (self.exercise.driver, *(rule.channel for rule in self.rules.values()))
        self._filter = LandmarkFilter()
        self._extractor = FeatureExtractor()
        self._segmenter = self.exercise.segmenter()
        self._guide = Guide(self.exercise)
        self._view = ViewWindow()
        self._neutral = Neutral()
        self._phase: Phase | None = None
        self._good: dict[str, deque[Mapping[str, float]]] = {key: deque(maxlen=EARLIER_REPS) for key in self.rules}
        self._cues = CuePolicy(
            self.rules,
            self._bands,
            focus=settings.focus,
            load_percent=settings.load_percent,
            explosive=settings.explosive,
            gap_s=settings.cue_gap_s,
        )
        self._recent: deque[FeatureFrame] = deque()
        self._hold: Series | None = None
        self._next_hold_check = -math.inf
        self._track = Series(TRACK_ROWS, 0.1)
        self._frames = self._frames_with_pose = 0
        self._first_t = self._last_t = math.nan
        self._reps: list[ScoredRep] = []
        self._said: list[Cue] = []

    def feed(self, frame: PoseFrame) -> list[Event]:
        """Take the next frame and return what it settled. InputError where time does not rise."""
        if self._frames and not frame.t > self._last_t:
            raise InputError(
                f"frames must come in order of time: {frame.t:.3f} s came after {self._last_t:.3f} s; drop the late frame"
            )
        seen = bool(np.isfinite(frame.landmarks[:, 0]).any())
        self._first_t = frame.t if not self._frames else self._first_t
        self._frames += 1
        self._frames_with_pose += seen
        self._last_t = frame.t
        features = self._extractor.extract(self._filter.apply(frame))
        self._remember(features)
        events: list[Event] = [PoseEvent(frame.t, seen)]
        hint = self._guide.check(features, self._view, frame.image_size)
        if hint is not None:
            events.append(hint)
        for segment in self._segmenter.step(features):
            events.extend(self._take(segment))
        return events

    def finish(self, source: str = "", model: str = "") -> SessionReport:
        """End the set: what was still open and counts is judged too. `source` and `model` go into the report."""
        for segment in self._segmenter.close():
            self._take(segment)
        duration = self._last_t - self._first_t if self._frames else 0.0
        t, rows = self._track.arrays()
        track = rows[:, 0] if len(t) else rows
        return SessionReport(
            source=source,
            exercise=self.exercise.name,
            model=model,
            fps=(self._frames - 1) / duration if duration > 0.0 else 0.0,
            duration_s=duration,
            frames=self._frames,
            frames_with_pose=self._frames_with_pose,
            view=self._overall_view(),
            reps=tuple(self._reps),
            cues=tuple(self._said),
            driver=self.exercise.driver,
            track=tuple(zip(t.tolist(), track.tolist(), strict=True)),
            settings={
                "exercise": self.settings.exercise,
                "focus": self.settings.focus,
                "load_percent": self.settings.load_percent,
                "explosive": self.settings.explosive,
                "cue_gap_s": self.settings.cue_gap_s,
                "bands": {rule: dict(limits) for rule, limits in self.settings.bands.items()},
            },
        )

    def _remember(self, features: FeatureFrame) -> None:
        t = features.t
        self._recent.append(features)
        while t - self._recent[0].t > REP_MEMORY_S:
            self._recent.popleft()
        self._view.add(t, features.channels["yaw_deg"])
        self._track.add(t, {self.exercise.driver: features.channels[self.exercise.driver]})
        # A lockout looks like standing ready, but with a weight in the hands nobody is neutral.
        if self._phase is not Phase.LOCKOUT and self.exercise.is_neutral(features):
            self._neutral.add(features)
        if self._hold is not None:
            self._hold.add(t, features.channels)

    def _take(self, segment: Segment) -> list[Event]:
        if isinstance(segment, PhaseMark):
            self._phase = segment.phase
            return [PhaseEvent(segment.t, segment.phase, len(self._reps) + 1)]
        if isinstance(segment, HoldOpen):
            return self._check_hold(segment)
        return self._end_rep(segment)

    def _check_hold(self, segment: HoldOpen) -> list[Event]:
        if self._hold is None:
            self._hold = Series(HOLD_ROWS, 0.1)
            for frame in self._recent:
                if frame.t >= segment.t_start:
                    self._hold.add(frame.t, frame.channels)
            self._next_hold_check = self._last_t + HOLD_CHECK_S
        if self._last_t < self._next_hold_check:
            return []
        self._next_hold_check = self._last_t + HOLD_CHECK_S
        span = RepSpan("hold", segment.side, segment.t_start, segment.t_start, self._last_t, ())
        rep = self._build(span)
        for rule in self.rules.values():
            spoken = self._cues.during_hold(self._last_t, rule.judge(rep, self._bands[rule.id]))
            if spoken is not None:
                return self._speak(spoken)
        return []

    def _end_rep(self, span: RepSpan) -> list[Event]:
        rep = self._build(span)
        findings = tuple(self._judge(rule, rep) for rule in self.rules.values())
        if span.kind == "hold":
            rep = _turned(rep, findings)
            self._hold = None
        marks = score(findings, self.rules, self._bands)
        extras = self.exercise.extras(rep) if len(rep.t) else {}
        kept = {name: rep.channels[name].copy() for name in self._kept_channels if name in rep.channels}
        rep = replace(rep, t=rep.t.copy(), channels=kept)
        self._reps.append(ScoredRep(rep, findings, marks, extras))
        events: list[Event] = [RepEvent(self._last_t, rep, findings, marks, extras)]
        if span.kind == "rep":
            spoken = self._cues.after_rep(self._last_t, findings)
            if spoken is not None:
                events.extend(self._speak(spoken))
        return events

    def _judge(self, rule: Rule, rep: Rep) -> Finding:
        good = self._good[rule.id]
        finding = rule.judge(replace(rep, earlier=tuple(good)), self._bands[rule.id])
        if finding.grade is Grade.GOOD:
            good.append(finding.measures)
        return finding

    def _build(self, span: RepSpan) -> Rep:
        if self._hold is not None and span.kind == "hold":
            series = self._hold
        else:
            series = Series(len(self._recent) + 1, 0.0)
            for frame in self._recent:
                if span.t_start <= frame.t <= span.t_end:
                    series.add(frame.t, frame.channels)
        t, channels = series.until(span.t_end)
        return Rep(
            index=len(self._reps) + 1,
            exercise=self.exercise.name,
            kind=span.kind,
            side=span.side,
            t_start=span.t_start,
            t_turn=span.t_turn,
            t_end=span.t_end,
            phases=span.phases,
            view=self._view.since(span.t_start),
            t=t,
            channels=channels,
            neutral=self._neutral.before(span.t_start),
        )

    def _speak(self, event: CueEvent) -> list[Event]:
        if not event.praise:
            self._said.append(event.cue)
        return [event]

    def _overall_view(self) -> View:
        views = [scored.rep.view.view for scored in self._reps]
        if views:
            return max(set(views), key=views.count)
        return self._view.since(-math.inf).view


def _turned(rep: Rep, findings: tuple[Finding, ...]) -> Rep:
    """A hold turns where it was worst; one without a fault keeps the segmenter's time."""
    worst = [finding.t_worst for finding in findings if finding.flagged and finding.t_worst is not None]
    return replace(rep, t_turn=worst[0]) if worst else rep


class Analysis:
    """A whole clip run through a session, frame by frame; errors as `Session`.

    Exercise "auto" runs every exercise that says `auto` and keeps the one whose reps fill most of the clip; where none
    finds a rep, the report's exercise is None.
    """

    def __init__(self, settings: SessionSettings) -> None:
        self._auto = settings.exercise == AUTO
        names = [name for name, exercise in load_exercises().items() if exercise.auto] if self._auto else [settings.exercise]
        self._sessions = [Session(replace(settings, exercise=name)) for name in names]

    def feed(self, frame: PoseFrame) -> None:
        """Take the next frame. InputError where time does not rise."""
        for session in self._sessions:
            session.feed(frame)

    def finish(self, source: str = "", model: str = "") -> SessionReport:
        """The report of all frames; `source` and `model` go into it."""
        reports = [session.finish(source, model) for session in self._sessions]
        best = max(reports, key=time_in_reps)
        if self._auto and not time_in_reps(best):
            return replace(best, exercise=None, driver="", track=())
        return best


def analyze(recording: Recording, settings: SessionSettings, source: str = "", model: str = "") -> SessionReport:
    """Run a whole recording through an `Analysis`."""
    analysis = Analysis(settings)
    for i in range(len(recording)):
        analysis.feed(recording.frame(i))
    return analysis.finish(source, model)


def time_in_reps(report: SessionReport) -> float:
    """Seconds of the clip that lie in reps and holds."""
    return sum(scored.rep.t_end - scored.rep.t_start for scored in report.reps)


def rules_of(exercise: str) -> dict[str, Rule]:
    """The rules that apply to an exercise, by id."""
    return {key: rule for key, rule in load_rules().items() if exercise in rule.exercises}
