import json
import time
from contextlib import ExitStack

import numpy as np
import pytest

from server import connection, messages, practice
from server.messages import CloseCode
from tests.server.practising import GOLDEN, JPEG, START, Client, Playback, facts, lunges, picture, settings
from vision.errors import ModelError
from vision.recording import load
from vision.report import to_json
from vision.session import SessionSettings, analyze


def same_judgement(report, recording, exercise="lateral_lunge"):
    """The report of a live set says what batch analysis says of the same landmarks."""
    batch = json.loads(json.dumps(to_json(analyze(recording, SessionSettings(exercise)))))
    assert report["reps"] == batch["reps"]
    assert report["cues"] == batch["cues"]
    assert report["frames"] == batch["frames"]


@pytest.mark.parametrize("as_facts", [False, True])
@pytest.mark.parametrize(
    ("name", "exercise"),
    [("lunge_front", "lateral_lunge"), ("plank_pop_sag", "plank"), ("deadlift_oblique", "deadlift")],
)
def test_live_says_what_batch_says(serve, name, exercise, as_facts):
    recording = load(GOLDEN / f"{name}.npz")
    made = []

    def maker(model):
        made.append((model, Playback(recording)))
        return made[-1][1]

    connect = serve(maker)
    with connect() as client:
        ready = client.begin(exercise=exercise)
        assert (ready["type"], ready["resumed"], ready["reps"], ready["credit"]) == ("ready", False, 0, 2)
        client.play(recording, range(len(recording)), as_facts)
        done = client.stop()
    same_judgement(done["report"], recording, exercise)
    assert len(done["report"]["cues"]) == len([cue for cue in client.of("cue") if not cue["praise"]])
    assert done["reps"] >= len(client.of("rep")) > 0
    assert [rep["index"] for rep in client.of("rep")] == list(range(1, len(client.of("rep")) + 1))
    assert {model for model, _ in made} == {"lite"}
    assert all(one.closed for _, one in made if one.seen)


def test_a_limit_that_a_coach_set_for_everyone_holds_in_live_practice(serve):
    recording = lunges()
    connect = serve(lambda _: Playback(recording))
    rule, fault = "lateral_lunge.triple_flexion", "shallow"
    limit = {"rule": rule, "fault": fault, "limit": 200.0, "who": "Ana", "why": "to see every rep flagged"}
    headers = {"Origin": "http://127.0.0.1:8000"}
    assert connect.http.post("/api/bands", json=limit, headers=headers).status_code == 201
    with connect() as client:
        client.begin()
        client.play(recording, range(len(recording)))
        report = client.stop()["report"]
    assert report["settings"]["bands"] == {rule: {fault: 200.0}}
    assert report["reps"]
    assert all(rep["flagged"] for rep in report["reps"])


def test_a_set_is_kept_as_report_and_recording(serve, tmp_path):
    recording = lunges()
    connect = serve(lambda _: Playback(recording))
    with connect() as client:
        assert client.begin(camera="environment")["keep"] is True
        client.play(recording, range(120))
        done = client.stop()
    assert done["note"] is None
    kept = load(tmp_path / "sets" / f"{done['set_id']}.npz")
    np.testing.assert_array_equal(kept.t, recording.t[:120])
    np.testing.assert_array_equal(kept.landmarks, recording.landmarks[:120])
    assert kept.meta["camera"] == "environment"
    assert kept.image_size == recording.image_size
    same_judgement(done["report"], kept)
    assert json.loads((tmp_path / "sets" / f"{done['set_id']}.json").read_text()) == done["report"]


@pytest.mark.parametrize(
    ("start", "stop", "server"),
    [({"keep": False}, {}, {}), ({}, {"discard": True}, {}), ({}, {}, {"keep": "nothing"})],
)
def test_keep_nothing(serve, tmp_path, start, stop, server):
    recording = lunges()
    connect = serve(lambda _: Playback(recording), **server)
    with connect() as client:
        client.begin(**start)
        client.play(recording, range(30))
        done = client.stop(**stop)
    assert done["set_id"] is None
    assert done["note"]
    assert done["report"]["frames"] == 30
    assert not (tmp_path / "sets").exists()


def test_a_full_disk_is_told_and_the_report_still_comes(serve, tmp_path):
    (tmp_path / "sets").write_text("a file in the way")
    recording = lunges()
    connect = serve(lambda _: Playback(recording))
    with connect() as client:
        client.begin()
        client.play(recording, range(10))
        done = client.stop()
    assert done["set_id"] is None
    assert "sets" in done["note"]
    assert done["report"]["frames"] == 10


def test_several_sets_over_one_connection(serve):
    recording = lunges()
    connect = serve(lambda _: Playback(recording), max_sessions=1)
    with connect() as client:
        tokens = set()
        for _ in range(3):
            tokens.add(client.begin()["token"])
            client.play(recording, range(5))
            client.stop(discard=True)
    assert len(tokens) == 3


def test_a_dropped_connection_goes_on_with_the_same_set(serve):
    recording = lunges()
    made = []
    connect = serve(lambda _: made.append(Playback(recording)) or made[-1])
    with connect() as client:
        token = client.begin()["token"]
        client.play(recording, range(200))
        reps = len(client.of("rep"))
    assert reps > 0
    with connect() as client:
        ready = client.begin(resume=token)
        assert (ready["type"], ready["resumed"], ready["reps"], ready["token"]) == ("ready", True, reps, token)
        assert ready["last_t"] == recording.t[199]
        client.play(recording, range(200, len(recording)))
        done = client.stop()
    same_judgement(done["report"], recording)
    assert made[0].seen == list(range(len(recording)))


def test_a_set_nobody_comes_back_to_is_ended_and_kept(serve, tmp_path, monkeypatch):
    monkeypatch.setattr(practice, "RESUME_S", 0.2)
    recording = lunges()
    made = []
    connect = serve(lambda _: made.append(Playback(recording)) or made[-1], max_sessions=1)
    with connect() as client:
        token = client.begin()["token"]
        client.play(recording, range(40))
    deadline = time.monotonic() + 5
    while not list(tmp_path.glob("sets/*.json")) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert len(list(tmp_path.glob("sets/*.json"))) == 1
    assert made[0].closed
    time.sleep(0.3)
    with connect() as client:
        assert client.begin(resume=token)["code"] == "resume"
        assert client.begin()["type"] == "ready"  # the place is free again


def test_who_lost_the_connection_while_the_set_ended_hears_how(serve):
    recording = lunges()
    connect = serve(lambda _: Playback(recording))
    with connect() as client:
        token = client.begin()["token"]
        client.play(recording, range(40))
        client.send({"type": "stop"})
    with connect() as client:
        client.send(START | {"resume": token})
        answer = client.until("set_done", "error", "ready")
        if answer["type"] == "ready":  # the line was cut before the stop got through
            answer = client.stop()
        assert answer["report"]["frames"] == 40


def test_a_second_connection_takes_the_set_over(serve):
    recording = lunges()
    connect = serve(lambda _: Playback(recording))
    with connect() as old, connect() as new:
        token = old.begin()["token"]
        old.play(recording, range(10))
        assert new.begin(resume=token)["resumed"]
        assert old.until_closed() == CloseCode.REPLACED
        new.play(recording, range(10, 20))
        assert new.stop()["report"]["frames"] == 20


def test_open_sets_are_kept_when_the_server_stops(tmp_path):
    from starlette.testclient import TestClient

    from server.app import create_app

    recording = lunges()
    app = create_app(settings(tmp_path), lambda _: Playback(recording))
    with (
        TestClient(app, base_url="http://127.0.0.1:8000") as http,
        http.websocket_connect("ws://127.0.0.1:8000/ws/practice") as socket,
    ):
        client = Client(socket)
        client.begin()
        client.play(recording, range(40))
    assert len(list(tmp_path.glob("sets/*.json"))) == 1


def test_a_newcomer_waits_in_turn(serve):
    recording = lunges()
    connect = serve(lambda _: Playback(recording), max_sessions=1)
    with ExitStack() as stack:
        first, second, third, fourth = (stack.enter_context(connect()) for _ in range(4))
        first.begin()
        waiting = second.begin()
        assert (waiting["type"], waiting["place"]) == ("queued", 1)
        assert third.begin()["place"] == 2
        assert fourth.begin()["place"] == 3
        first.play(recording, range(20))  # whoever practises goes on
        third.send({"type": "stop"})  # leaves the queue
        assert fourth.until("queued")["place"] == 2
        first.stop(discard=True)
        assert second.until("ready")["resumed"] is False
        assert fourth.until("queued")["place"] == 1
        second.play(recording, range(5))
        second.stop(discard=True)
        assert fourth.until("ready")
        assert third.begin()["place"] == 1


def test_who_waits_and_goes_away_leaves_the_queue(serve):
    connect = serve(max_sessions=1)
    with connect() as first, connect() as third:
        first.begin()
        with connect() as second:
            assert second.begin()["place"] == 1
            assert third.begin()["place"] == 2
        assert third.until("queued")["place"] == 1
        first.stop()
        assert third.until("ready")


def test_who_waits_has_nothing_to_say_and_stays(serve, monkeypatch):
    monkeypatch.setattr(connection, "IDLE_S", 0.1)
    monkeypatch.setattr(connection, "IDLE_WITHOUT_SET_S", 0.1)
    connect = serve(max_sessions=1)
    with connect() as first, connect() as second:
        first.begin()
        second.begin()
        for i in range(8):
            first.send(picture(i, i / 10))
            first.until("pose")
            time.sleep(0.05)
        first.stop(discard=True)
        assert second.until("ready")


def test_who_says_nothing_and_has_no_set_is_let_go(serve, monkeypatch):
    monkeypatch.setattr(connection, "IDLE_WITHOUT_SET_S", 0.1)
    with serve()() as client:
        assert client.until_closed() == CloseCode.IDLE


def test_the_set_that_counts_follows_the_check_on_the_same_place(serve):
    connect = serve(max_sessions=1)
    with connect() as first, connect() as second:
        first.begin()
        assert second.begin()["place"] == 1
        first.stop(discard=True)
        assert first.begin()["type"] == "ready"
        first.stop(discard=True)
        assert second.until("ready")  # now that first begins no other
        assert first.begin()["type"] == "queued"


def test_a_place_that_was_kept_for_somebody_who_left_goes_to_the_next(serve):
    connect = serve(max_sessions=1)
    with connect() as second:
        with connect() as first:
            first.begin()
            assert second.begin()["place"] == 1
            first.stop(discard=True)
        start = time.monotonic()
        assert second.until("ready")
        assert time.monotonic() - start < practice.RESERVE_S


def test_while_others_wait_a_set_without_pictures_is_ended_and_kept(serve, monkeypatch):
    monkeypatch.setattr(practice, "IDLE_PLACE_S", 0.5)
    monkeypatch.setattr(practice, "LOOK_S", 0.1)
    recording = lunges()
    connect = serve(lambda _: Playback(recording), max_sessions=1)
    with connect() as first, connect() as second:
        first.begin()
        first.play(recording, range(40))
        time.sleep(0.7)  # nobody waits: a pause is a pause
        first.play(recording, range(40, 45))
        assert second.begin()["place"] == 1
        done = first.until("set_done")
        assert done["report"]["frames"] == 45
        assert done["set_id"] is not None
        assert "others were waiting" in done["note"]
        assert second.until("ready")
        assert first.begin()["type"] == "queued"  # the connection goes on


def test_a_stop_before_the_set_has_begun_is_answered_and_another_may_begin(serve):
    connect = serve(lambda _: time.sleep(0.3) or Playback())
    with connect() as client:
        for _ in range(3):
            client.send(START)
            done = client.stop()
            assert (done["reps"], done["set_id"], done["video"], done["report"]["frames"]) == (0, None, False, 0)
            assert done["note"]
        assert client.begin()["type"] == "ready"


def test_how_a_set_ended_is_told_once_a_connection(serve):
    recording = lunges()
    connect = serve(lambda _: Playback(recording))
    with connect() as client:
        token = client.begin()["token"]
        client.play(recording, range(40))
        client.stop()
    with connect() as client:
        client.send(START | {"resume": token})
        assert client.until("set_done")["report"]["frames"] == 40
        for fault in (1, 2, 3):
            client.send(START | {"resume": token})
            assert client.until("error", "set_done")["faults"] == fault
        assert client.until_closed() == CloseCode.FAULTS


def test_no_estimator_is_left_to_the_garbage_collector(tmp_path):
    """Whoever leaves while a set begins: the model made for it serves the next, and is closed in the end."""
    from starlette.testclient import TestClient

    from server.app import create_app

    made = []

    def maker(_):
        time.sleep(0.02)
        made.append(Playback())
        return made[-1]

    app = create_app(settings(tmp_path, max_sessions=2), maker)
    with TestClient(app, base_url="http://127.0.0.1:8000") as http:
        for i in range(40):
            with http.websocket_connect("ws://127.0.0.1:8000/ws/practice") as socket:
                client = Client(socket)
                client.send(START | ({"load_percent": 60.0} if i % 2 else {}))
                time.sleep(0.001 * (i % 9))
                if i % 3 == 0:
                    client.until("ready")
                    client.send(picture(0, 0.0))
                    client.until("pose")
    assert made
    assert all(one.closed for one in made), [one.closed for one in made]


def test_a_set_that_cannot_begin_gives_place_and_estimator_back(serve, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("broken on purpose")

    made = []
    connect = serve(lambda _: made.append(Playback()) or made[-1], max_sessions=1)
    with monkeypatch.context() as patch:
        patch.setattr(practice, "LiveSet", broken)
        with connect() as client:
            for _ in range(3):
                assert client.begin()["code"] == "model"
    with connect() as client:
        assert client.begin()["type"] == "ready"
    assert len(made) == 1


def test_too_long_a_queue_is_closed(serve, monkeypatch):
    monkeypatch.setattr(practice, "MAX_WAITING", 1)
    connect = serve(max_sessions=1)
    with connect() as first, connect() as second, connect() as third:
        first.begin()
        second.begin()
        third.send(START)
        assert third.until_closed() == CloseCode.FULL


def test_the_newest_picture_wins_and_gives_back_all_credit(serve):
    made = []
    connect = serve(lambda _: made.append(Playback()) or made[-1])
    with connect() as client:
        client.begin()
        made[-1].go.clear()
        client.send(picture(0, 0.0))
        assert made[-1].entered.wait(10)  # number 0 is being looked at, 1..8 come meanwhile
        for i in range(1, 9):
            client.send(picture(i, i / 30))
        client.send("no message")
        client.until("error")  # everything before it has been read
        made[-1].go.set()
        assert client.until("pose")["seq"] == 0
        assert client.until("pose")["seq"] == 8
        client.stop()
    assert made[-1].seen == [0, 8]


def test_one_failing_picture_does_not_end_the_set(serve, caplog):
    connect = serve(lambda _: Playback(fails=[1]))
    with connect() as client:
        client.begin()
        for i in range(3):
            client.send(picture(i, i / 30))
            answer = client.until("pose", "error")
            assert (answer["type"], answer["seq"]) == ("error" if i == 1 else "pose", i)
        assert client.of("error")[0]["code"] == "model"
        assert client.of("error")[0]["faults"] == 0
        assert client.stop()["report"]["frames"] == 2
    assert "broken on purpose" in caplog.text


def test_a_missing_model_is_told_and_gives_its_place_back(serve):
    def maker(model):
        if model == "heavy":
            raise ModelError("the pose model 'heavy' is not there; build it")
        return Playback()

    connect = serve(maker, max_sessions=1)
    with connect() as client:
        answer = client.begin(model="heavy")
        assert (answer["code"], answer["text"]) == ("model", "the pose model 'heavy' is not there; build it")
        assert client.begin(model="full")["model"] == "full"


def test_an_unknown_exercise_names_the_known_ones(serve):
    with serve()() as client:
        answer = client.begin(exercise="auto")
        assert answer["code"] == "start"
        assert "lateral_lunge" in answer["text"]


def test_another_protocol_is_told_to_reload(serve):
    with serve()() as client:
        assert "reload" in client.begin(protocol=messages.PROTOCOL + 1)["text"]
        assert client.until_closed() == CloseCode.PROTOCOL


def test_pictures_above_the_rate_are_not_looked_at_but_give_their_credit_back(serve):
    made = []
    connect = serve(lambda _: made.append(Playback()) or made[-1], max_fps=10.0)
    with connect() as client:
        client.begin()
        for i in range(30):
            client.send(picture(i, i / 30))
            assert client.until("pose", "error")["seq"] == i
        assert {error["code"] for error in client.of("error")} == {"rate"}
        assert client.of("error")[-1]["faults"] == 0
        client.stop()
    assert len(made[-1].seen) < 30


def test_a_turned_phone_keeps_angles_in_the_recording(serve, tmp_path):
    recording = lunges()
    connect = serve()
    with connect() as client:
        client.begin()
        one, other = facts(recording, 0), facts(recording, 1)
        other["image_size"] = [480, 640]
        for message in (one, other):
            client.send(message)
            client.until("pose")
        done = client.stop()
    kept = load(tmp_path / "sets" / f"{done['set_id']}.npz")
    assert kept.image_size == (640, 480)
    pixels = recording.landmarks[1, :, :2] * (480, 640)
    np.testing.assert_allclose(kept.landmarks[1, :, :2] * (640, 480), pixels, rtol=1e-5)


def test_nobody_in_the_picture(serve):
    recording = lunges()
    empty = facts(recording, 0) | dict.fromkeys(("landmarks", "world_landmarks", "visibility", "presence"))
    with serve()() as client:
        client.begin()
        for i in range(60):
            client.send(empty | {"seq": i, "t": i / 30})
            pose = client.until("pose")
            assert pose["landmarks"] is None
            assert pose["visibility"] is None
        assert client.of("guide")[0]["code"] == "nobody"
        assert client.stop()["report"]["reps"] == []


def test_a_model_that_saw_nothing_is_used_again(serve):
    made = []
    connect = serve(lambda _: made.append(Playback()) or made[-1])
    for _ in range(5):
        with connect() as client:
            client.begin()
            client.stop()
    assert len(made) == 1
    with connect() as client:
        client.begin()
        client.send(picture(0, 0.0))
        client.until("pose")
        client.stop()
        assert made[0].closed
        client.begin()
    assert len(made) == 2


def test_coming_and_going_loads_no_model_anew(serve):
    made = []

    def maker(_):
        time.sleep(0.3)
        made.append(Playback())
        return made[-1]

    connect = serve(maker)
    for _ in range(5):
        with connect() as client:
            client.send(START)  # and away while the model is loaded
    with connect() as client:
        assert client.begin()["type"] == "ready"
    assert len(made) == 1


def test_a_set_of_a_moment_gives_its_place_back_at_once(serve):
    connect = serve(max_sessions=1)
    with connect() as client:
        token = client.begin()["token"]
        client.send(picture(0, 0.0))
        client.until("pose")
    with connect() as client:
        assert client.begin(resume=token)["code"] == "resume"
        assert client.begin()["type"] == "ready"


def test_timing_says_where_the_time_went(serve):
    with serve(lambda _: Playback(delay_s=0.05))() as client:
        client.begin()
        client.send(picture(0, 0.0, JPEG))
        timing = client.until("pose")["timing"]
    assert timing["infer"] >= 50
    assert 0 <= timing["decode"] < 1000
    assert timing["wait"] >= 0
