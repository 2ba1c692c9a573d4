"""What the verdicts say of the rules: intervals, kappa, the curve of other limits; limits set and taken back."""

import json
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.ingest import keep_again
from server.schema import Finding, Rep, Session
from server.trust import Point, cohens_kappa, curve_of, wilson
from tests.made_reports import BENT, GOOD, make_rep, make_report
from tests.store.made import add_athlete, add_session
from vision.report import ScoredRep, to_json, write_json

LEAN = "spinal_lean"


@pytest.mark.parametrize(
    ("right", "judged", "low", "high"),
    # Newcombe 1998, Stat. Med. 17: 857-872, table I, method 3
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_published(right, judged, low, high):
    assert wilson(right, judged) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 500), st.data())
def test_wilson_holds_the_share(judged, data):
    right = data.draw(st.integers(0, judged))
    low, high = wilson(right, judged)
    assert 0.0 <= low <= right / judged + 1e-12
    assert right / judged - 1e-12 <= high <= 1.0


def test_kappa_of_known_tables():
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    assert cohens_kappa(pairs) == pytest.approx(0.4)
    assert cohens_kappa([(True, True)] * 7) == 1.0
    assert cohens_kappa([(True, False), (False, True)]) == -1.0


def _points(*values: tuple[float, bool]) -> list[Point]:
    return [
        Point(finding_id=i, rep_id=i, value=value, fault_seen=seen, coach="Cy", source="review")
        for i, (value, seen) in enumerate(values)
    ]


@pytest.mark.parametrize("larger", [True, False])
def test_the_curve_of_other_limits(larger):
    sign = 1 if larger else -1
    points = _points((sign * 10.0, False), (sign * 12.0, True), (sign * 20.0, True))
    curve = {round(one.limit, 3): one for one in curve_of(points, 2.0, larger)}
    assert set(curve) == {sign * 8.0, sign * 10.0, sign * 18.0}
    loose, middle, strict = curve[sign * 8.0], curve[sign * 10.0], curve[sign * 18.0]
    assert (loose.precision, loose.recall, loose.flagged) == (pytest.approx(0.6667, abs=1e-4), 1.0, 3)
    assert (middle.precision, middle.recall) == (1.0, 1.0)
    assert (strict.precision, strict.recall) == (1.0, 0.5)


def judge(client, finding, coach, verdict, reason=None):
    said = {"coach": coach, "verdict": verdict, "reason": reason}
    assert client.put(f"/api/findings/{finding}/review", json=said).status_code == 200


def test_precision_missed_and_kappa_from_verdicts(reviews, client):
    for _ in range(4):
        add_session(reviews.media)
    found = [item["id"] for item in client.get("/api/queue", params={"rule": LEAN}).json()["items"]]
    for finding, coach in product(found[:3], ("Cy", "Di")):
        judge(client, finding, coach, "agree")
    judge(client, found[3], "Cy", "agree")
    judge(client, found[3], "Di", "disagree", "bad_tracking")
    good = client.get("/api/sessions/1").json()["reps"][0]["id"]
    for coach in ("Cy", "Di"):
        new = {"coach": coach, "rule": LEAN, "fault": "side_bend"}
        assert client.post(f"/api/reps/{good}/missed", json=new).status_code == 201
    trust = client.get("/api/trust").json()
    row = next(row for row in trust["rules"] if row["rule"] == LEAN)
    counts = [row[name] for name in ("reviewed", "right", "wrong", "split", "missed", "kappa_n")]
    assert counts == [4, 3, 0, 1, 1, 4]
    assert row["precision"] == 1.0
    assert row["low"] == pytest.approx(0.4385, abs=1e-4)
    assert row["reasons"] == {"bad_tracking": 1}
    assert row["kappa"] == pytest.approx(0.0)
    views = trust["breakdown"]["view"]
    assert [(one["key"], one["reviewed"], one["missed"]) for one in views if one["rule"] == LEAN] == [("front", 4, 1)]
    for name in ("exercise", "model", "bands", "fault"):
        assert [one["reviewed"] for one in trust["breakdown"][name] if one["rule"] == LEAN] == [4]
    one = client.get(f"/api/trust/{LEAN}", params={"fault": "side_bend"}).json()
    # bad tracking says nothing about the limit: 7 verdicts and 2 missed remain
    assert len(one["points"]) == 9 if reviews_measured(reviews) else 7
    assert client.get("/api/trust/no.such").status_code == 404
    assert client.get(f"/api/trust/{LEAN}", params={"fault": "no"}).status_code == 404


def reviews_measured(reviews) -> bool:
    """Whether the good lean finding was measured against the very limit of today, so that its value can serve."""
    with reviews.store.read() as db:
        return db.query(Finding.judged).filter(Finding.rule == LEAN, Finding.grade == "good").first()[0] == "side_bend"


def test_limits_for_all_and_for_one(reviews, client):
    ann = add_athlete(reviews.store, "Ann")
    rule, fault = next((band["rule"], band["fault"]) for band in client.get("/api/bands").json() if band["rule"] == LEAN)
    new = {"rule": rule, "fault": fault, "limit": 12.0, "who": "Cy", "why": "tall people"}
    for_all = client.post("/api/bands", json=new)
    assert for_all.status_code == 201
    assert for_all.json()["override"]["at"].endswith("Z")
    own = client.post("/api/bands", json=new | {"limit": 15.0, "athlete_id": ann, "rescore": True}).json()
    assert own["job"]["kind"] == "rescore"
    assert client.get("/api/bands/file").json() == {rule: {fault: 12.0}}
    assert client.get("/api/bands/file", params={"athlete": ann}).json() == {rule: {fault: 15.0}}
    assert client.delete(f"/api/bands/{own['override']['id']}", params={"who": "Di"}).status_code == 204
    assert client.delete(f"/api/bands/{own['override']['id']}", params={"who": "Di"}).status_code == 409
    assert client.get("/api/bands/file", params={"athlete": ann}).json() == {rule: {fault: 12.0}}
    history = client.get("/api/bands/history").json()
    assert [(one["limit"], one["ended_by"]) for one in history] == [(15.0, "Di"), (12.0, None)]
    wrong = ({"rule": "no.such"}, {"fault": "no"}, {"who": ""}, {"why": " "}, {"limit": "much"})
    assert all(client.post("/api/bands", json=new | one).status_code == 422 for one in wrong)
    assert client.post("/api/bands", json=new | {"athlete_id": 99}).status_code == 404


def test_judging_anew_keeps_verdicts_and_words(reviews, client, tmp_path):
    session = add_session(reviews.media)
    flagged = client.get("/api/queue", params={"rule": LEAN}).json()["items"][0]
    judge(client, flagged["id"], "Cy", "agree")
    client.put(f"/api/reps/{flagged['rep_id']}/tags", json={"tags": ["keep me"]})
    # the second rep begins 0.2 s later now and is clean, the third is gone, a new one came
    report = make_report(
        reps=(
            ScoredRep(make_rep(1, 0.6, 2.8), (GOOD,), 96.0),
            ScoredRep(make_rep(2, 3.4, 5.8), (GOOD,), 96.0),
            ScoredRep(make_rep(3, 8.6, 9.0), (BENT,), 40.0),
        )
    )
    write_json(report, tmp_path / "again.json")
    keep_again(reviews.media, session, to_json(report), tmp_path / "again.json")
    detail = client.get(f"/api/sessions/{session}").json()
    assert [(rep["index"], rep["t_start"]) for rep in detail["reps"]] == [(1, 0.6), (2, 3.4), (3, 8.6)]
    assert detail["reps"][1]["id"] == flagged["rep_id"]
    assert client.get(f"/api/reps/{flagged['rep_id']}").json()["tags"] == ["keep me"]
    assert client.get("/api/reviews").json()["items"][0]["value"] == pytest.approx(19.2)
    row = next(row for row in client.get("/api/trust").json()["rules"] if row["rule"] == LEAN)
    assert (row["reviewed"], row["right"]) == (1, 1)
    assert client.get("/api/queue", params={"rule": LEAN}).json()["total"] == 1
    files = {path.name for path in reviews.media.root.glob("??/*")}
    with reviews.store.read() as db:
        assert db.query(Rep).count() == 3
        stored = db.query(Session).one()
        assert files == {stored.report_file, stored.recording_file}
    assert json.loads(reviews.media.path(stored.report_file).read_text())["reps"][2]["t_start"] == 8.6


def test_a_rep_that_is_gone_stays_where_a_coach_left_something(reviews, client, tmp_path):
    session = add_session(reviews.media)
    flagged = client.get("/api/queue", params={"rule": LEAN}).json()["items"][0]
    judge(client, flagged["id"], "Cy", "agree")
    report = make_report(reps=(ScoredRep(make_rep(1, 0.6, 2.8), (GOOD,), 96.0),))
    write_json(report, tmp_path / "again.json")
    keep_again(reviews.media, session, to_json(report), tmp_path / "again.json")
    assert [rep["index"] for rep in client.get(f"/api/sessions/{session}").json()["reps"]] == [1, 2]
    assert client.get("/api/queue", params={"status": "all"}).json()["items"] == []
    assert client.get("/api/reviews").json()["total"] == 1
