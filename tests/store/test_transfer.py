"""Everything out and in again; a zip from elsewhere can't do harm."""

import json
import zipfile

import pytest

from server.media import Media
from server.schema import Base, Review
from server.store import Store
from server.transfer import export, take_in
from tests.store.made import add_athlete, add_session
from vision.errors import InputError


@pytest.fixture
def filled(reviews, client):
    ann = add_athlete(reviews.store, "Ann")
    session = add_session(reviews.media, ann)
    item = client.get("/api/queue").json()["items"][0]
    client.put(f"/api/findings/{item['id']}/review", json={"coach": "Cy", "verdict": "agree"})
    client.put(f"/api/reps/{item['rep_id']}/tags", json={"tags": ["heavy"]})
    client.post(f"/api/sessions/{session}/comments", json={"author": "Cy", "t": 1.0, "text": "Grüße"})
    shape = {"type": "line", "points": [[0, 0], [1, 1]]}
    client.post(f"/api/sessions/{session}/drawings", json={"author": "Cy", "t": 1.0, "shapes": [shape]})
    client.post("/api/bands", json={"rule": item["rule"], "fault": item["fault"], "limit": 50, "who": "Cy", "why": "hips"})
    return reviews


def content(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row without the numbers that are a database's own."""
    with store.read() as db:
        return {
            table.name: sorted(
                tuple(str(v) for name, v in row.items() if name != "id" and not name.endswith("_id"))
                for row in db.execute(table.select()).mappings()
            )
            for table in Base.metadata.sorted_tables
        }


@pytest.fixture
def other(tmp_path):
    """An SQLite store with numbers of its own."""
    store = Store(tmp_path / "other")
    add_athlete(store, "Someone else")
    yield Media(store)
    store.close()


def test_out_and_in_again_is_the_same(filled, other, tmp_path):
    export(filled.media, tmp_path / "all.zip")
    assert take_in(other, tmp_path / "all.zip")["findings"] == 4
    there, here = content(other.store), content(filled.store)
    assert [row for row in there.pop("athletes") if "Someone else" not in row] == here.pop("athletes")
    assert there == here
    assert sum(take_in(other, tmp_path / "all.zip").values()) == 0, "twice changes nothing"
    assert sum(take_in(filled.media, tmp_path / "all.zip").values()) == 0
    assert len(list(other.root.glob("??/*"))) == 2


def test_an_athlete_of_the_same_name_is_the_same(filled, other, tmp_path):
    add_athlete(other.store, "Ann")
    export(filled.media, tmp_path / "all.zip")
    counts = take_in(other, tmp_path / "all.zip")
    assert (counts["athletes"], counts["sessions"]) == (0, 1)


def test_the_later_verdict_wins(filled, other, client, tmp_path):
    export(filled.media, tmp_path / "early.zip")
    item = client.get("/api/queue", params={"status": "reviewed"}).json()["items"][0]
    changed = {"coach": "Cy", "verdict": "disagree", "reason": "other"}
    client.put(f"/api/findings/{item['id']}/review", json=changed)
    export(filled.media, tmp_path / "late.zip")
    for name in ("late", "early"):
        take_in(other, tmp_path / f"{name}.zip")
    with other.store.read() as db:
        assert [review.verdict for review in db.query(Review)] == ["disagree"]


def changed(source, target, change):
    """A copy of the zip, each member passed through `change(name, data)`; None leaves it out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.namelist():
            result = change(member, old.read(member))
            if result is not None:
                new.writestr(*result)
    return target


def _evil(name, data):
    return ("../../evil.txt", data) if name.endswith(".npz") else (name, data)


def _absolute(name, data):
    return ("/tmp/evil.txt", data) if name.endswith(".npz") else (name, data)


def _damaged(name, data):
    return (name, data + b"x") if name.startswith("files/") else (name, data)


def _without_files(name, data):
    return None if name.startswith("files/") else (name, data)


def _edit(table, **values):
    def change(name, data):
        if name != f"tables/{table}.jsonl":
            return name, data
        rows = [json.loads(line) | values for line in data.splitlines()]
        return name, "\n".join(map(json.dumps, rows))

    return change


@pytest.mark.parametrize(
    "change",
    [
        _evil, _absolute, _damaged, _without_files,
        _edit("sessions", recording_file="../../etc/passwd"), _edit("sessions", fps="fast"), _edit("sessions", source=None),
        _edit("sessions", captured_at="2025-03-01T12:00:00"), _edit("reps", session_id="nobody"),
        _edit("findings", landmarks=7),
        lambda name, data: (name, b"{}") if name == "formcue.json" else (name, data),
        lambda name, data: None if name == "formcue.json" else (name, data),
        lambda name, data: (name, b"not json\n") if name.startswith("tables/reps") else (name, data),
        lambda name, data: (name, b"[1]\n") if name.startswith("tables/reps") else (name, data),
        lambda name, data: ("extra.sh", data) if name == "formcue.json" else (name, data),
    ],
)  # fmt: skip
def test_a_zip_that_is_off_changes_nothing(filled, other, tmp_path, change):
    export(filled.media, tmp_path / "all.zip")
    bad = changed(tmp_path / "all.zip", tmp_path / "bad.zip", change)
    before = content(other.store)
    with pytest.raises(InputError, match="expected"):
        take_in(other, bad)
    assert content(other.store) == before
    assert list(other.root.glob("??/*")) == []
    assert list(other.staging.iterdir()) == []
    assert not (tmp_path / "evil.txt").exists()


def test_a_file_that_is_no_zip(other, tmp_path):
    (tmp_path / "x.zip").write_bytes(b"nothing")
    for path in (tmp_path / "x.zip", tmp_path / "missing.zip"):
        with pytest.raises(InputError, match="formcue export"):
            take_in(other, path)
