"""The queue, verdicts, missed faults, words and drawings, through the API, on both databases."""

import csv
import io
import json
import threading
from datetime import timedelta

import pytest

from server import review_requests as ask
from server.marks import put_review
from server.schema import Finding, Review
from tests.made_reports import make_plank_report
from tests.store.made import DAY, add_athlete, add_session

LUNGE, LEAN = "lateral_lunge.triple_flexion", "spinal_lean"


@pytest.fixture
def queue(reviews, client):
    """Two athletes: lunges of one, lunges and a plank of the other, each a day later. Five flagged findings."""
    ann, bo = add_athlete(reviews.store, "Ann"), add_athlete(reviews.store, "Bo")
    add_session(reviews.media, ann)
    add_session(reviews.media, bo, captured_at=DAY + timedelta(days=1))
    add_session(reviews.media, bo, make_plank_report(), captured_at=DAY + timedelta(days=2))
    return client


def ids(client, **asked):
    return [item["id"] for item in client.get("/api/queue", params=asked).json()["items"]]


def items(client, **asked):
    return client.get("/api/queue", params=asked).json()["items"]


def test_the_queue_shows_flagged_findings_worst_first(queue):
    page = queue.get("/api/queue").json()
    severities = [item["severity"] for item in page["items"]]
    assert page["total"] == 5
    assert severities == sorted(severities, reverse=True)
    assert all(item["fault"] for item in page["items"])
    first = page["items"][0]
    assert first["captured_at"].endswith("Z")
    assert first["athlete"]["name"] in {"Ann", "Bo"}


@pytest.mark.parametrize(
    ("sort", "key", "reverse"),
    [
        ("newest", lambda i: i["captured_at"], True),
        ("athlete", lambda i: i["athlete"]["name"], False),
        ("rule", lambda i: i["rule"], False),
        ("exercise", lambda i: i["exercise"], False),
        ("unreviewed", lambda i: i["review_count"], False),
    ],
)
def test_orders(queue, sort, key, reverse):
    queue.put(f"/api/findings/{ids(queue)[0]}/review", json={"coach": "Cy", "verdict": "agree"})
    keys = [key(item) for item in items(queue, sort=sort, status="all")]
    assert keys == sorted(keys, reverse=reverse)
    assert len(keys) == 5


@pytest.mark.parametrize("sort", ["severity", "newest", "athlete", "rule", "exercise", "unreviewed"])
def test_pages_of_one_give_the_whole_queue_and_so_do_neighbours(queue, sort):
    whole = ids(queue, sort=sort)
    paged, cursor = [], None
    while True:
        page = queue.get("/api/queue", params={"sort": sort, "limit": 1, "cursor": cursor}).json()
        paged += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert paged == whole
    walked, at = [], whole[0]
    while at is not None:
        walked.append(at)
        detail = queue.get(f"/api/findings/{at}", params={"sort": sort}).json()
        assert detail["prev"] == (walked[-2] if len(walked) > 1 else None)
        at = detail["next"]
    assert walked == whole


def test_filters(queue):
    assert {item["rule"] for item in items(queue, rule=LEAN)} == {LEAN}
    assert {item["exercise"] for item in items(queue, exercise="plank")} == {"plank"}
    assert {item["athlete"]["name"] for item in items(queue, athlete=1)} == {"Ann"}
    assert {item["grade"] for item in items(queue, grade="needs_work")} == {"needs_work"}
    assert {item["fault"] for item in items(queue, fault="side_bend", rule=LEAN)} == {"side_bend"}
    assert items(queue, rule="no.such") == []


@pytest.mark.parametrize("cursor", ["x", "bm90IGpzb24=", "WzFd", "W251bGwsIG51bGxd", "WyJhIiwgImIiXQ=="])
def test_a_broken_cursor_is_refused(queue, cursor):
    for sort in ("severity", "newest"):
        answer = queue.get("/api/queue", params={"cursor": cursor, "sort": sort})
        assert answer.status_code == 400
        assert "cursor" in answer.json()["error"]


def test_a_verdict_takes_it_out_of_the_queue_and_undo_brings_it_back(queue):
    first = ids(queue)[0]
    answer = queue.put(f"/api/findings/{first}/review", json={"coach": " Cy ", "verdict": "agree"}).json()
    assert answer["coach"] == "Cy"
    assert first not in ids(queue)
    assert first in ids(queue, status="reviewed")
    assert first in ids(queue, coach="Di"), "another coach has not seen it"
    assert first not in ids(queue, coach="Cy")
    assert queue.delete(f"/api/findings/{first}/review", params={"coach": "Cy"}).status_code == 204
    assert ids(queue)[0] == first


def test_a_coach_who_changes_their_mind_has_one_verdict(queue, reviews):
    first = ids(queue)[0]
    queue.put(f"/api/findings/{first}/review", json={"coach": "Cy", "verdict": "disagree", "reason": "form_fine"})
    queue.put(f"/api/findings/{first}/review", json={"coach": "Cy", "verdict": "agree"})
    with reviews.store.read() as db:
        assert [(r.verdict, r.reason) for r in db.query(Review)] == [("agree", None)]


def test_to_disagree_needs_a_reason_and_a_good_finding_no_verdict(queue, reviews):
    first = ids(queue)[0]
    assert queue.put(f"/api/findings/{first}/review", json={"coach": "Cy", "verdict": "disagree"}).status_code == 422
    with reviews.store.read() as db:
        good = db.query(Finding.id).filter(Finding.grade == "good").first()[0]
    assert queue.put(f"/api/findings/{good}/review", json={"coach": "Cy", "verdict": "agree"}).status_code == 409
    assert queue.put("/api/findings/999/review", json={"coach": "Cy", "verdict": "agree"}).status_code == 404
    for wrong in (
        {"coach": "", "verdict": "agree"},
        {"coach": "x" * 81, "verdict": "agree"},
        {"coach": "Cy", "verdict": "hm"},
        {},
    ):
        answer = queue.put(f"/api/findings/{first}/review", json=wrong)
        assert answer.status_code == 422
        assert answer.json()["error"]


def test_two_coaches_at_once_are_both_kept(queue, reviews):
    first = ids(queue)[0]
    barrier = threading.Barrier(8)

    def judge(i: int) -> None:
        barrier.wait()
        verdict = ask.NewReview(
            coach=f"Coach {i}", verdict="agree" if i % 2 else "disagree", reason=None if i % 2 else "other"
        )
        with reviews.store.write() as db:
            put_review(db, first, verdict)

    threads = [threading.Thread(target=judge, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    detail = queue.get(f"/api/findings/{first}").json()
    assert detail["review_count"] == len(detail["reviews"]) == 8
    assert detail["agreement"] == {"agree": 4, "disagree": 4}


def test_a_missed_fault(queue):
    rep = next(i for i in items(queue) if i["rule"] == LEAN)["rep_id"]
    session = queue.get(f"/api/reps/{rep}").json()["session"]["id"]
    good = queue.get(f"/api/sessions/{session}").json()["reps"][0]["id"]
    new = {"coach": "Cy", "rule": LEAN, "fault": "side_bend", "t": 1.5}
    missed = queue.post(f"/api/reps/{good}/missed", json=new)
    assert missed.status_code == 201
    assert queue.post(f"/api/reps/{good}/missed", json=new).status_code == 409, "said before"
    assert queue.post(f"/api/reps/{rep}/missed", json=new).status_code == 409, "flagged there"
    assert queue.post(f"/api/reps/{good}/missed", json=new | {"fault": "no_such"}).status_code == 422
    assert (
        queue.post(f"/api/reps/{good}/missed", json=new | {"rule": "plank.hip_pop", "fault": "hip_pop"}).status_code == 422
    )
    assert queue.get("/api/missed").json()["total"] == 1
    assert queue.get(f"/api/reps/{good}").json()["missed"][0]["coach"] == "Cy"
    assert queue.delete(f"/api/missed/{missed.json()['id']}").status_code == 204


def test_words_drawings_and_tags(queue):
    item = items(queue)[0]
    session, rep = item["session_id"], item["rep_id"]
    word = {"author": "Cy", "t": 4.5, "text": "<b>Long spine</b>", "rep_id": rep}
    comment = queue.post(f"/api/sessions/{session}/comments", json=word).json()
    assert comment["text"] == "<b>Long spine</b>"
    assert queue.put(f"/api/comments/{comment['id']}", json={"text": "Longer"}).json()["text"] == "Longer"
    assert queue.get("/api/comments", params={"session": session}).json()["total"] == 1
    other = next(i for i in items(queue) if i["session_id"] != session)["rep_id"]
    assert queue.post(f"/api/sessions/{session}/comments", json=word | {"rep_id": other}).status_code == 404
    assert queue.delete(f"/api/comments/{comment['id']}").status_code == 204

    shape = {"type": "angle", "points": [[0.1, 0.1], [0.2, 0.2], [0.3, 0.1]], "colour": "#ff0000"}
    drawing = queue.post(f"/api/sessions/{session}/drawings", json={"author": "Cy", "t": 4.51, "shapes": [shape]}).json()
    assert drawing["t"] == pytest.approx(4.5), "moved to the frame shown"
    assert queue.put(f"/api/drawings/{drawing['id']}", json={"shapes": [shape, shape]}).status_code == 200
    assert len(queue.get(f"/api/sessions/{session}/drawings").json()[0]["shapes"]) == 2
    wrong = shape | {"colour": 'red"/><script>'}
    assert queue.put(f"/api/drawings/{drawing['id']}", json={"shapes": [wrong]}).status_code == 422

    assert queue.put(f"/api/reps/{rep}/tags", json={"tags": ["heavy", "heavy", "new shoes"]}).json()["tags"] == [
        "heavy",
        "new shoes",
    ]
    assert queue.get("/api/tags").json() == [{"name": "heavy", "count": 1}, {"name": "new shoes", "count": 1}]


def test_pictures_and_series_without_a_video(queue):
    item = items(queue, rule=LEAN)[0]
    assert queue.get(item["thumbnail"]).headers["content-type"] == "image/jpeg"
    frame = queue.get(f"/api/sessions/{item['session_id']}/frame", params={"t": 1.99})
    assert frame.content.startswith(b"\xff\xd8")
    assert float(frame.headers["X-Frame-Time"]) == pytest.approx(59 / 30, abs=1e-4)
    series = queue.get(f"/api/reps/{item['rep_id']}/series").json()
    assert series["t"][0] == pytest.approx(2.7, abs=0.04)
    assert len(series["landmarks"][0]) == 99
    assert all(len(values) == len(series["t"]) for values in series["channels"].values())
    assert queue.get(f"/api/sessions/{item['session_id']}/media").status_code == 404
    clip = queue.get(f"/api/reps/{item['rep_id']}/clip.webm")
    assert clip.content.startswith(b"\x1a\x45\xdf\xa3")
    part = queue.get(f"/api/reps/{item['rep_id']}/clip.webm", headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.content)) == (206, 100)


def test_lists_as_csv_and_json(queue):
    add = queue.post("/api/athletes", json={"name": "=cmd()"}).json()
    rows = list(csv.DictReader(io.StringIO(queue.get("/api/queue?format=csv").text)))
    assert len(rows) == 5
    assert rows[0]["athlete_name"] in {"Ann", "Bo"}
    assert len(json.loads(queue.get("/api/queue?format=json").text)) == 5
    names = [row["name"] for row in csv.DictReader(io.StringIO(queue.get("/api/athletes?format=csv").text))]
    assert names == ["'=cmd()", "Ann", "Bo"]
    assert add["sessions"] == 0
    for name in ("sessions", "jobs", "comments", "missed", "reviews"):
        assert queue.get(f"/api/{name}?format=csv").status_code == 200
        assert json.loads(queue.get(f"/api/{name}?format=json").text) is not None


def test_share_is_one_file_without_scripts_or_addresses(queue):
    item = items(queue, rule=LEAN)[0]
    session = item["session_id"]
    queue.post(
        f"/api/sessions/{session}/comments", json={"author": "Cy", "t": item["t_worst"], "text": "<script>alert(1)</script>"}
    )
    shape = {"type": "arrow", "points": [[0.1, 0.1], [0.2, 0.2]], "text": "here"}
    queue.post(f"/api/sessions/{session}/drawings", json={"author": "Cy", "t": item["t_worst"], "shapes": [shape]})
    page = queue.post("/api/share", json={"rep_ids": [item["rep_id"]], "words": {item["rep_id"]: "Well done"}})
    text = page.text
    assert "Well done" in text
    assert "<script" not in text
    assert "http:" not in text
    assert "https:" not in text
    assert "data:video/webm;base64," in text
    assert "<polyline" in text
    assert queue.post("/api/share", json={"rep_ids": [12345]}).status_code == 404


def test_progress_best_rep_and_home(queue):
    ann = queue.get("/api/athletes").json()["items"][0]
    assert (ann["name"], ann["reps"], ann["unreviewed"]) == ("Ann", 3, 2)
    progress = queue.get(f"/api/athletes/{ann['id']}/progress").json()["exercises"][0]
    assert progress["reps"] == 3
    assert progress["goals"] == [1000, 10_000]
    assert progress["sets"][0]["rules"][LEAN] == {"scored": 2, "clean": 1, "share": 0.5}
    bent = items(queue, athlete=ann["id"], rule=LEAN)[0]
    queue.put(f"/api/findings/{bent['id']}/review", json={"coach": "Cy", "verdict": "disagree", "reason": "form_fine"})
    progress = queue.get(f"/api/athletes/{ann['id']}/progress").json()["exercises"][0]
    assert progress["sets"][0]["rules"][LEAN]["clean"] == 2
    assert queue.get(f"/api/reps/{bent['rep_id']}/best").status_code == 404, "no other right-leg rep was scored"
    assert len(queue.get(f"/api/reps/{bent['rep_id']}/others").json()) == 2
    home = queue.get("/api/home").json()
    assert (home["unreviewed"], home["athletes"], len(home["sessions"])) == (4, 2, 3)
    session = queue.patch(f"/api/sessions/{bent['session_id']}", json={"athlete_id": None}).json()
    assert session["athlete"] is None
    assert {item["athlete"]["name"] for item in items(queue, status="all") if item["athlete"]} == {"Bo"}


def test_deleting_an_athlete_leaves_nothing(queue, reviews):
    store, media = reviews.store, reviews.media
    bo = next(a for a in queue.get("/api/athletes").json()["items"] if a["name"] == "Bo")
    goes = queue.get(f"/api/athletes/{bo['id']}/footprint").json()
    assert (goes["sessions"], goes["files"], goes["reps"]) == (2, 3, 4), "the two lunge reports say the same: one file"
    (store.data_dir / "backups").mkdir()
    (store.data_dir / "backups" / "formcue-0000.db").write_bytes(b"Bo")
    before = len(list(media.root.glob("??/*")))
    for item in items(queue):
        queue.get(item["thumbnail"])
    assert queue.delete(f"/api/athletes/{bo['id']}").status_code == 204
    assert len(list(media.root.glob("??/*"))) == before - 3
    assert len(list(media.cache.iterdir())) == 1
    assert not list((store.data_dir / "backups").iterdir())
    assert {item["athlete"]["name"] for item in items(queue)} == {"Ann"}
    assert queue.get("/api/sessions").json()["total"] == 1
    assert queue.delete(f"/api/athletes/{bo['id']}").status_code == 404


def test_names_are_unique(queue):
    assert queue.post("/api/athletes", json={"name": "Ann"}).status_code == 409
    assert queue.put("/api/athletes/2", json={"name": "Ann"}).status_code == 409
    assert queue.put("/api/athletes/2", json={"name": "Bea"}).json()["name"] == "Bea"
    assert "Bea" in {item["athlete"]["name"] for item in items(queue)}
