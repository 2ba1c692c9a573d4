"""Opening, migrating, backing up; times in UTC; files that are whole or not there."""

import importlib
import os
import pkgutil
import sqlite3
import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

import server
from server.adoption import SetAdopter
from server.media import LOCK
from server.removal import remove_sessions
from server.reviews import Reviews, ReviewSettings
from server.schema import Athlete, Base, Session
from server.sets import SetStore
from server.store import Store
from tests.made_reports import make_recording, make_report
from tests.store.made import add_athlete, add_session
from vision.drawing import blank
from vision.errors import InputError


def test_migrations_make_just_the_tables_of_the_schema(store):
    for module in pkgutil.iter_modules(server.__path__):
        if module.name.endswith("schema"):
            importlib.import_module(f"server.{module.name}")
    with store.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_opening_again_changes_nothing(tmp_path, store, url):
    add_athlete(store, "Ann")
    again = Store(tmp_path / "data", url)
    with again.read() as db:
        assert db.query(Athlete).one().name == "Ann"
    assert not (tmp_path / "data" / "backups").exists()
    again.close()


def test_times_are_stored_in_utc_whatever_zone_they_come_in(store):
    east = timezone(timedelta(hours=9))
    with store.write() as db:
        db.add(Athlete(name="Ann", created_at=datetime(2025, 3, 1, 21, 0, tzinfo=east)))
    with store.read() as db:
        assert db.query(Athlete).one().created_at == datetime(2025, 3, 1, 12, 0, tzinfo=UTC)
        raw = db.execute(text("SELECT created_at FROM athletes")).scalar_one()
    assert str(raw).startswith("2025-03-01 12:00:00")


def test_a_time_without_a_zone_is_refused(store):
    with pytest.raises(Exception, match="zone"), store.write() as db:
        db.add(Athlete(name="Ann", created_at=datetime(2025, 3, 1)))


def test_the_backup_holds_everything_and_the_change_is_all_or_nothing(tmp_path, monkeypatch):
    store = Store(tmp_path)
    add_athlete(store, "Ann")
    monkeypatch.setattr("alembic.script.ScriptDirectory.get_current_head", lambda _: "9998")
    monkeypatch.setattr("alembic.command.upgrade", _fail)
    with pytest.raises(RuntimeError, match="on purpose"):
        Store(tmp_path)
    (copy,) = (tmp_path / "backups").glob("*.db")
    assert copy.name.startswith("formcue-0")
    with sqlite3.connect(copy) as backup:
        assert backup.execute("SELECT name FROM athletes").fetchall() == [("Ann",)]
    backup.close()
    monkeypatch.undo()
    with Store(tmp_path).read() as db:
        assert db.query(Athlete).one().name == "Ann"


def _fail(*_: object) -> None:
    raise RuntimeError("on purpose")


def test_a_database_of_a_newer_version_is_left_alone(store, tmp_path, url):
    with store.write() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(InputError, match="newer Formcue"):
        Store(tmp_path / "data", url)


@pytest.mark.parametrize("wrong", ["mysql://x/y", "nonsense", "sqlite:////nowhere/at/all.db"])
def test_a_wrong_database_url_is_said_in_one_line(tmp_path, wrong):
    with pytest.raises(InputError, match="expected"):
        Store(tmp_path, wrong)


def test_writers_wait_for_each_other(store):
    def write(i: int) -> None:
        with store.write() as db:
            db.query(Athlete).count()
            db.add(Athlete(name=f"A{i}"))

    threads = [threading.Thread(target=write, args=(i,)) for i in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as db:
        assert db.query(Athlete).count() == 12


def test_files_are_named_by_content_and_stored_once(media, tmp_path):
    one, two = tmp_path / "a.MP4", tmp_path / "b.mp4"
    one.write_bytes(b"same"), two.write_bytes(b"same")
    with media.store.locked(LOCK):
        assert media.put(one) == media.put(two)
    assert len(list(media.root.glob("??/*"))) == 1
    assert one.exists()
    assert list(media.staging.iterdir()) == []


HASH = "a" * 64


@pytest.mark.parametrize("name", ["../../etc/passwd", HASH, HASH.upper() + ".mp4", HASH + ".mp4/x", "", HASH + "./x"])
def test_only_names_of_stored_files_lead_to_paths(media, name):
    with pytest.raises(InputError):
        media.path(name)


def test_the_sweep_removes_what_no_row_names_and_nothing_else(media):
    add_session(media)
    kept = set(media.root.glob("??/*"))
    orphan = media.root / "ab" / ("ab" + "0" * 62 + ".npz")
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"x")
    for path in (media.staging / "put-1", media.uploads / "gone.part"):
        path.write_bytes(b"half")
    (media.cache / ("f" * 64)).mkdir()
    assert media.sweep() == 4
    assert set(media.root.glob("??/*")) == kept


def test_two_servers_cannot_serve_one_folder(tmp_path):
    first, second = (Reviews(ReviewSettings(tmp_path)) for _ in range(2))
    first.start()
    try:
        with pytest.raises(InputError, match="another Formcue"):
            second.start()
    finally:
        first.stop()
    second.start()
    second.stop()


def test_the_folder_is_for_its_owner_alone(store):
    assert os.stat(store.data_dir).st_mode & 0o077 == 0


def test_a_set_in_the_folder_becomes_a_session_once(media):
    sets = SetStore(media.store.data_dir)
    set_id = sets.new_id("lateral_lunge")
    sets.keep(set_id, make_report(), make_recording())
    adopter = SetAdopter(media)
    assert adopter.look() == 1
    assert adopter.look() == 0
    assert SetAdopter(media).look() == 0
    remove_sessions(media, Session.set_id == set_id)
    assert list(sets.folder.iterdir()) == []
    assert list(media.root.glob("??/*")) == []
    assert SetAdopter(media).look() == 0


def test_a_set_with_its_video_becomes_a_session_with_a_video(media, client):
    sets = SetStore(media.store.data_dir)
    recording = make_recording(duration_s=2.0)
    video = sets.new_video()
    for t in recording.t.tolist():
        video.add(t, blank(640, 480))
    set_id = sets.new_id("lateral_lunge")
    sets.keep(set_id, make_report(), recording, video.finish())
    assert SetAdopter(media).look() == 1
    [session] = client.get("/api/sessions").json()["items"]
    assert session["media"]["type"] == "video/webm"
    played = client.get(session["media"]["url"])
    assert (played.status_code, played.headers["content-type"]) == (200, "video/webm")
    times = client.get(f"/api/sessions/{session['id']}/frames").json()["times"]
    assert times == pytest.approx(recording.t.tolist(), abs=6e-4)
    remove_sessions(media, Session.set_id == set_id)
    assert list(sets.folder.iterdir()) == []
    assert list(media.root.glob("??/*")) == []
    assert SetAdopter(media).look() == 0
