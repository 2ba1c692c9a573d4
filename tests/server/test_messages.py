import json
import math

import numpy as np
import pytest
from pydantic import ValidationError

from server import encoding, wire
from server.messages import CLIENT_MESSAGE, FRAME_HEADER, Start, Timing
from tests.made_reports import make_rep
from tests.server.practising import START, facts, lunges
from vision.people import nobody
from vision.types import Cue, CueEvent, Finding, Grade, GuideEvent, Phase, PhaseEvent, RepEvent

TIMING = Timing(wait=0.0, decode=1.0, infer=2.0)


def test_the_browsers_types_are_current():
    assert wire.TARGET.read_text(encoding="utf-8") == wire.declarations(), "run: python -m server.wire"


def test_a_type_that_the_generator_does_not_know_is_an_error():
    with pytest.raises(TypeError, match=r"wire\.py"):
        wire._type({"type": "object"})


def test_the_header_of_a_picture_is_twelve_bytes_little_endian():
    assert FRAME_HEADER.pack(1, 1.0) == b"\x01\x00\x00\x00" + b"\x00" * 6 + b"\xf0\x3f"


def test_start_with_defaults():
    start = CLIENT_MESSAGE.validate_json(json.dumps(START))
    assert isinstance(start, Start)
    assert (start.focus, start.keep, start.resume, start.model) == ("auto", True, None, None)


@pytest.mark.parametrize(
    "change",
    [
        {"focus": "loud"},
        {"load_percent": "80"},
        {"load_percent": 1e9},
        {"keep": 1},
        {"model": "gpu"},
        {"unknown": 1},
        {"protocol": None},
    ],
)
def test_a_wrong_start_is_refused(change):
    with pytest.raises(ValidationError):
        CLIENT_MESSAGE.validate_json(json.dumps(START | change))


def test_landmarks_of_nobody_and_of_somebody():
    message = facts(lunges(), 0)
    assert CLIENT_MESSAGE.validate_json(json.dumps(message)).seq == 0
    nothing = message | dict.fromkeys(("landmarks", "world_landmarks", "visibility", "presence"))
    assert CLIENT_MESSAGE.validate_json(json.dumps(nothing)).landmarks is None


def test_a_pose_is_rounded_and_compact():
    frame = lunges().frame(0)
    text = encoding.pose_message(7, frame, TIMING).model_dump_json()
    pose = json.loads(text)
    assert len(text) < 1200
    assert (pose["type"], pose["seq"], pose["t"]) == ("pose", 7, frame.t)
    np.testing.assert_allclose(pose["landmarks"], frame.landmarks[:, :2], atol=5.1e-5)
    np.testing.assert_allclose(pose["visibility"], frame.visibility, atol=5.1e-3)


def test_nobody_is_null():
    pose = encoding.pose_message(0, nobody(0.0, (64, 48)), TIMING)
    assert pose.landmarks is None
    assert pose.visibility is None


def test_events_on_the_wire():
    guide = encoding.guide_message(GuideEvent(1.0, "feet", "Step back"))
    assert (guide.type, guide.code, guide.text) == ("guide", "feet", "Step back")
    phase = encoding.phase_message(PhaseEvent(1.0, Phase.HOLD, 2))
    assert (phase.type, phase.phase, phase.rep) == ("phase", "hold", 2)
    cue = encoding.cue_message(CueEvent(1.0, Cue(1.0, "r", "f", "internal", "Squeeze your glutes", "glutes"), praise=True))
    assert (cue.type, cue.muscle, cue.praise) == ("cue", "glutes", True)


def test_a_rep_on_the_wire_has_no_nan():
    finding = Finding("r", Grade.POOR, "f", math.nan, "deg", None, 0.5, limit=10.123456, landmarks=(np.int64(3),))
    rep = make_rep(1, 2.0, 4.0)
    message = encoding.rep_message(RepEvent(4.0, rep, (finding,), None))
    assert message.flagged
    sent = json.loads(message.model_dump_json())
    assert sent["findings"][0]["value"] is None
    assert sent["findings"][0]["limit"] == 10.1235
    assert sent["findings"][0]["landmarks"] == [3]
    assert sent["score"] is None
