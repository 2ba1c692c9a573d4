"""The plot of a report: the driving channel over time, reps shaded, faults and cues marked, as SVG for inlining.

Colours are CSS variables of the page, so the same drawing serves light and dark mode.
"""

import io
import re
from typing import Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from server.report_words import plain, title
from vision.report import ScoredRep, SessionReport

# stand-in colour in the drawing -> variable in the page
_COLOURS: Final = {
    "#010101": "--ink",
    "#010102": "--muted",
    "#010103": "--line",
    "#010104": "--mark",
    "#010105": "--good",
    "#010106": "--curve",
}
_INK, _MUTED, _LINE, _MARK, _GOOD, _CURVE = _COLOURS


def plot_svg(report: SessionReport, width_in: float, height_in: float, prefix: str) -> str | None:
    """The plot as an `<svg>` element without any outside reference, or None where there is no channel to plot.

    `prefix` keeps its ids apart from those of other plots in the same page.
    """
    track = np.array(report.track, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(track).all(axis=1).any():
        return None
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "formcue", "text.parse_math": False, "font.size": 9}):
        figure = Figure(figsize=(width_in, height_in), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        _decorate(axes, report)
        axes.plot(track[:, 0], track[:, 1], color=_CURVE, linewidth=1.8, solid_joinstyle="round")
        low, high = np.nanmin(track[:, 1]), np.nanmax(track[:, 1])
        air = (high - low) * 0.12 or 1.0
        axes.set_xlim(0, max(report.duration_s, float(track[-1, 0])) or 1)
        axes.set_ylim(low - air, high + 2.2 * air)
        numbered = _every_nth(len(report.reps), width_in)
        for i, scored in enumerate(report.reps):
            _shade(axes, scored, numbered=i % numbered == 0)
            _mark_faults(axes, scored, track)
        for cue in report.cues:
            axes.axvline(cue.t, color=_MUTED, linewidth=1, linestyle=(0, (1, 2)))
        target = io.StringIO()
        figure.savefig(target, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _inline(target.getvalue(), prefix)


def _decorate(axes: Axes, report: SessionReport) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_LINE)
    axes.tick_params(colors=_MUTED, length=0)
    axes.grid(axis="y", color=_LINE, linewidth=0.7)
    axes.set_axisbelow(True)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 1.5, 2, 3, 5, 6, 10], integer=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda t, _: f"{int(t) // 60}:{int(t) % 60:02d}"))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.set_title(title(plain(report.driver)), loc="left", fontsize=9, color=_MUTED)


def _shade(axes: Axes, scored: ScoredRep, *, numbered: bool) -> None:
    rep = scored.rep
    unscored = scored.score is None
    colour = _MARK if scored.flagged else _MUTED if unscored else _GOOD
    # not by colour alone: flagged reps are hatched and marked, those not scored have no filling
    axes.axvspan(
        rep.t_start,
        rep.t_end,
        facecolor="none" if unscored else colour,
        edgecolor=colour if unscored else "none",
        alpha=0.5 if unscored else 0.16,
        linestyle="--",
        linewidth=1,
    )
    if numbered:
        sign = " !" if scored.flagged else " ?" if unscored else ""
        axes.annotate(
            f"{rep.index}{sign}",
            ((rep.t_start + rep.t_end) / 2, 0.985),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="top",
            color=_MARK if scored.flagged else _MUTED,
            fontweight="bold" if scored.flagged else "normal",
        )


def _mark_faults(axes: Axes, scored: ScoredRep, track: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> None:
    seen = track[np.isfinite(track[:, 1])]
    for finding in scored.findings:
        if not finding.flagged:
            continue
        for episode in finding.episodes:
            axes.axvspan(episode.t_start, episode.t_end, facecolor=_MARK, alpha=0.22, linewidth=0)
        if finding.t_worst is not None:
            level = np.interp(finding.t_worst, seen[:, 0], seen[:, 1])
            axes.plot(finding.t_worst, level, marker="D", markersize=6.5, color=_MARK, zorder=5)


def _every_nth(reps: int, width_in: float) -> int:
    """Number only every n-th rep where there are more than fit."""
    return max(1, int(np.ceil(reps / (width_in * 2.6))))


def _inline(svg: str, prefix: str) -> str:
    """The bare element: no prologue, no namespaces (HTML needs none), no style rule that would reach the page, own ids."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>|<style.*?</style>|font-family:[^;\"]*;?", "", svg, flags=re.DOTALL)
    svg = re.sub(r'(\bid="|href="#|url\(#)', rf"\1{prefix}-", svg)
    svg = re.sub(r'\s+xmlns(:\w+)?="[^"]*"', "", svg)
    svg = re.sub(r'\s+(width|height)="[^"]*"', "", svg, count=2)
    for stand_in, variable in _COLOURS.items():
        svg = svg.replace(stand_in, f"var({variable})")
    return svg.strip()
