from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from tests.lunges import LEG, frames, shift, step
from tests.lunges import reps as lunges
from tests.poses import GOLDEN, hidden, mirrored, recorded
from vision.recording import load
from vision.report import load_schema, to_json
from vision.session import Session, SessionSettings, analyze
from vision.skeleton import INDEX
from vision.types import RepEvent


@dataclass
class Reaching:
    """A lunger whose `hand` is `beyond` m outside the left knee, at knee height; `missing` as in the figure."""

    figure: Any
    beyond: float
    hand: str

    @property
    def missing(self):
        return self.figure.missing

    def points(self):
        p = self.figure.points()
        p[INDEX[f"{self.hand}_wrist"]] = p[INDEX["left_knee"]] + np.array([self.beyond, 0.1, 0.1])
        return p


def reaching(move, beyond, hand="right", **camera):
    figures = [(t, Reaching(one, beyond, hand) if one.pelvis[0] > 0.05 else one) for t, one in lunges(move, 2)]
    return recorded(frames(figures, **camera))


def extras(recording):
    return [dict(scored.extras) for scored in analyze(recording, SessionSettings("lateral_lunge")).reps]


@pytest.mark.parametrize("move", [step, shift])
@pytest.mark.parametrize(("beyond", "seen"), [(0.15, True), (0.0, False), (-0.3, False)])
def test_the_far_hand_beyond_the_bending_knee(move, beyond, seen):
    recording = reaching(move, beyond * LEG)
    assert extras(recording) == extras(mirrored(recording)) == [{"reach": seen}] * 2


def test_the_near_hand_hangs_there_without_a_reach():
    assert extras(reaching(step, 0.25, hand="left")) == [{"reach": False}] * 2


def test_nothing_is_said_where_it_cannot_be_told():
    assert extras(reaching(step, 0.2, yaw=45)) == [{}] * 2
    assert extras(hidden(reaching(step, 0.2), "wrist")) == [{}] * 2


def test_rendered_lunges_do_not_reach():
    assert {one.get("reach") for one in extras(load(GOLDEN / "lunge_front.npz"))} == {False}


def test_event_and_report_carry_it():
    recording = reaching(step, 0.2)
    session = Session(SessionSettings("lateral_lunge"))
    events = [event for i in range(len(recording)) for event in session.feed(recording.frame(i))]
    live = [dict(event.extras) for event in events if isinstance(event, RepEvent)]
    report = to_json(session.finish("clip.mp4"))
    assert live == [rep["extras"] for rep in report["reps"]] == [{"reach": True}] * 2
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.validate(report, load_schema())
