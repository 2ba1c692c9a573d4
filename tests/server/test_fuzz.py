"""Nothing that a client sends stops the server, and somebody else practises on all the while."""

import json
import random
import struct

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.messages import CloseCode
from tests.server.practising import JPEG, START, Playback, facts, lunges, picture
from vision.video import encode_jpeg


def huge_jpeg(width=20_000, height=20_000):
    """A small file whose header says 20,000 x 20,000."""
    at = JPEG.index(b"\xff\xc0") + 5
    return JPEG[:at] + struct.pack(">HH", height, width) + JPEG[at + 4 :]


def changed(message, **changes):
    return json.dumps(message | changes)


FACTS = facts(lunges(), 0)
NAN_FACTS = json.dumps(FACTS).replace(str(FACTS["landmarks"][0][0]), "NaN", 1)

BAD = {
    "empty picture": (b"", "picture"),
    "header alone": (struct.pack("<Id", 1, 1.0), "picture"),
    "random bytes": (random.Random(1).randbytes(5000), "picture"),
    "broken JPEG": (picture(1, 1.0, JPEG[: len(JPEG) // 2][:40]), "picture"),
    "JPEG cut off": (picture(1, 1.0, JPEG[:-20]), "picture"),
    "JPEG of rubbish": (picture(1, 1.0, b"\xff\xd8\xff" + random.Random(2).randbytes(3000) + b"\xff\xd9"), "picture"),
    "fill bytes": (picture(1, 1.0, b"\xff\xd8" + b"\xff" * 900_000 + b"\xd9"), "picture"),
    "20,000 x 20,000": (picture(1, 1.0, huge_jpeg()), "picture"),
    "0 x 0": (picture(1, 1.0, huge_jpeg(0, 0)), "picture"),
    "too large a picture": (picture(1, 1.0, encode_jpeg(np.zeros((1300, 1300, 3), np.uint8))), "picture"),
    "NaN time": (picture(1, float("nan")), "time"),
    "infinite time": (picture(1, float("inf")), "time"),
    "negative time": (picture(1, -1.0), "time"),
    "time that stands": (picture(1, 0.5), "time"),
    "time backwards": (picture(1, 0.25), "time"),
    "not JSON": ("{", "message"),
    "no object": ("[1, 2]", "message"),
    "null": ("null", "message"),
    "deep JSON": ("[" * 16_000, "message"),
    "long text": ("x" * 20_000, "message"),
    "no type": ("{}", "message"),
    "unknown type": ('{"type": "format_disk"}', "message"),
    "unknown field": (changed(START, extra=1), "message"),
    "wrong kind of field": (changed(START, exercise=5), "message"),
    "long exercise": (changed(START, exercise="x" * 1000), "message"),
    "load of NaN": ('{"type": "start", "protocol": 1, "exercise": "plank", "load_percent": NaN}', "message"),
    "two starts": (json.dumps(START), "order"),
    "a take-over in a set": (changed(START, resume="x"), "order"),
    "landmarks: too few": (changed(FACTS, landmarks=FACTS["landmarks"][:32]), "message"),
    "landmarks: two coordinates": (changed(FACTS, landmarks=[p[:2] for p in FACTS["landmarks"]]), "message"),
    "landmarks: text": (changed(FACTS, landmarks="many"), "message"),
    "landmarks: NaN": (NAN_FACTS, "message"),
    "landmarks: huge": (changed(FACTS, landmarks=[[1e300, 0, 0]] * 33), "message"),
    "landmarks: no size": (changed(FACTS, image_size=[0, 480]), "message"),
    "landmarks: visibility above 1": (changed(FACTS, visibility=[1.5] * 33), "message"),
    "landmarks: half of it": (changed(FACTS, t=5.0, world_landmarks=None), "picture"),
    "landmarks: NaN time": (json.dumps(FACTS | {"t": float("nan")}), "message"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_message_is_named_and_the_third_closes(serve, name):
    bad, code = BAD[name]
    connect = serve()
    with connect() as client, connect() as other:
        assert client.begin()["type"] == "ready"
        other.begin()
        client.send(picture(0, 0.5))
        client.until("pose")
        for fault in (1, 2, 3):
            if isinstance(bad, bytes) and code == "picture" and len(bad) > 12:
                # a picture's own time must rise, or it is not even looked at
                client.send(struct.pack("<Id", fault, 1.0 + fault) + bad[12:])
            elif name == "landmarks: half of it":
                client.send(changed(json.loads(bad), t=5.0 + fault))
            else:
                client.send(bad)
            error = client.until("error")
            assert (error["code"], error["faults"], error["max_faults"]) == (code, fault, 3), error
            assert len(error["text"]) > 20
            assert "\n" not in error["text"]
        assert client.until_closed() == CloseCode.FAULTS
        other.send(picture(0, 0.0))
        assert other.until("pose")["seq"] == 0


def test_before_start_nothing_is_taken(serve):
    connect = serve()
    for early in (picture(0, 0.0), FACTS, {"type": "stop"}):
        with connect() as client:
            client.send(early)
            assert client.until("error")["code"] == "order"


def test_a_set_closed_for_faults_can_be_taken_up_again(serve):
    recording = lunges()
    connect = serve(lambda _: Playback(recording))
    with connect() as client:
        token = client.begin()["token"]
        client.play(recording, range(50))
        for _ in range(3):
            client.send("rubbish")
            client.until("error")
    with connect() as client:
        assert client.begin(resume=token)["resumed"]
        client.play(recording, range(50, 60))
        assert client.stop()["report"]["frames"] == 60


def test_a_flood_closes_the_connection(serve):
    connect = serve(max_fps=10.0)
    with connect() as client:
        client.begin()
        for i in range(150):
            client.send(picture(i, float(i)))
        assert client.until_closed() == CloseCode.FAULTS


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
fields = st.sampled_from(["type", "protocol", "exercise", "seq", "t", "landmarks", "resume", "discard", "image_size"])
kinds = st.sampled_from(["start", "stop", "landmarks", "frame", ""])
rubbish = st.one_of(
    st.binary(max_size=200),
    st.builds(
        lambda head, body: picture(*head, body), st.tuples(st.integers(0, 2**32 - 1), st.floats()), st.binary(max_size=99)
    ),
    st.builds(
        lambda head, cut: picture(*head, JPEG[:cut]), st.tuples(st.just(1), st.floats(0, 1e9)), st.integers(0, len(JPEG))
    ),
    st.text(max_size=50),
    st.builds(json.dumps, json_values),
    st.builds(
        lambda kind, rest: json.dumps({**rest, "type": kind}), kinds, st.dictionaries(fields, json_values, max_size=5)
    ),
    st.just(json.dumps(START)),
    st.just('{"type": "stop"}'),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(messages=st.lists(rubbish, min_size=1, max_size=12))
def test_whatever_comes_the_next_client_is_served(rubbish_server, messages):
    with rubbish_server() as client:
        for message in (*messages, *['{"type": "nothing"}'] * 3):
            client.send(message)
        assert client.until_closed() in {CloseCode.FAULTS, CloseCode.PROTOCOL}
        assert {one["type"] for one in client.heard} <= {"ready", "pose", "guide", "error", "set_done", "queued"}
    with rubbish_server() as client:
        assert client.begin()["type"] == "ready"
        client.send(picture(0, 0.0))
        assert client.until("pose")["seq"] == 0
        client.stop(discard=True)


@pytest.fixture
def rubbish_server(serve, monkeypatch):
    from server import practice

    monkeypatch.setattr(practice, "RESUME_S", 0.05)  # sets that rubbish began are soon over
    return serve(max_sessions=256)
