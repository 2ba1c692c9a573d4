import pytest

from tests.test_rule import CUE, HIGH, LOW, a_rule
from vision.cues import PRAISE, CuePolicy, choose_focus
from vision.types import Episode, Finding, Grade

RULES = {"test.rule": a_rule([])}
BANDS = {"test.rule": {"high": HIGH, "low": LOW}}


def policy(gap_s=4.0, focus="auto", load=None, explosive=False):
    return CuePolicy(RULES, BANDS, focus=focus, load_percent=load, explosive=explosive, gap_s=gap_s)


def fault(value=25.0, name="high"):
    return (Finding("test.rule", Grade.POOR, name, value, "deg", 1.0, 0.9),)


GOOD = (Finding("test.rule", Grade.GOOD, None, 1.0, "deg", 1.0, 0.9),)
UNSEEN = (Finding("test.rule", Grade.NOT_SCORED, None, None, "deg", None, 0.0, reason="Face the camera"),)


def said(events):
    return [(e.t, e.cue.text) for e in events if e is not None]


@pytest.mark.parametrize(
    ("setting", "load", "explosive", "control", "focus"),
    [
        ("auto", None, False, False, "internal"),
        ("auto", 60, False, False, "internal"),
        ("auto", 61, False, False, "external"),
        ("auto", 70, False, True, "internal"),
        ("auto", 80, False, True, "external"),
        ("auto", 20, True, True, "external"),
        ("internal", 95, True, False, "internal"),
        ("external", 10, False, True, "external"),
    ],
)
def test_focus(setting, load, explosive, control, focus):
    assert choose_focus(setting, load, explosive, control) == focus


def test_silence_on_good_and_unseen_reps():
    p = policy()
    assert said(p.after_rep(5.0 * i, GOOD if i % 2 else UNSEEN) for i in range(20)) == []


def test_one_cue_in_the_wording_of_the_focus():
    event = policy(load=90).after_rep(3.0, fault())
    assert (event.cue.text, event.cue.focus, event.cue.muscle) == (CUE.external, "external", "glutes")
    assert policy().after_rep(3.0, fault()).cue.text == CUE.internal


def test_the_most_severe_fault_is_named():
    findings = (*fault(13.0), *fault(-9.5, "low"))
    assert policy().after_rep(1.0, findings).cue.fault == "low"


def test_never_two_reps_running_and_more_rarely_while_it_shrinks():
    p = policy(gap_s=0.0)
    steady = [p.after_rep(5.0 * i, fault()) is not None for i in range(6)]
    assert steady == [True, False, True, False, True, False]
    p = policy(gap_s=0.0)
    shrinking = [p.after_rep(5.0 * i, fault(30.0 - i)) is not None for i in range(7)]
    assert shrinking == [True, False, False, True, False, False, True]


def test_at_least_the_gap_apart_even_for_different_faults():
    p = policy(gap_s=4.0)
    assert p.after_rep(1.0, fault()) is not None
    assert p.after_rep(3.0, fault(-12.0, "low")) is None
    assert p.after_rep(5.1, fault(-12.0, "low")) is not None


def test_praise_once_when_a_cued_fault_is_gone():
    p = policy()
    p.after_rep(1.0, fault())
    assert p.after_rep(3.0, UNSEEN) is None
    event = p.after_rep(6.0, GOOD)
    assert event.praise
    assert event.cue.text == PRAISE
    assert p.after_rep(9.0, GOOD) is None


def hold(t, *episodes):
    grade = Grade.POOR if episodes else Grade.GOOD
    return Finding("test.rule", grade, "high" if episodes else None, 25.0, "deg", t, 0.9, episodes=episodes)


def test_a_hold_is_cued_after_a_second_again_later_and_praised_when_mended():
    p = policy()
    events = []
    for i in range(100):
        t = i / 2
        events.append(p.during_hold(t, hold(t, Episode("high", 5.0, t, 25.0)) if 5.0 <= t < 35.0 else hold(t)))
    # A second after it began, then 8 s and 16 s later; praise once it has been gone for half a second.
    assert [(e.t, e.praise) for e in events if e is not None] == [(6.0, False), (14.0, False), (30.0, False), (35.0, True)]


def test_a_wobble_in_a_hold_is_not_worth_a_word():
    p = policy()
    assert p.during_hold(5.5, hold(5.5, Episode("high", 5.0, 5.5, 25.0))) is None
    assert p.during_hold(7.0, hold(7.0, Episode("high", 5.0, 5.8, 25.0))) is None
