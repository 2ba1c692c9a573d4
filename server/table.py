"""Reports and rules as tables for a terminal."""

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from server.report_words import (
    GRADE_WORDS,
    amount,
    clock,
    episode_words,
    headline,
    join,
    limit_words,
    plain,
    rule_name,
    summary,
    title,
)
from vision.report import ScoredRep, SessionReport
from vision.rule import Rule
from vision.types import Finding, Grade

_STYLES = {Grade.GOOD: "green", Grade.NEEDS_WORK: "yellow", Grade.POOR: "red", Grade.NOT_SCORED: "dim"}
PLAIN_WIDTH = 140
"""Columns where the output is no terminal and so has no width of its own."""


def console() -> Console:
    """Standard output; colours and width of the terminal where it is one."""
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=PLAIN_WIDTH)


def report_table(report: SessionReport) -> RenderableType:
    """Reps, findings and cues of one clip."""
    exercise = plain(report.exercise) if report.exercise else "no known exercise"
    heading = Text.assemble((report.source, "bold"), f"  {exercise}, {report.view.value} view: {headline(report)}")
    parts: list[RenderableType] = [heading, Text(summary(report))]
    if report.reps:
        table = Table("Rep", "Side", "From", "Turn", "To", "Score", "Findings", box=None, pad_edge=False)
        for scored in report.reps:
            table.add_row(*_row(scored))
        parts.append(table)
    parts += [Text.assemble((f"{clock(cue.t)}  ", "dim"), (f"“{cue.text}”", "bold cyan")) for cue in report.cues]
    parts += [Text(note, style="italic") for note in report.notes]
    return Group(parts[0], Padding(Group(*parts[1:]), (0, 0, 1, 2), expand=False))


def _row(scored: ScoredRep) -> list[RenderableType]:
    rep = scored.rep
    times = [clock(t) for t in (rep.t_start, rep.t_turn, rep.t_end)]
    score = "–" if scored.score is None else f"{scored.score:.0f}"
    return [f"{title(rep.kind)} {rep.index}", rep.side or "", *times, score, _findings(scored.findings)]


def _findings(findings: Iterable[Finding]) -> Text:
    lines = []
    for finding in findings:
        words = Text(f"{rule_name(finding.rule)}: ")
        words.append(GRADE_WORDS[finding.grade], style=_STYLES[finding.grade])
        if finding.flagged and finding.fault is not None:
            words.append(f", {plain(finding.fault)} {amount(finding.value, finding.unit)} ({limit_words(finding)})")
        if finding.episodes:
            words.append("; " + join([episode_words(episode, finding.unit) for episode in finding.episodes]))
        if finding.reason:
            words.append(f"; {finding.reason}", style="dim")
        lines.append(words)
    return Text("\n").join(lines)


def rules_table(rules: Iterable[Rule]) -> RenderableType:
    """Every rule: what it judges, from which view, its bands with source and kind, its cues."""
    parts: list[RenderableType] = []
    for rule in rules:
        views = join(sorted(view.value for view in rule.views))
        parts.append(Text.assemble((rule.id, "bold"), f"  {rule.title}"))
        table = Table("Fault", "Limit", "Poor", "Error", "Kind", "Source", box=None, pad_edge=False)
        for band in rule.bands:
            sign = ">" if band.poor > band.limit else "<"
            limits = [f"{sign} {amount(limit, band.unit)}" for limit in (band.limit, band.poor)]
            table.add_row(
                plain(band.fault), *limits, f"± {amount(band.error, band.unit)}", band.source.kind, band.source.text
            )
        cues = [
            Text.assemble((f"{plain(fault)}: ", "dim"), f"“{cue.internal}” / “{cue.external}” ({cue.muscle})")
            for fault, cue in rule.cues.items()
        ]
        about = Text(f"{rule.judges}\nView: {views}. Exercises: {join(sorted(plain(name) for name in rule.exercises))}.")
        parts.append(Padding(Group(about, table, *cues), (0, 0, 1, 2), expand=False))
    return Group(*parts)
