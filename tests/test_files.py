from pathlib import Path

import pytest

from vision.errors import OutputError
from vision.files import atomic_write


def test_writes_whole(tmp_path: Path) -> None:
    target = tmp_path / "new" / "a.json"
    with atomic_write(target) as temporary:
        assert temporary.parent == target.parent
        assert temporary.suffix == ".json"
        temporary.write_text("x")
        assert not target.exists()
    assert target.read_text() == "x"
    assert [p.name for p in target.parent.iterdir()] == ["a.json"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_a_stop_in_the_middle_keeps_the_old_file(tmp_path: Path, error: type[BaseException]) -> None:
    target = tmp_path / "a.csv"
    target.write_text("old")
    with pytest.raises(error), atomic_write(target) as temporary:  # noqa: PT012 - the error comes from inside
        temporary.write_text("half")
        raise error
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_unwritable_places_say_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "dir").mkdir()
    for target in (tmp_path / "file" / "a.json", tmp_path / "dir", tmp_path / ("x" * 300) / "a.json"):
        with pytest.raises(OutputError, match=r"cannot write .* choose another place"), atomic_write(target):
            pass
    with pytest.raises(OutputError, match="No space left"), atomic_write(tmp_path / "full"):
        raise OSError(28, "No space left on device")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["dir", "file"]


def test_a_long_file_name_still_fits(tmp_path: Path) -> None:
    target = tmp_path / ("x" * 250 + ".json")
    with atomic_write(target) as temporary:
        temporary.write_text("x")
    assert target.exists()
