"""From the core's dataclasses to the messages of the wire: rounded, finite, compact."""

import math

from server.messages import CueMessage, FindingMessage, GuideMessage, PhaseMessage, Pose, RepMessage, Timing
from vision.types import CueEvent, Finding, GuideEvent, PhaseEvent, PoseFrame, RepEvent


def guide_message(event: GuideEvent) -> GuideMessage:
    """The event for the wire."""
    return GuideMessage(t=event.t, code=event.code, text=event.text)


def phase_message(event: PhaseEvent) -> PhaseMessage:
    """The event for the wire."""
    return PhaseMessage(t=event.t, phase=event.phase.value, rep=event.rep)


def rep_message(event: RepEvent) -> RepMessage:
    """The event for the wire, without the channel series: those are in the report."""
    rep = event.rep
    return RepMessage(
        t=event.t,
        index=rep.index,
        kind=rep.kind,
        side=rep.side,
        t_start=rep.t_start,
        t_turn=rep.t_turn,
        t_end=rep.t_end,
        score=event.score,
        flagged=any(finding.flagged for finding in event.findings),
        findings=[_finding(finding) for finding in event.findings],
    )


def cue_message(event: CueEvent) -> CueMessage:
    """The event for the wire."""
    cue = event.cue
    return CueMessage(
        t=event.t,
        rule=cue.rule,
        fault=cue.fault,
        focus=cue.focus,
        text=cue.text,
        muscle=cue.muscle,
        praise=event.praise,
    )


def pose_message(seq: int, frame: PoseFrame, timing: Timing) -> Pose:
    """Landmarks rounded to 1e-4 of the picture (0.06 px at 640) and visibility to 0.01; NaN = not seen."""
    points = frame.landmarks[:, :2]
    if not math.isfinite(float(points.sum())):
        return Pose(seq=seq, t=frame.t, landmarks=None, visibility=None, timing=timing)
    rows = [(x, y) for x, y in points.round(4).tolist()]
    return Pose(seq=seq, t=frame.t, landmarks=rows, visibility=frame.visibility.round(2).tolist(), timing=timing)


def _finding(finding: Finding) -> FindingMessage:
    return FindingMessage(
        rule=finding.rule,
        grade=finding.grade.value,
        fault=finding.fault,
        value=_number(finding.value),
        limit=_number(finding.limit),
        error=_number(finding.error),
        unit=finding.unit,
        reason=finding.reason,
        landmarks=[int(i) for i in finding.landmarks],
    )


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else round(float(value), 4)
