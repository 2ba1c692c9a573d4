import stat

import pytest

from server import sets
from server.sets import SetStore
from tests.made_reports import make_recording, make_report
from vision.errors import InputError, OutputError


def kept(tmp_path, count):
    store = SetStore(tmp_path)
    ids = [f"2025112{i}T120000Z-lateral_lunge-0000000{i}" for i in range(count)]
    for set_id in ids:
        store.keep(set_id, make_report(), make_recording(0.2))
    return store, ids


def test_newest_first_in_pages(tmp_path):
    store, ids = kept(tmp_path, 5)
    page = store.page(2)
    assert [one.id for one in page.items] == [ids[4], ids[3]]
    assert page.total == 5
    page = store.page(2, page.next)
    assert [one.id for one in page.items] == [ids[2], ids[1]]
    page = store.page(2, page.next)
    assert [one.id for one in page.items] == [ids[0]]
    assert page.next is None
    first = page.items[0]
    assert first.ended == "2025-11-20T12:00:00Z"
    assert first.reps == len(make_report().reps)
    assert first.cues == len(make_report().cues)
    assert stat.S_IMODE((tmp_path / "sets").stat().st_mode) == 0o700


def test_an_empty_store(tmp_path):
    assert SetStore(tmp_path / "none").page(10).total == 0


def test_names_sort_by_time_and_are_valid(tmp_path):
    assert sets._ID.fullmatch(SetStore(tmp_path).new_id("plank"))


def test_strange_and_broken_files_are_left_out(tmp_path):
    store, ids = kept(tmp_path, 2)
    (tmp_path / "sets" / "notes.json").write_text("{}")
    (tmp_path / "sets" / f"{ids[0]}.json").write_text("half of a rep")
    assert [one.id for one in store.page(10).items] == [ids[1]]


@pytest.mark.parametrize("name", ["../secret", "..", "", "x" * 300, "20251120T120000Z-../../etc-00000000", "a\nb"])
def test_other_names_are_refused(tmp_path, name):
    with pytest.raises(InputError):
        SetStore(tmp_path).report(name)


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "sets").write_text("")
    with pytest.raises(OutputError):
        SetStore(tmp_path).keep("x", make_report(), make_recording(0.1))


@pytest.mark.parametrize(
    "content", ["{", "[]", "{}", '{"exercise": "plank"}', '{"reps": 3, "cues": [], "exercise": 1, "duration_s": 2}']
)
def test_a_file_of_another_shape_is_left_out(tmp_path, content):
    store, ids = kept(tmp_path, 2)
    (store.folder / f"{ids[0]}.json").write_text(content)
    page = store.page(10)
    assert [one.id for one in page.items] == [ids[1]]


def test_over_http(serve, tmp_path):
    _, ids = kept(tmp_path, 3)
    http = serve().http
    page = http.get("/api/sets?limit=2").json()
    assert [one["id"] for one in page["items"]] == [ids[2], ids[1]]
    assert http.get(f"/api/sets?limit=2&before={page['next']}").json()["items"][0]["id"] == ids[0]
    assert http.get(f"/api/sets/{ids[0]}").json()["schema"] == 1
    missing = http.get("/api/sets/nothing")
    assert (missing.status_code, list(missing.json())) == (404, ["error"])
    assert http.get("/api/sets/..%2f..%2fetc").status_code == 404
    wrong = http.get("/api/sets?limit=0")
    assert (wrong.status_code, list(wrong.json())) == (422, ["error"])
