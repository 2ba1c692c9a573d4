from pathlib import Path

import numpy as np
import pytest

from tests.planks import frames, hold, mirrored, shift
from vision.recording import from_frames, load
from vision.rule import bands_in_force
from vision.rules.plank_hip_pop import BANDS, OBLIQUE_WITHIN_DEG, RULE
from vision.session import SessionSettings, analyze
from vision.types import Grade, Rep, View, ViewEstimate

GOLDEN = Path(__file__).parent.parent / "golden"
FORCE = bands_in_force({RULE.id: RULE}, {})[RULE.id]
SIDE = ViewEstimate(View.SIDE, 1.0, 90.0, "left")
FEET, HIPS = "ankle", "hip"


def a_hold(*levels, view=SIDE, neutral=None, hidden=None, fps=10.0, near_left=1.0):
    """A hold of (seconds, offset from, offset to) parts."""
    offset = np.concatenate([np.linspace(a, b, round(seconds * fps), endpoint=False) for seconds, a, b in levels])
    t = np.arange(len(offset)) / fps
    seen = np.ones(len(t))
    channels = {f"{part}_y_px_near": np.where(hidden == part, np.nan, seen) for part in (FEET, HIPS)}
    channels |= {"hip_line_offset": np.where(hidden is None, offset, np.nan), "near_left": seen * near_left}
    earlier = {} if neutral is None else {"hip_line_offset": neutral}
    return Rep(1, "plank", "hold", None, 0.0, t[-1] / 2, t[-1], (), view, t, channels, earlier)


def judge(rep, bands=FORCE):
    return RULE.judge(rep, bands)


@pytest.mark.parametrize(
    ("levels", "fault", "grade"),
    [
        ([(5, 0.02, 0.02)], None, Grade.GOOD),
        ([(5, -0.028, -0.028)], None, Grade.GOOD),
        ([(5, 0.11, 0.11)], None, Grade.GOOD),  # a body shape that many correct people have
        ([(5, 0.02, 0.05)], None, Grade.GOOD),
        # nothing known of the person: only large faults, from the first second
        ([(2.5, 0.122, 0.122)], None, Grade.GOOD),  # beyond the limit, inside the error
        ([(2.5, 0.128, 0.128)], "hip_pop", Grade.NEEDS_WORK),
        ([(2.5, 0.20, 0.20)], "hip_pop", Grade.POOR),
        ([(2.5, -0.038, -0.038)], None, Grade.GOOD),
        ([(2.5, -0.043, -0.043)], "hip_sag", Grade.NEEDS_WORK),
        ([(2.5, -0.10, -0.10)], "hip_sag", Grade.POOR),
        # against the person's own line
        ([(3, 0.0, 0.0), (3, 0.053, 0.053)], None, Grade.GOOD),
        ([(3, 0.0, 0.0), (3, 0.06, 0.06)], "hip_pop", Grade.NEEDS_WORK),
        ([(3, 0.0, 0.0), (3, 0.11, 0.11)], "hip_pop", Grade.POOR),
        ([(3, 0.04, 0.04), (3, -0.01, -0.01)], None, Grade.GOOD),
        ([(3, 0.04, 0.04), (3, -0.02, -0.02)], "hip_sag", Grade.NEEDS_WORK),
        ([(3, 0.0, 0.0), (3, -0.066, -0.066)], "hip_sag", Grade.NEEDS_WORK),
        ([(3, -0.025, -0.025), (3, 0.035, 0.035)], "hip_pop", Grade.NEEDS_WORK),
        ([(3, 0.08, 0.08), (3, 0.03, 0.03)], None, Grade.GOOD),  # from high to straight is no sag
        ([(3, -0.03, -0.03), (3, 0.015, 0.015)], None, Grade.GOOD),
    ],
)
def test_table(levels, fault, grade):
    finding = judge(a_hold(*levels))
    assert (finding.fault, finding.grade) == (fault, grade)
    assert {e.fault for e in finding.episodes} == ({fault} if fault else set())
    band = {b.fault: b for b in BANDS}[fault or "hip_pop"]
    if fault:
        assert (finding.limit, finding.error, finding.unit) == (band.limit, band.error, band.unit)
        assert abs(finding.value) > abs(band.limit)


def test_an_early_high_part_is_a_pop_once_the_person_has_shown_to_lie_flatter():
    finding = judge(a_hold((4, 0.09, 0.09), (4, 0.01, 0.01)))
    (episode,) = finding.episodes
    assert (episode.fault, episode.t_start) == ("hip_pop", 0.0)
    assert episode.t_end == pytest.approx(4.0, abs=0.3)


def test_an_earlier_hold_tells_of_a_pop_from_the_first_second():
    high = [(3, 0.10, 0.10)]
    assert judge(a_hold(*high)).fault is None
    assert judge(a_hold(*high, neutral=-0.01)).fault == "hip_pop"
    assert judge(a_hold(*high, neutral=0.04)).fault is None


def test_episodes_come_and_go_and_are_never_swapped():
    finding = judge(a_hold((4, 0, 0), (1, 0, 0.1), (4, 0.1, 0.1), (1, 0.1, 0), (4, 0, 0), (1, 0, -0.07), (4, -0.07, -0.07)))
    assert [e.fault for e in finding.episodes] == ["hip_pop", "hip_sag"]
    pop, sag = finding.episodes
    assert (pop.t_start, pop.t_end) == (pytest.approx(4.5, abs=0.3), pytest.approx(9.5, abs=0.3))
    assert (sag.t_start, sag.t_end) == (pytest.approx(14.6, abs=0.4), pytest.approx(18.9, abs=0.2))
    assert pop.value == pytest.approx(0.1, abs=0.01)
    assert sag.value == pytest.approx(-0.065, abs=0.01)
    assert finding.fault == "hip_pop"


@pytest.mark.parametrize(("end", "fault"), [(0.12, "hip_pop"), (-0.11, "hip_sag")])
def test_a_slow_drift_is_caught_before_it_is_ugly(end, fault):
    finding = judge(a_hold((3, 0, 0), (20, 0, end)))
    (episode,) = finding.episodes
    assert episode.fault == fault
    assert abs(np.interp(episode.t_start, [3, 23], [0, end])) < 0.055


def test_a_fault_shows_in_the_hold_so_far_within_a_second():
    for offset, fault in ((0.08, "hip_pop"), (-0.07, "hip_sag")):
        so_far = judge(a_hold((4, 0, 0), (1.0, offset, offset)))
        assert [e.fault for e in so_far.episodes] == [fault]
        assert so_far.episodes[-1].t_end >= 4.8
    assert judge(a_hold((1.0, 0.2, 0.2))).fault == "hip_pop"


@pytest.mark.parametrize("seconds", [0.2, 0.3, 0.4])
def test_a_moment_is_no_fault(seconds):
    assert judge(a_hold((4, 0, 0), (seconds, 0.15, 0.15), (4, 0, 0))).fault is None


def test_short_breaks_are_merged_and_gaps_are_not_judged():
    (episode,) = judge(a_hold((3, 0, 0), (3, 0.1, 0.1), (0.5, 0, 0), (3, 0.1, 0.1))).episodes
    assert episode.t_end - episode.t_start == pytest.approx(6.4, abs=0.4)
    rep = a_hold((3, 0, 0), (3, 0.1, 0.1), (3, 0, 0))
    rep.channels["hip_line_offset"][35:60] = np.nan  # 2.5 s of the pop are hidden
    finding = judge(rep)
    assert finding.confidence < 0.8
    assert all(e.t_end < 3.6 or e.t_start > 5.9 for e in finding.episodes)


@pytest.mark.parametrize(
    ("rep", "words"),
    [
        (a_hold((4, 0, 0), hidden=FEET), "feet"),
        (a_hold((4, 0, 0), hidden=HIPS), "hips are hidden"),
        (a_hold((4, 0, 0), hidden="other"), "whole body"),
        (a_hold((4, 0.2, 0.2), view=ViewEstimate(View.FRONT, 1.0, 5.0, None)), "Turn side-on"),
        (a_hold((4, 0.2, 0.2), view=ViewEstimate(View.OBLIQUE, 1.0, 88.0 - OBLIQUE_WITHIN_DEG, "left")), "Turn side-on"),
        (a_hold((4, 0.2, 0.2), view=ViewEstimate(View.UNKNOWN, 0.0, np.nan, None)), "Turn side-on"),
    ],
)
def test_not_scored_says_what_to_do(rep, words):
    finding = judge(rep)
    assert finding.grade is Grade.NOT_SCORED
    assert words in finding.reason
    assert not finding.episodes


@pytest.mark.parametrize("yaw", [-120.0, -50.0, 50.0, 130.0])
def test_oblique_is_judged(yaw):
    view = ViewEstimate(View.OBLIQUE, 1.0, yaw, "left")
    assert judge(a_hold((3, 0, 0), (3, 0.1, 0.1), view=view)).fault == "hip_pop"


def test_near_side_names_the_landmarks():
    left, right = (judge(a_hold((4, 0, 0), near_left=sign)).landmarks for sign in (1.0, -1.0))
    assert (left, right) == ((11, 23, 27), (12, 24, 28))


def test_a_coach_may_set_the_limit():
    strict = bands_in_force({RULE.id: RULE}, {RULE.id: {"hip_pop": 0.02}})[RULE.id]
    rep = a_hold((3, 0.0, 0.0), (3, 0.045, 0.045))
    assert judge(rep).fault is None
    assert judge(rep, strict).fault == "hip_pop"


def test_an_hour_long_hold_costs_little_and_reads_the_same():
    rep = a_hold((1800, 0.0, 0.0), (1800, 0.1, 0.1), fps=0.8)
    (episode,) = judge(rep).episodes
    assert episode.t_start == pytest.approx(1800.0, abs=4.0)


@pytest.mark.parametrize("head", ["left", "right"])
@pytest.mark.parametrize(("offset", "fault"), [(0.1, "hip_pop"), (-0.07, "hip_sag"), (0.02, None)])
def test_whole_session(head, offset, fault):
    parts = [hold(3.0, 0.01), shift(0.8, 0.01, offset), hold(4.0, offset)]
    recording = from_frames(frames(parts), (640, 480), {})
    if head == "right":
        recording = mirrored(recording)
    report = analyze(recording, SessionSettings("plank"))
    (scored,) = report.reps
    (finding,) = scored.findings
    assert finding.fault == fault
    assert [cue.fault for cue in report.cues] == ([fault] if fault else [])
    if fault:
        assert 3.8 < report.cues[0].t < 5.8


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("plank_pop_sag", [[("hip_pop", 8.7, 12.7), ("hip_sag", 17.5, 21.5)], [("hip_pop", 25.4, 29.4)]]),
        ("plank_drift", [[("hip_pop", 7.5, 12.8)], []]),
    ],
)
@pytest.mark.parametrize("mirror", [False, True])
def test_rendered_people(name, expected, mirror):
    recording = load(GOLDEN / f"{name}.npz")
    report = analyze(mirrored(recording) if mirror else recording, SessionSettings("plank"))
    found = [scored.findings[0] for scored in report.reps]
    assert [[e.fault for e in f.episodes] for f in found] == [[fault for fault, _, _ in holds] for holds in expected]
    for finding, holds in zip(found, expected, strict=True):
        for episode, (_, start, end) in zip(finding.episodes, holds, strict=True):
            assert episode.t_start <= start + 0.3
            assert episode.t_end >= end - 0.3
