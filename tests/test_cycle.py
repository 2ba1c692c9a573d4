"""The cycle segmenter on a bare signal."""

import math

import numpy as np
import pytest

from vision.cycle import LAST_BIT_S, MAX_GAP_S, OUT_S, Cycle, CycleSegmenter
from vision.reps import PhaseMark, RepSpan
from vision.types import FeatureFrame, Phase

CYCLE = Cycle(
    read=lambda frame: None if frame.channels["out"] else (frame.channels["x"],),
    judge=lambda rows, turn: (True, None),  # noqa: ARG005
    out=Phase.ECCENTRIC,
    opens=0.1,
    least=0.3,
    max_s=10.0,
)


def run(values, *, fps=30.0, cycle=CYCLE, out=(), close=True):
    segmenter = CycleSegmenter(cycle)
    found = []
    for i, value in enumerate(values):
        t = i / fps
        found += [(t, s) for s in segmenter.step(FeatureFrame(t, {"x": value, "out": any(a <= t < b for a, b in out)}))]
    last = len(values) / fps
    return found + ([(last, s) for s in segmenter.close()] if close else [])


def spans(values, **kind):
    return [s for _, s in run(values, **kind) if isinstance(s, RepSpan)]


def wave(depths, *, rest=0.5, rise=1.0, stay=0.3, level=0.0, fps=30.0):
    """Rest, then out to each depth and back."""
    parts = [np.zeros(round(rest * 2 * fps))]
    for depth in depths:
        way = depth * (1 - np.cos(np.pi * np.linspace(0, 1, round(rise * fps)))) / 2
        parts += [way, np.full(round(stay * fps), depth), way[::-1], np.zeros(round(rest * fps))]
    return level + np.concatenate(parts)


@pytest.mark.parametrize("fps", [15.0, 30.0, 60.0])
@pytest.mark.parametrize("level", [-3.0, 0.0, 5.0])
def test_rest_is_wherever_it_is(fps, level):
    found = spans(wave([1.0, 0.5, 0.8], level=level, fps=fps), fps=fps)
    assert [round(span.t_turn, 1) for span in found] == pytest.approx([2.15, 4.95, 7.75], abs=0.11)


def test_phases_fit_and_a_rep_comes_out_soon():
    found = run(wave([1.0]), close=False)
    ((t, span),) = [(t, s) for t, s in found if isinstance(s, RepSpan)]
    assert t - span.t_end <= LAST_BIT_S + 0.1
    assert [mark.phase for _, mark in found if isinstance(mark, PhaseMark)] == [
        Phase.ECCENTRIC,
        Phase.CONCENTRIC,
        Phase.SETUP,
    ]
    assert all(a.t_end == b.t_start for a, b in zip(span.phases, span.phases[1:], strict=False))
    assert (span.phases[0].t_start, span.phases[-1].t_end) == (span.t_start, span.t_end)


def test_small_and_short_excursions_are_none():
    assert spans(wave([0.25, 0.05])) == []
    assert spans(wave([1.0], rise=0.1, stay=0.1)) == []


def test_reps_that_do_not_come_back_all_the_way_are_still_two():
    down = 1.0 - 0.8 * (1 - np.cos(np.linspace(0, 2 * np.pi, 60))) / 2
    values = np.concatenate([wave([1.0])[:75], down, wave([1.0])[75:]])
    assert len(spans(values)) == 2


def test_a_new_rest_is_taken_over():
    values = np.concatenate([np.zeros(30), np.full(150, 0.2), 0.2 + wave([1.0])])
    (span,) = spans(values)
    assert span.t_start > 6.0


def test_a_turn_that_lasts_too_long_is_given_up():
    assert spans(wave([1.0], stay=12.0)) == []


@pytest.mark.parametrize(("gap_s", "count"), [(MAX_GAP_S - 0.2, 1), (MAX_GAP_S + 0.2, 0)])
def test_gaps(gap_s, count):
    values = wave([1.0], stay=2.0)
    values[60 : 60 + round(gap_s * 30)] = math.nan
    assert len(spans(values)) == count


@pytest.mark.parametrize(("out_s", "count"), [(OUT_S - 0.1, 1), (OUT_S + 0.2, 0)])
def test_leaving_the_position(out_s, count):
    assert len(spans(wave([1.0], stay=2.0), out=[(2.5, 2.5 + out_s)])) == count


def test_the_end_of_a_clip():
    values = wave([1.0])
    assert len(spans(values[:87])) == 1  # on its last bit
    assert spans(values[:70]) == []


def test_judge_has_the_last_word_and_names_the_side():
    left = Cycle(CYCLE.read, lambda rows, turn: (turn[1] > 0.9, "left"), Phase.CONCENTRIC, opens=0.1, least=0.3)  # noqa: ARG005
    assert [span.side for span in spans(wave([1.0, 0.5]), cycle=left)] == ["left"]
