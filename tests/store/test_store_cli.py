"""`formcue analyze --store`, export, import and athlete, as a person types them."""

import pytest

from server.cli import main
from tests.made_reports import make_recording
from vision.recording import save


@pytest.fixture
def typed(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("FORMCUE_DATA_DIR", str(tmp_path / "data"))
    save(make_recording(), tmp_path / "clip.npz")

    def run(*words):
        status = main([str(word) for word in words])
        out = capsys.readouterr()
        return status, out.out + out.err

    return run


def test_store_export_import_delete(typed, tmp_path):
    clip = tmp_path / "clip.npz"
    status, said = typed("analyze", clip, "--store", "--athlete", "Ann", "--exercise", "lateral_lunge")
    assert (status, "stored as session 1" in said) == (0, True)
    status, said = typed("analyze", clip, "--store", "--exercise", "lateral_lunge")
    assert (status, "here already, as session 1" in said) == (0, True)
    assert "Ann: 1 sessions" in typed("athlete", "list")[1]
    assert typed("export", tmp_path / "all.zip")[0] == 0
    elsewhere = ("--data-dir", tmp_path / "elsewhere")
    assert "1 athletes, 1 sessions" in typed("import", tmp_path / "all.zip", *elsewhere)[1]
    assert "nothing" in typed("import", tmp_path / "all.zip", *elsewhere)[1]
    status, said = typed("athlete", "delete", "Ann", *elsewhere)
    assert (status, "--yes" in said) == (2, True)
    status, said = typed("athlete", "delete", "Ann", "--yes", *elsewhere)
    assert (status, "1 sessions" in said, "Deleted" in said) == (0, True, True)
    assert typed("athlete", "list", *elsewhere) == (0, "")
    assert not list((tmp_path / "elsewhere" / "files").glob("??/*"))
    assert b"Ann" not in (tmp_path / "elsewhere" / "formcue.db").read_bytes()


def test_a_name_nobody_has(typed):
    status, said = typed("athlete", "delete", "Nobody", "--yes")
    assert (status, "athlete list" in said) == (2, True)


def test_a_database_that_cannot_be_reached(typed):
    status, said = typed("athlete", "list", "--db", "postgresql://nobody@localhost:1/none")
    assert (status, len(said.strip().splitlines())) == (2, 1)
