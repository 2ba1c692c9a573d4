"""A report as one HTML file that opens anywhere, offline: no script, no outside reference, pictures inside."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from server import report_words
from server.report_pictures import thumbnails
from server.report_plot import plot_svg
from vision.files import atomic_write
from vision.report import ScoredRep, SessionReport
from vision.rule import Band, Rule, load_rules
from vision.types import Finding, Focus, Grade, ImageArray, Recording
from vision.video import encode_jpeg


@dataclass(frozen=True, slots=True)
class _Card:
    """One flagged finding: its rep, a picture as a data URL with its words, and what to say about it."""

    scored: ScoredRep
    finding: Finding
    picture: str | None
    size: tuple[int, int]
    cue: str | None
    said_at: float | None


def write_html(report: SessionReport, recording: Recording, path: Path, video_path: Path | None) -> None:
    """Write the report to `path`; without `video_path` the skeletons stand on a plain ground.

    Raises `OutputError` where the file can't be written and `InputError` where the video can't be read any more.
    """
    html = render_html(report, recording, video_path)
    with atomic_write(path) as temporary:
        temporary.write_text(html, encoding="utf-8", errors="replace")


def render_html(report: SessionReport, recording: Recording, video_path: Path | None) -> str:
    """The page as text. Everything that comes from outside (file names, notes, settings) is escaped."""
    environment = Environment(
        loader=PackageLoader("server"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    plots = [plot_svg(report, *size) for size in ((9.2, 2.7, "wide"), (4.3, 2.7, "narrow"))]
    return environment.get_template("report.html.j2").render(
        report=report,
        words=report_words,
        Grade=Grade,
        rules=_rules_judged(report),
        cards=_cards(report, recording, video_path),
        unscored=_unscored(report),
        # safe to inline: drawn from numbers and our own names, and matplotlib escapes text
        plots=[Markup(plot) for plot in plots if plot is not None],
        settings=list(_flat("", report.settings)),
    )


def _cards(report: SessionReport, recording: Recording, video_path: Path | None) -> list[_Card]:
    rules = load_rules()
    flagged = [
        (scored, one)
        for scored in report.reps
        for finding in scored.findings
        if finding.flagged
        for one in _by_fault(finding, _bands(report, rules.get(finding.rule)))
    ]
    pictures = {}
    for finding, image in thumbnails([finding for _, finding in flagged], recording, video_path):
        pictures[id(finding)] = (_data_url(image), (image.shape[1], image.shape[0]))
    cards = []
    for scored, finding in flagged:
        picture, size = pictures.get(id(finding), (None, (0, 0)))
        cue, said_at = _cue(report, scored, finding, rules.get(finding.rule))
        cards.append(_Card(scored, finding, picture, size, cue, said_at))
    return cards


def _bands(report: SessionReport, rule: Rule | None) -> dict[str, Band]:
    """The bands by fault that the report was made with: the rule's own, or a coach's limits from the settings."""
    overrides = report.settings.get("bands")
    own = overrides.get(rule.id) if rule is not None and isinstance(overrides, Mapping) else None
    limits = own if isinstance(own, Mapping) else {}
    bands = rule.bands if rule is not None else ()
    return {band.fault: band.with_limit(limits[band.fault]) if band.fault in limits else band for band in bands}


def _by_fault(finding: Finding, bands: Mapping[str, Band]) -> list[Finding]:
    """A finding per fault: the one it was graded by, then the worst episode of each other fault of the hold."""
    parts = [replace(finding, episodes=tuple(e for e in finding.episodes if e.fault == finding.fault))]
    for fault in report_words.faults_of(finding)[1:]:
        episodes = tuple(episode for episode in finding.episodes if episode.fault == fault)
        worst = max(episodes, key=lambda episode: abs(episode.value))
        band = bands.get(fault)
        parts.append(
            replace(
                finding,
                grade=Grade.NEEDS_WORK if band and band.severity(worst.value) < 1 else Grade.POOR,
                fault=fault,
                value=worst.value,
                t_worst=(worst.t_start + worst.t_end) / 2,
                limit=band.limit if band else None,
                error=band.error if band else None,
                episodes=episodes,
            )
        )
    return parts


def _cue(report: SessionReport, scored: ScoredRep, finding: Finding, rule: Rule | None) -> tuple[str | None, float | None]:
    """What to say about a fault, and when it was said: cues are spaced, so most faults have none of their own."""
    same = [cue for cue in report.cues if (cue.rule, cue.fault) == (finding.rule, finding.fault)]
    following = [other.rep.t_start for other in report.reps if other.rep.t_start > scored.rep.t_start]
    until = max(min(following, default=float("inf")), scored.rep.t_end)
    own = [cue for cue in same if scored.rep.t_start <= cue.t <= until]
    if own:
        return own[0].text, own[0].t
    if same:
        return same[0].text, None
    if rule is None or finding.fault is None or finding.fault not in rule.cues:
        return None, None
    focus: Focus = "external" if report.settings.get("focus") == "external" else "internal"
    return rule.cues[finding.fault].text(focus), None


def _rules_judged(report: SessionReport) -> dict[str, str]:
    """Rule id -> what to call it, in the order of the report."""
    known = load_rules()
    ids = dict.fromkeys(finding.rule for scored in report.reps for finding in scored.findings)
    return {rule: known[rule].title if rule in known else report_words.rule_name(rule) for rule in ids}


def _unscored(report: SessionReport) -> list[tuple[str, str, list[int]]]:
    """(rule, reason, rep numbers) of what could not be judged, the same reason listed once."""
    grouped: dict[tuple[str, str], list[int]] = {}
    for scored in report.reps:
        for finding in scored.findings:
            if finding.reason:
                grouped.setdefault((finding.rule, finding.reason), []).append(scored.rep.index)
    return [(rule, reason, reps) for (rule, reason), reps in grouped.items()]


def _flat(prefix: str, settings: Mapping[str, object]) -> list[tuple[str, str]]:
    rows = []
    for name, value in settings.items():
        if isinstance(value, Mapping):
            rows += _flat(f"{prefix}{name}.", value)
        else:
            rows.append((f"{prefix}{name}", "not set" if value is None else str(value)))
    return rows


def _data_url(image: ImageArray) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(encode_jpeg(image, 80)).decode("ascii")
