"""The video of a live set: only where the person asked for it; then the very pictures that were judged, at their times."""

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from server.set_video import WAITING, SetVideo
from tests.server.practising import Playback, facts, lunges, picture
from vision.encode import WebmWriter
from vision.frames import FrameSource, frame_times
from vision.recording import load
from vision.video import encode_jpeg

RECORDING = lunges()
TIMES = [0.0, *np.cumsum([0.033, 0.034, 0.05, 0.2, 0.033, 0.0671] * 7).tolist()]
"""Uneven, as a camera on a busy computer gives them."""


def grey(i, size=(64, 48)):
    """Picture i of a set: one of eight greys, one after the other."""
    return np.full((size[1], size[0], 3), 20 + 30 * (i % 8), np.uint8)


def play(client, count=None, first=0):
    for i in range(first, count or len(TIMES)):
        client.send(picture(i, TIMES[i], encode_jpeg(grey(i), 95)))
        assert client.until("pose", "error")["type"] == "pose"


def seen(path):
    """(time, grey) of every picture in a file."""
    times = frame_times(path, 10_000, 600.0)
    with FrameSource(path, times) as source:
        return [(t, float(source.at(t)[1].mean())) for t in times]


def staged(folder):
    return list((folder / "staging").iterdir())


def test_every_picture_at_its_own_time(serve, tmp_path):
    connect = serve(lambda _: Playback(RECORDING))
    with connect() as client:
        assert client.begin(video=True)["keeps_video"] is True
        play(client)
        done = client.stop()
    assert (done["video"], done["note"]) == (True, None)
    assert {path.suffix for path in (tmp_path / "sets").glob(f"{done['set_id']}.*")} == {".json", ".npz", ".webm"}
    shown = seen(tmp_path / "sets" / f"{done['set_id']}.webm")
    rows = load(tmp_path / "sets" / f"{done['set_id']}.npz").t
    assert [t for t, _ in shown] == pytest.approx(rows.tolist(), abs=0.00051)
    assert [level for _, level in shown] == pytest.approx([grey(i)[0, 0, 0] for i in range(len(TIMES))], abs=4)
    assert staged(tmp_path) == []


@pytest.mark.parametrize(
    ("start", "server", "set_is_kept"),
    [
        ({}, {}, True),
        ({"video": False}, {}, True),
        ({"video": True}, {"keep": "recordings"}, True),
        ({"video": True, "keep": False}, {}, False),
        ({"video": True}, {"keep": "nothing"}, False),
    ],
)
def test_no_video_without_being_asked_or_where_it_is_not_allowed(serve, tmp_path, start, server, set_is_kept):
    connect = serve(lambda _: Playback(RECORDING), **server)
    with connect() as client:
        assert client.begin(**start)["keeps_video"] is False
        play(client, 20)
        done = client.stop()
    assert done["video"] is False
    assert (done["set_id"] is not None) is set_is_kept
    assert list(tmp_path.rglob("*.webm")) == []


def test_a_set_that_is_thrown_away_takes_its_video_along(serve, tmp_path):
    connect = serve(lambda _: Playback(RECORDING))
    with connect() as client:
        client.begin(video=True)
        play(client, 20)
        assert len(staged(tmp_path)) == 1
        assert client.stop(discard=True)["video"] is False
    assert staged(tmp_path) == []
    assert list(tmp_path.rglob("*.webm")) == []


def test_a_set_without_pictures_has_no_video(serve, tmp_path):
    connect = serve()
    with connect() as client:
        client.begin(video=True)
        for i in range(5):
            client.send(facts(RECORDING, i))
            client.until("pose")
        done = client.stop()
    assert (done["video"], done["note"]) == (False, None)
    assert done["set_id"] is not None
    assert list(tmp_path.rglob("*.webm")) == []


def test_a_dropped_line_leaves_one_video(serve, tmp_path):
    connect = serve(lambda _: Playback(RECORDING))
    with connect() as client:
        token = client.begin(video=True)["token"]
        play(client, 35)
    with connect() as client:
        assert client.begin(resume=token)["keeps_video"] is True
        play(client, first=35)
        done = client.stop()
    assert len(seen(tmp_path / "sets" / f"{done['set_id']}.webm")) == len(TIMES)


def test_where_the_video_fails_the_set_is_kept_and_the_person_told(serve, tmp_path):
    connect = serve(lambda _: Playback(RECORDING))
    (tmp_path / "staging").rmdir()
    with connect() as client:
        client.begin(video=True)
        play(client, 20)
        done = client.stop()
    assert done["video"] is False
    assert "make room or choose another place" in done["note"]
    assert (tmp_path / "sets" / f"{done['set_id']}.json").exists()


def test_a_turned_phone_keeps_its_pixels(tmp_path):
    video = SetVideo(tmp_path)
    video.add(0.0, grey(7, (64, 48)))
    video.add(0.1, grey(7, (48, 64)))
    path = video.finish()
    with FrameSource(path, frame_times(path, 10, 10.0)) as source:
        turned = source.at(0.1)[1]
    assert turned.shape == (48, 64, 3)
    assert turned[:, :46].mean() > 200  # the picture, cut off below
    assert turned[:, 50:].mean() < 20  # and nothing beside it


def test_odd_sides_lose_a_pixel(tmp_path):
    video = SetVideo(tmp_path)
    video.add(0.0, grey(3, (65, 49)))
    path = video.finish()
    with FrameSource(path, frame_times(path, 10, 10.0)) as source:
        assert source.at(0.0)[1].shape == (48, 64, 3)


def test_a_slow_encoder_holds_up_nobody(tmp_path, monkeypatch):
    go = threading.Event()
    write = WebmWriter.write

    def slow(self, image, t):
        go.wait(20)
        write(self, image, t)

    monkeypatch.setattr(WebmWriter, "write", slow)
    video = SetVideo(tmp_path)
    start = time.perf_counter()
    for i in range(WAITING + 40):
        video.add(i / 30, grey(i))
    assert time.perf_counter() - start < 5
    assert video.left_out >= 39  # one more or less is in the encoder's hands
    go.set()
    shown = seen(video.finish())
    assert len(shown) + video.left_out == WAITING + 40
    assert [t for t, _ in shown] == pytest.approx([i / 30 for i in range(len(shown))], abs=0.001)


def test_the_report_says_what_the_video_leaves_out(serve, monkeypatch):
    monkeypatch.setattr("server.set_video.WAITING", 1)
    write = WebmWriter.write

    def slow(self, image, t):
        time.sleep(0.05)
        write(self, image, t)

    monkeypatch.setattr(WebmWriter, "write", slow)
    connect = serve(lambda _: Playback(RECORDING))
    with connect() as client:
        client.begin(video=True)
        play(client, 30)
        done = client.stop()
    assert done["video"] is True
    assert any(note.startswith("The video leaves out") for note in done["report"]["notes"])


def test_nothing_is_made_before_the_first_picture(tmp_path):
    video = SetVideo(tmp_path)
    assert video.finish() is None
    assert video.failed is None
    video.discard()
    assert list(Path(tmp_path).iterdir()) == []
