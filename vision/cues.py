"""Which single cue to say now, and when to stay silent.

The policy and its evidence (facts and sources: docs/cues.md):
- one cue at a time, the most severe fault first; only for flagged findings, which lie outside a band wider than the error;
- after the rep, or in a hold once the fault has stood for about a second: concurrent feedback on every trial makes learners
  depend on it (Park, Shea and Wright), feedback on fewer trials is retained better (Winstein and Schmidt 1990);
- at least `gap_s` apart; the same cue never on two reps running, and more rarely while the fault shrinks (bandwidth and
  fading: Winstein 1991, Cruz 2018); silence is praise, plus one short "that was it" when a cued fault is gone;
- internal focus raises the muscle's activity at 20..60 % of a one-rep maximum and no longer at 80 % (Calatayud
  2016), at controlled speed and not at explosive speed (2017, doi 10.1080/02640414.2017.1363403).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from vision.rule import Band, Rule
from vision.types import Cue, CueEvent, Finding, Focus, Grade

FocusSetting = Literal["internal", "external", "auto"]
INTERNAL_UP_TO_PERCENT: Final = 60.0
EXTERNAL_FROM_PERCENT: Final = 80.0
HOLD_FAULT_S: Final = 1.0
"""A fault in a hold is cued after it has stood this long: shorter ones are wobbles."""
HOLD_REPEAT_S: Final = 8.0
"""The same cue inside one hold comes again after this long, then after twice as long each time."""
REPS_BETWEEN: Final = 2
"""The same fault is cued again on the second flagged rep after a cue; on the third while it is shrinking."""
PRAISE: Final = "That was it"


def choose_focus(setting: FocusSetting, load_percent: float | None, explosive: bool, control: bool) -> Focus:
    """Internal or external wording.

    auto: external for explosive work and from 80 % of the one-rep maximum, internal up to 60 %.

    In between internal only where the rule is about control (`control`). An unknown load counts as light.
    """
    if setting != "auto":
        return setting
    if explosive:
        return "external"
    load = 0.0 if load_percent is None else load_percent
    if load <= INTERNAL_UP_TO_PERCENT:
        return "internal"
    if load >= EXTERNAL_FROM_PERCENT:
        return "external"
    return "internal" if control else "external"


@dataclass(slots=True)
class _Memory:
    """What was said of one fault, and how it went since."""

    severity: float = 0.0
    said_at: float = 0.0
    flagged_since: int = 0
    times_in_hold: int = 0
    awaiting_praise: bool = False


class CuePolicy:
    """Decides after every rep, and during holds, whether to speak. Deterministic; times are media time in seconds."""

    def __init__(
        self,
        rules: Mapping[str, Rule],
        bands: Mapping[str, Mapping[str, Band]],
        *,
        focus: FocusSetting,
        load_percent: float | None,
        explosive: bool,
        gap_s: float,
    ) -> None:
        self._rules, self._bands = rules, bands
        self._focus, self._load, self._explosive, self._gap_s = focus, load_percent, explosive, gap_s
        self._memory: dict[tuple[str, str], _Memory] = {}
        self._last_t: float | None = None

    def after_rep(self, t: float, findings: tuple[Finding, ...]) -> CueEvent | None:
        """What to say after a rep that ended by `t`, if anything."""
        worst = self._worst(findings)
        speak = None
        if worst is not None:
            finding, fault, severity = worst
            memory = self._memory.get((finding.rule, fault))
            if memory is None or self._due(memory, severity):
                speak = self._say(t, finding.rule, fault, severity)
            else:
                memory.flagged_since += 1
                memory.severity = severity
        praise = self._praise(t, findings)
        return speak or praise

    def during_hold(self, t: float, finding: Finding) -> CueEvent | None:
        """What to say at `t` in a hold that goes on, from the finding over the hold so far."""
        standing = [e for e in finding.episodes if e.t_end >= t - 0.5]
        for episode in standing:
            if t - episode.t_start < HOLD_FAULT_S:
                continue
            memory = self._memory.get((finding.rule, episode.fault))
            if memory is None or t - memory.said_at >= HOLD_REPEAT_S * 2 ** max(0, memory.times_in_hold - 1):
                severity = self._bands[finding.rule][episode.fault].severity(episode.value)
                return self._say(t, finding.rule, episode.fault, severity)
        if not standing and finding.grade is not Grade.NOT_SCORED:
            for (rule_id, fault), memory in self._memory.items():
                if rule_id == finding.rule and memory.awaiting_praise and t - memory.said_at >= HOLD_FAULT_S:
                    return self._praise_for(t, rule_id, fault, memory)
        return None

    def _worst(self, findings: tuple[Finding, ...]) -> tuple[Finding, str, float] | None:
        flagged = [
            (finding, finding.fault, self._bands[finding.rule][finding.fault].severity(finding.value))
            for finding in findings
            if finding.flagged and finding.fault is not None and finding.value is not None
        ]
        return max(flagged, key=lambda item: item[2], default=None)

    def _due(self, memory: _Memory, severity: float) -> bool:
        wait = REPS_BETWEEN + 1 if severity < memory.severity else REPS_BETWEEN
        return memory.flagged_since + 1 >= wait

    def _say(self, t: float, rule_id: str, fault: str, severity: float) -> CueEvent | None:
        if self._last_t is not None and t - self._last_t < self._gap_s:
            return None
        memory = self._memory.setdefault((rule_id, fault), _Memory())
        memory.severity, memory.said_at, memory.flagged_since = severity, t, 0
        memory.times_in_hold += 1
        memory.awaiting_praise = True
        self._last_t = t
        texts = self._rules[rule_id].cues[fault]
        focus = choose_focus(self._focus, self._load, self._explosive, texts.control)
        return CueEvent(t, Cue(t, rule_id, fault, focus, texts.text(focus), texts.muscle))

    def _praise(self, t: float, findings: tuple[Finding, ...]) -> CueEvent | None:
        good = {finding.rule for finding in findings if finding.grade is Grade.GOOD}
        for (rule_id, fault), memory in self._memory.items():
            if rule_id in good and memory.awaiting_praise:
                return self._praise_for(t, rule_id, fault, memory)
        return None

    def _praise_for(self, t: float, rule_id: str, fault: str, memory: _Memory) -> CueEvent:
        memory.awaiting_praise = False
        memory.times_in_hold = 0
        texts = self._rules[rule_id].cues[fault]
        focus = choose_focus(self._focus, self._load, self._explosive, texts.control)
        return CueEvent(t, Cue(t, rule_id, fault, focus, PRAISE, texts.muscle), praise=True)
