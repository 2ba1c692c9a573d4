"""Videos in: in pieces, from where they stopped; tricks are refused; the queue analyses, cancels, retries, goes on."""

import gzip
import io
import time
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import update

from server.analyses import MOST_ATTEMPTS
from server.schema import Job, Session
from server.sets import SetStore
from server.uploads import PIECE, label
from tests.made_reports import make_recording, make_report

CLIP = Path(__file__).parents[1] / "fixtures" / "lunge.mp4"
SAMPLES = Path(__file__).parents[2] / "samples"
LIMIT_S = 180.0


def announce(client, size, name="clip.mp4", **more):
    return client.post("/api/uploads", json={"name": name, "size": size} | more)


def send(client, job, data, offset=0):
    return client.patch(f"/api/uploads/{job}", content=data, headers={"Upload-Offset": str(offset)})


def upload(client, data, name="clip.mp4", **more):
    job = announce(client, len(data), name, **more).json()["id"]
    assert send(client, job, data).json() == {"received": len(data)}
    return job, client.post(f"/api/uploads/{job}/complete")


def until(client, job, *states):
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        answer = client.get(f"/api/jobs/{job}").json()
        if answer["state"] in states:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"still {answer}")


def files(reviews):
    kept = [*reviews.media.root.glob("??/*"), *reviews.media.uploads.iterdir(), *reviews.media.staging.iterdir()]
    return sorted(path.name for path in kept)


def test_in_pieces_from_where_it_stopped(client):
    data = CLIP.read_bytes()
    job = announce(client, len(data)).json()["id"]
    assert send(client, job, data[:1000]).json() == {"received": 1000}
    wrong = send(client, job, data[:1000])
    assert (wrong.status_code, wrong.json()["received"]) == (409, 1000)
    assert client.get(f"/api/uploads/{job}").json() == {"received": 1000, "size": len(data), "state": "uploading"}
    assert client.post(f"/api/uploads/{job}/complete").status_code == 409
    assert send(client, job, data[1000:], 1000).json() == {"received": len(data)}
    assert client.post(f"/api/uploads/{job}/complete").json()["state"] == "queued"
    assert send(client, job, b"more", len(data)).status_code == 409


def test_the_same_file_twice_is_recognised(client, reviews):
    data = CLIP.read_bytes()
    _, first = upload(client, data, "one.mp4")
    _, second = upload(client, data, "two.MOV")
    assert second.json()["state"] == "duplicate"
    assert "one.mp4" in second.json()["error"]
    assert len(files(reviews)) == 1
    assert first.json()["state"] == "queued"


@pytest.mark.parametrize(("size", "status"), [(10_000_000_000, 413), (50_000_001, 413), (0, 422), (-1, 422)])
def test_a_claim_beyond_the_limit_is_refused_at_once(client, reviews, size, status):
    answer = announce(client, size)
    assert answer.status_code == status
    assert "expected" in answer.json()["error"]
    assert files(reviews) == []


def test_more_than_announced_is_cut_off(client, reviews):
    job = announce(client, 10).json()["id"]
    assert send(client, job, b"x" * 11).status_code == 413
    assert client.get(f"/api/uploads/{job}").json()["received"] == 0
    big = announce(client, PIECE + 2).json()["id"]
    assert send(client, big, b"x" * (PIECE + 1)).status_code == 413
    assert sum(path.stat().st_size for path in reviews.media.uploads.iterdir()) == 0


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"), ("..\\..\\windows\\x.mp4", "x.mp4"), ("/abs/y.mp4", "y.mp4"),
        ("a\x00b\n.mp4", "ab.mp4"),
        ("..", "video"), ("", "video"), ("x" * 900 + ".mp4", "x" * 196 + ".mp4"), ("ö <b>.mp4", "ö <b>.mp4"),
    ],
)  # fmt: skip
def test_a_path_in_the_name_is_only_a_label(client, tmp_path, name, shown):
    assert label(name) == shown
    job, done = upload(client, CLIP.read_bytes(), name)
    assert done.json()["name"] == shown
    inside = tmp_path / "data"
    outside = [path for path in tmp_path.rglob("*") if inside not in path.parents and path != inside]
    assert outside == []
    assert client.get(f"/api/jobs/{job}").json()["state"] == "queued"


def _zip():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as bundle:
        bundle.writestr("movie.mp4", b"x" * 1000)
    return buffer.getvalue()


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100
WRONG = {
    "zip": _zip(), "text": b"hello there", "gzip": gzip.compress(b"x" * 1000), "program": b"\x7fELF" + b"\x00" * 100,
    "picture": PNG, "playlist": b"#EXTM3U\n/etc/passwd\n", "html": b"<html><script>alert(1)</script>",
}  # fmt: skip


@pytest.mark.parametrize("kind", WRONG)
def test_what_it_is_is_decided_by_its_content(client, reviews, kind):
    _, answer = upload(client, WRONG[kind], "movie.mp4")
    assert answer.status_code == 415
    assert "expected a video" in answer.json()["error"]
    assert str(reviews.store.data_dir) not in answer.json()["error"]
    assert files(reviews) == []


def test_unknown_things(client):
    assert announce(client, 10, exercise="juggling").status_code == 422
    assert announce(client, 10, athlete_id=99).status_code == 404
    assert announce(client, 10, captured_at="2025-01-01T00:00:00").status_code == 422
    assert send(client, 99, b"x").status_code == 404
    assert client.patch("/api/uploads/1", content=b"x").status_code == 422, "no offset"
    assert client.post("/api/jobs/99/cancel").status_code == 404


def test_a_dropped_upload_leaves_nothing(client, reviews):
    job = announce(client, 10).json()["id"]
    send(client, job, b"12345")
    assert client.delete(f"/api/uploads/{job}").status_code == 204
    assert files(reviews) == []
    assert client.post(f"/api/jobs/{job}/retry").status_code == 422
    assert client.delete(f"/api/jobs/{job}").status_code == 204


def test_analysed_like_on_the_command_line_then_gone_with_its_session(client, reviews):
    reviews.start()
    ann = client.post("/api/athletes", json={"name": "Ann"}).json()["id"]
    more = {"exercise": "lateral_lunge", "model": "lite", "athlete_id": ann, "captured_at": "2025-03-01T21:00:00+09:00"}
    job, _ = upload(client, CLIP.read_bytes(), **more)
    done = until(client, job, "done", "failed")
    assert done["error"] is None
    assert (done["done"], done["total"], done["unit"]) == (60, 60, "frames")
    session = client.get(f"/api/sessions/{done['session_id']}").json()
    assert session["captured_at"] == "2025-03-01T12:00:00Z"
    assert (session["source"], session["athlete"]["name"], session["frames"]) == ("clip.mp4", "Ann", 60)
    media = client.get(session["media"]["url"], headers={"Range": "bytes=100-199"})
    assert (media.status_code, media.content) == (206, CLIP.read_bytes()[100:200])
    assert len(client.get(f"/api/sessions/{session['id']}/frames").json()["times"]) == 60
    again = client.post("/api/rescore", json={"athlete_id": ann}).json()
    assert until(client, again["id"], "done", "failed")["done"] == 1
    assert client.delete(f"/api/sessions/{session['id']}").status_code == 204
    reviews.analyses.stop()
    assert files(reviews) == []
    assert list(reviews.media.cache.iterdir()) == []


def test_a_damaged_video_fails_with_a_reason_and_can_be_retried(client, reviews):
    reviews.start()
    job, answer = upload(client, CLIP.read_bytes()[:3000])
    assert answer.json()["state"] in {"queued", "running", "failed"}
    failed = until(client, job, "failed", "done")
    assert "clip.mp4" in failed["error"]
    assert str(reviews.store.data_dir) not in failed["error"]
    assert client.post(f"/api/jobs/{job}/retry").json()["error"] is None
    assert until(client, job, "failed")["attempts"] == 1
    assert client.delete(f"/api/jobs/{job}").status_code == 204
    reviews.analyses.stop()
    assert files(reviews) == []


def test_a_video_bomb_is_stopped_by_its_length_or_size(client, reviews, tmp_path):
    import cv2
    import numpy as np

    for name, size, frames, fps, words in (("long", (16, 16), 400, 1, "minutes"), ("wide", (5000, 16), 2, 30, "4096 px")):
        path = tmp_path / f"{name}.avi"
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), fps, size)
        for _ in range(frames):
            writer.write(np.zeros((size[1], size[0], 3), np.uint8))
        writer.release()
        job, _ = upload(client, path.read_bytes(), path.name)
        if not reviews.analyses.running:
            reviews.start()
        assert words in until(client, job, "failed", "done")["error"]


def test_cancel_while_it_waits_and_while_it_runs(client, reviews):
    waiting, _ = upload(client, CLIP.read_bytes())
    assert client.post(f"/api/jobs/{waiting}/cancel").json()["state"] == "cancelled"
    reviews.start()
    client.post(f"/api/jobs/{waiting}/retry")
    until(client, waiting, "running")
    assert client.post(f"/api/jobs/{waiting}/cancel").json()["state"] == "cancelled"
    assert client.post(f"/api/jobs/{waiting}/cancel").status_code == 422
    client.post(f"/api/jobs/{waiting}/retry")
    assert until(client, waiting, "done", "failed")["state"] == "done"


def test_who_practises_while_a_video_is_analysed_finds_the_set_at_once(client, reviews):
    reviews.start()
    job, _ = upload(client, (SAMPLES / "lunge_front.mp4").read_bytes())
    until(client, job, "running")
    sets = SetStore(reviews.store.data_dir)
    sets.keep(sets.new_id("lateral_lunge"), make_report(), make_recording())
    end = time.monotonic() + LIMIT_S
    while not client.get("/api/sessions", params={"kind": "set"}).json()["items"]:
        assert time.monotonic() < end
        time.sleep(0.05)
    assert client.get(f"/api/jobs/{job}").json()["state"] == "running"
    client.post(f"/api/jobs/{job}/cancel")


def test_a_job_that_was_running_is_taken_up_again_but_not_for_ever(client, reviews):
    job, _ = upload(client, CLIP.read_bytes())
    with reviews.store.write() as db:
        db.execute(update(Job).values(state="running", attempts=MOST_ATTEMPTS))
    reviews.start()
    failed = until(client, job, "failed", "done")
    assert "the server stopped each time" in failed["error"]
    client.post(f"/api/jobs/{job}/retry")
    assert until(client, job, "done", "failed")["state"] == "done"
    with reviews.store.read() as db:
        assert db.query(Session).count() == 1
