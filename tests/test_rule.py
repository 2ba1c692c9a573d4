import math

import numpy as np
import pytest

from vision.errors import RuleError
from vision.rule import Band, CueText, Measurement, Reading, Rule, Source, bands_in_force, load_rules, score
from vision.types import Episode, Grade, Rep, View, ViewEstimate

HIGH = Band("high", limit=10.0, poor=20.0, error=2.0, unit="deg", source=Source("measured", "made up for the test"))
LOW = Band("low", limit=-5.0, poor=-10.0, error=1.0, unit="deg", source=Source("measured", "made up for the test"))
CUE = CueText("Feel your glutes", "Push the floor away", "glutes", control=False)


def a_rep(view=View.FRONT):
    estimate = ViewEstimate(view, 0.9, 0.0, None)
    return Rep(1, "lateral_lunge", "rep", "left", 0.0, 1.0, 2.0, (), estimate, np.arange(3.0), {}, {})


def a_rule(readings):
    return Rule(
        "test.rule", "A test", "nothing", "side_bend", frozenset({"lateral_lunge"}), frozenset({View.FRONT}), View.FRONT,
        (HIGH, LOW), {"high": CUE, "low": CUE}, lambda _rep, _bands: Measurement(tuple(readings), {"part": 1.0}),
    )  # fmt: skip


def reading(fault, value, coverage=1.0, reason=None, episodes=None):
    return Reading(fault, value, 1.0, coverage, (11, 12), reason, episodes)


def judge(*readings, view=View.FRONT):
    rule = a_rule(readings)
    return rule.judge(a_rep(view), {"high": HIGH, "low": LOW})


@pytest.mark.parametrize(
    ("fault", "value", "grade"),
    [
        ("high", 9.0, Grade.GOOD),
        ("high", 11.9, Grade.GOOD),  # beyond the limit, inside the error
        ("high", 12.1, Grade.NEEDS_WORK),
        ("high", 19.9, Grade.NEEDS_WORK),
        ("high", 20.0, Grade.POOR),
        ("low", -4.0, Grade.GOOD),
        ("low", -5.9, Grade.GOOD),
        ("low", -6.1, Grade.NEEDS_WORK),
        ("low", -11.0, Grade.POOR),
    ],
)
def test_band_edges(fault, value, grade):
    finding = judge(reading(fault, value))
    assert finding.grade is grade
    assert finding.fault == (fault if finding.flagged else None)
    assert (finding.value, finding.limit, finding.error) == (
        value,
        HIGH.limit if fault == "high" else LOW.limit,
        HIGH.error if fault == "high" else LOW.error,
    )


def test_the_worst_fault_is_named():
    assert judge(reading("high", 13.0), reading("low", -9.0)).fault == "low"
    assert judge(reading("high", 19.0), reading("low", -6.5)).fault == "high"


def test_what_could_not_be_judged_is_not_scored_with_a_reason():
    assert judge(reading("high", math.nan)).grade is Grade.NOT_SCORED
    hidden = judge(reading("high", 30.0, coverage=0.4))
    assert hidden.grade is Grade.NOT_SCORED
    assert "Step back" in hidden.reason
    partly = judge(reading("high", 1.0), reading("low", math.nan, reason="The ankle was hidden"))
    assert partly.grade is Grade.GOOD
    assert partly.reason == "The ankle was hidden"


def test_a_wrong_view_is_never_measured():
    def explode(_rep, _bands):
        raise AssertionError("measured in a view the rule excludes")

    rule = a_rule([])
    rule = Rule(
        rule.id,
        rule.title,
        rule.judges,
        rule.channel,
        rule.exercises,
        rule.views,
        rule.best_view,
        rule.bands,
        rule.cues,
        explode,
    )
    for view in (View.SIDE, View.BACK, View.OBLIQUE, View.UNKNOWN):
        finding = rule.judge(a_rep(view), {"high": HIGH, "low": LOW})
        assert finding.grade is Grade.NOT_SCORED
        assert finding.reason.startswith("Face the camera")


def test_holds_are_flagged_through_their_episodes_only():
    assert judge(reading("high", 30.0, episodes=())).grade is Grade.GOOD
    episode = Episode("high", 0.5, 1.5, 15.0)
    finding = judge(reading("high", 15.0, episodes=(episode,)))
    assert finding.grade is Grade.NEEDS_WORK
    assert finding.episodes == (episode,)


def test_score_falls_with_severity_and_is_none_when_nothing_was_scored():
    bands = {"test.rule": {"high": HIGH, "low": LOW}}
    rules = {"test.rule": a_rule([])}
    scores = [score((judge(reading("high", v)),), rules, bands) for v in (5.0, 13.0, 20.0, 30.0, 90.0)]
    assert scores[0] == 100.0
    assert scores == sorted(scores, reverse=True)
    assert scores[2] == 50.0
    assert scores[-1] == 0.0
    assert score((judge(reading("high", math.nan)),), rules, bands) is None


def test_every_shipped_rule_is_whole():
    rules = load_rules()
    assert {"lateral_lunge.triple_flexion", "spinal_lean", "plank.hip_pop", "deadlift.shoulder_position"} <= set(rules)
    for rule in rules.values():
        assert rule.best_view in rule.views
        for band in rule.bands:
            assert band.error > 0
            assert band.poor != band.limit
            assert abs(band.poor - band.limit) > band.error
            assert len(band.source.text) > 20
        for cue in rule.cues.values():
            assert cue.internal != cue.external
            assert max(len(cue.internal), len(cue.external)) <= 60


def test_overrides_move_a_limit_and_unknown_ones_are_errors():
    rules = {"test.rule": a_rule([])}
    moved = bands_in_force(rules, {"test.rule": {"high": 14}})["test.rule"]["high"]
    assert (moved.limit, moved.poor, moved.source.kind) == (14.0, 24.0, "coach")
    for bad in ({"nope": {}}, {"test.rule": {"nope": 1.0}}, {"test.rule": {"high": "x"}}, {"test.rule": {"high": math.nan}}):
        with pytest.raises(RuleError, match="expected"):
            bands_in_force(rules, bad)


@pytest.mark.parametrize("content", ["RULE = 3", "1 / 0", "syntax error"])
def test_a_broken_rule_file_stops_the_start(tmp_path, monkeypatch, content):
    import vision.rules

    (tmp_path / "zz_broken.py").write_text(content)
    monkeypatch.setattr(vision.rules, "__path__", [*vision.rules.__path__, str(tmp_path)])
    with pytest.raises(RuleError, match="zz_broken"):
        load_rules()


def test_a_duplicate_rule_stops_the_start(tmp_path, monkeypatch):
    import vision.rules

    (tmp_path / "zz_double.py").write_text("from vision.rules.spinal_lean import RULE")
    monkeypatch.setattr(vision.rules, "__path__", [*vision.rules.__path__, str(tmp_path)])
    with pytest.raises(RuleError, match="taken"):
        load_rules()
