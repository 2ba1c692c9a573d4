import csv
import io
import time
import zipfile

import pytest
from sqlalchemy import inspect, select

from server.best_cue import Judged, Said, best_cue
from server.media import Media
from server.plan_folder import PlanFolder
from server.practice_schema import BodyScan, CheckIn, PlanRun
from server.schema import now
from server.store import Store
from server.transfer import export, take_in
from tests.made_reports import make_report
from tests.server.test_sets import kept
from vision.errors import InputError

RUN = "a" * 32
AT = "2026-03-01T07:30:00+01:00"


def run(**changes):
    steps = [{"kind": "breathe", "title": "Breathe", "state": "done", "seconds": 50.0}]
    return {"plan": "desk_break", "title": "Desk break", "started_at": AT, "seconds": 60, "steps": steps} | changes


def check(**changes):
    return {
        "run": RUN,
        "at": AT,
        "exercise": "lateral_lunge",
        "target": "glutes",
        "muscle": "working",
        "felt": "target",
        "places": ["glute_left"],
        "effort": 6,
        "reps": 8,
        "scored": 8,
        "clean": 7,
        "suggestion": "same",
        "reason": "Good work at a good effort.",
    } | changes


def test_runs_scans_and_check_ins_are_kept_once(serve):
    http = serve().http
    assert http.put(f"/api/practice/runs/{RUN}", json=run()).json() == {"kept": True}
    done = run(ended_at="2026-03-01T06:35:00Z", seconds=300)
    assert http.put(f"/api/practice/runs/{RUN}", json=done).json() == {"kept": True}
    [one] = http.get("/api/practice/runs").json()["items"]
    assert (one["seconds"], one["uid"], one["started_at"]) == (300, RUN, "2026-03-01T06:30:00Z")
    parts = {"knee_left": {"feel": "achy", "note": "since the hike"}, "neck": {"feel": "tense"}}
    scan = {"run": RUN, "at": AT, "position": "standing", "short": False, "parts": parts}
    for _ in range(2):
        assert http.put(f"/api/practice/scans/{'b' * 32}", json=scan).json() == {"kept": True}
        assert http.put(f"/api/practice/check-ins/{'c' * 32}", json=check()).json() == {"kept": True}
    [one] = http.get("/api/practice/scans").json()["items"]
    assert one["run"] == RUN
    assert one["parts"]["knee_left"] == {"feel": "achy", "note": "since the hike"}
    [one] = http.get("/api/practice/check-ins?exercise=lateral_lunge").json()["items"]
    assert (one["places"], one["effort"], one["run"]) == (["glute_left"], 6, RUN)
    assert http.get("/api/practice/check-ins?exercise=plank").json()["items"] == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (f"runs/{RUN}", run(started_at="2026-03-01T07:30:00")),
        (f"runs/{RUN}", run(steps=[{"kind": "x", "title": "", "state": "lost", "seconds": 1}])),
        ("runs/short", run()),
        (f"runs/{RUN[:-1]}G", run()),
        (f"scans/{RUN}", {"at": AT, "position": "standing", "short": False, "parts": {"knee": {"feel": "broken"}}}),
        (f"scans/{RUN}", {"at": AT, "position": "standing", "short": False, "parts": {"../x": {"feel": "fine"}}}),
        (f"check-ins/{RUN}", check(effort=11)),
        (f"check-ins/{RUN}", check(effort=0)),
        (f"check-ins/{RUN}", check(suggestion="rest your knee")),
        (f"check-ins/{RUN}", check(diagnosis="x")),
    ],
)
def test_what_is_no_entry_is_refused_in_one_sentence(serve, path, body):
    answer = serve().http.put(f"/api/practice/{path}", json=body)
    assert answer.status_code == 422
    assert list(answer.json()) == ["error"]


def test_an_entry_of_an_unknown_run_is_kept_without_it(serve):
    http = serve().http
    http.put(f"/api/practice/check-ins/{'c' * 32}", json=check(run="d" * 32))
    assert http.get("/api/practice/check-ins").json()["items"][0]["run"] is None


def test_keep_nothing_keeps_nothing(serve):
    http = serve(keep="nothing").http
    assert http.put(f"/api/practice/runs/{RUN}", json=run()).json() == {"kept": False}
    assert http.put(f"/api/practice/check-ins/{RUN}", json=check()).json() == {"kept": False}
    assert http.get("/api/practice/runs").json()["total"] == http.get("/api/practice/check-ins").json()["total"] == 0


def test_download_and_deletion(serve):
    http = serve().http
    http.put(f"/api/practice/runs/{RUN}", json=run())
    http.put(f"/api/practice/check-ins/{'c' * 32}", json=check(reason="=1+1"))
    answer = http.get("/api/practice/check-ins?format=csv")
    assert "attachment" in answer.headers["content-disposition"]
    [row] = csv.DictReader(io.StringIO(answer.text))
    assert (row["effort"], row["reason"]) == ("6", "'=1+1")
    assert http.get("/api/practice/runs?format=json").json()[0]["title"] == "Desk break"
    assert http.delete("/api/practice/log").status_code == 204
    assert http.get("/api/practice/runs").json()["total"] == http.get("/api/practice/check-ins").json()["total"] == 0


def test_progress_counts_kept_sets_and_runs(serve, tmp_path):
    kept(tmp_path, 2)
    http = serve().http
    http.put(f"/api/practice/runs/{RUN}", json=run())
    http.put(f"/api/practice/runs/{'e' * 32}", json=run(steps=[]))  # nothing was done: no day of practice
    report = make_report()
    for _ in range(100):
        progress = http.get("/api/practice/progress").json()
        if progress["movements"] and progress["movements"][0]["sets"] == 2:
            break
        time.sleep(0.1)
    [movement] = progress["movements"]
    assert movement["reps"] == 2 * len(report.reps)
    assert movement["goals"] == [1000, 10_000]
    assert movement["clean"] <= movement["scored"] <= movement["reps"]
    assert [one["kind"] for one in progress["practised"]].count("plan") == 1
    assert [one["kind"] for one in progress["practised"]].count("set") == 2


def test_export_takes_the_log_and_own_plans_along(tmp_path):
    here, there = (Media(Store(tmp_path / name)) for name in ("here", "there"))
    with here.store.write() as db:
        ran = PlanRun(plan="x", title="X", started_at=now(), seconds=1.0, steps=[{"kind": "rest", "state": "done"}])
        db.add(ran)
        db.flush()
        db.add(BodyScan(run_id=ran.id, position="seated", short=True, parts={"neck": {"feel": "fine", "note": ""}}))
        db.add(CheckIn(run_id=ran.id, at=now(), **{k: v for k, v in check().items() if k not in {"run", "at"}}))
    text = 'title = "Mine"\nminutes = 1\n[[step]]\nkind = "rest"\n'
    PlanFolder(tmp_path / "here").save("mine", text)
    zip_file = tmp_path / "all.zip"
    counts = export(here, zip_file)
    assert (counts["plan_runs"], counts["body_scans"], counts["check_ins"]) == (1, 1, 1)
    for expected in (1, 0):  # a second time changes nothing
        taken = take_in(there, zip_file)
        assert (taken["plan_runs"], taken["body_scans"], taken["check_ins"]) == (expected,) * 3
    assert PlanFolder(tmp_path / "there").get("mine").text == text
    with there.store.read() as db:
        assert db.scalar(select(CheckIn.run_id)) == db.scalar(select(PlanRun.id))


@pytest.mark.parametrize("name", ["plans/../x.toml", "plans/x.sh", "plans/Big.toml", "plans/a/b.toml"])
def test_an_import_puts_plans_nowhere_else(tmp_path, name):
    media = Media(Store(tmp_path / "data"))
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as bundle:
        bundle.writestr("formcue.json", '{"format": 1}')
        bundle.writestr(name, "x")
    with pytest.raises(InputError, match="got one that holds"):
        take_in(media, tmp_path / "bad.zip")


def test_a_set_that_is_deleted_takes_its_check_in_along(serve, tmp_path):
    _, [set_id] = kept(tmp_path, 1)
    http = serve().http
    http.put(f"/api/practice/check-ins/{'c' * 32}", json=check(set_id=set_id))
    http.put(f"/api/practice/check-ins/{'d' * 32}", json=check())
    for _ in range(100):
        sessions = http.get("/api/sessions").json()["items"]
        if sessions:
            break
        time.sleep(0.1)
    assert http.delete(f"/api/sessions/{sessions[0]['id']}").status_code == 204
    assert [one["uid"] for one in http.get("/api/practice/check-ins").json()["items"]] == ["d" * 32]


@pytest.mark.parametrize("table", [PlanRun, BodyScan, CheckIn])
def test_the_migration_makes_what_the_models_say(tmp_path, table):
    store = Store(tmp_path)
    made = {column["name"]: column["nullable"] for column in inspect(store.engine).get_columns(table.__tablename__)}
    assert made == {column.name: bool(column.nullable) for column in table.__table__.columns}
    indexed = {tuple(one["column_names"]) for one in inspect(store.engine).get_indexes(table.__tablename__)}
    assert {tuple(c.name for c in index.columns) for index in table.__table__.indexes} <= indexed
    store.close()


def reps(*faults):
    return [Judged(False, 10.0 * i, 10.0 * i + 3, "r", fault) for i, fault in enumerate(faults)]


def said(t, text="Hips back", fault="f"):
    return Said(t, "r", fault, text)


@pytest.mark.parametrize(
    ("sets", "expected"),
    [
        ([], None),
        ([([said(3)], reps("f", None))], None),  # said once
        ([([said(3)], reps("f", None)), ([said(3)], reps("f", None))], ("Hips back", 2, 2, 1.0, "reps")),
        ([([said(3)], reps("f", "f", None)), ([said(3)], reps("f", "g"))], ("Hips back", 2, 2, 1.5, "reps")),
        ([([said(3)], reps("f", "f")), ([said(3)], reps("f", "f"))], None),  # never gone
        ([([said(3)], reps("f")), ([said(3)], reps("f"))], None),  # the set ended with the cue
    ],
)
def test_best_cue(sets, expected):
    best = best_cue(sets)
    assert (best and (best.text, best.times, best.gone, best.after, best.unit)) == expected


def test_the_sooner_cue_wins():
    slow = [([said(3, "Slow")], reps("f", "f", "f", None))] * 2
    quick = [([said(3, "Quick")], reps("f", None))] * 2
    assert best_cue([*slow, *quick]).text == "Quick"


def test_in_a_hold_seconds_count_and_a_fault_to_the_end_was_not_put_right():
    def hold(end):
        return [Judged(True, 0.0, 40.0, "r", "f", [("f", 5.0, end)])]

    assert best_cue([([said(7)], hold(10.0)), ([said(7)], hold(9.0))]).after == 2.5
    assert best_cue([([said(7)], hold(40.0)), ([said(7)], hold(39.8))]) is None
