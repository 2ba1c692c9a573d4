"""Landmark recordings: what is saved comes back, what is unsound is refused before it costs anything."""

import json
import pickle
import zipfile

import numpy as np
import pytest

from vision import recording
from vision.errors import InputError, OutputError
from vision.people import nobody
from vision.types import PoseFrame, Recording


def made(frames: int = 5) -> Recording:
    rng = np.random.default_rng(1)
    landmarks = rng.random((frames, 33, 3))
    landmarks[1] = np.nan
    return Recording(
        np.arange(frames) / 30,
        (640, 480),
        landmarks,
        rng.normal(size=(frames, 33, 3)),
        rng.random((frames, 33)),
        rng.random((frames, 33)),
        {"model": "full", "notes": ["é"]},
    )


def test_round_trip_is_exact(tmp_path):
    before = made()
    recording.save(before, tmp_path / "a.npz")
    after = recording.load(tmp_path / "a.npz")
    for name in ("t", "landmarks", "world_landmarks", "visibility", "presence"):
        np.testing.assert_array_equal(getattr(before, name), getattr(after, name))
        assert not getattr(after, name).flags.writeable
    assert after.image_size == (640, 480)
    assert after.meta == before.meta
    assert [p.name for p in tmp_path.iterdir()] == ["a.npz"]


def test_frames_stack_to_a_recording():
    one = PoseFrame(0.0, (64, 48), np.ones((33, 3)), np.zeros((33, 3)), np.ones(33), np.ones(33))
    stacked = recording.from_frames([one, nobody(0.1, (64, 48))], (1280, 960), {})
    assert [stacked.frame(i).people for i in range(2)] == [1, 0]
    assert np.isnan(stacked.landmarks[1]).all()
    assert (stacked.visibility[1] == 0).all()
    assert stacked.image_size == (1280, 960)


def test_nothing_stacks_to_an_empty_recording():
    assert recording.from_frames([], (64, 48), {}).landmarks.shape == (0, 33, 3)


def test_unwritable_place(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OutputError):
        recording.save(made(), tmp_path / "file" / "a.npz")


def arrays(**changes: object) -> dict[str, object]:
    good = made()
    content: dict[str, object] = {
        "t": good.t,
        "landmarks": good.landmarks,
        "world_landmarks": good.world_landmarks,
        "visibility": good.visibility,
        "presence": good.presence,
        "image_size": np.array([640, 480]),
        "meta": np.array(json.dumps({})),
    }
    content |= changes
    return {name: value for name, value in content.items() if value is not None}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"t": None}, "without t"),
        ({"image_size": None}, "without image_size"),
        ({"t": np.zeros(0)}, "1 to"),
        ({"t": np.zeros((5, 1))}, "1 to"),
        ({"t": np.arange(4.0)}, "landmarks"),
        ({"t": np.zeros(5)}, "rise"),
        ({"t": -np.arange(5.0)}, "rise"),
        ({"t": np.array([0, 1, np.nan, 3, 4])}, "rise"),
        ({"landmarks": np.zeros((5, 17, 3))}, r"\(5, 33, 3\)"),
        ({"landmarks": np.full((5, 33, 3), np.inf)}, "infinite"),
        ({"world_landmarks": np.full((5, 33, 3), 1e9)}, "huge"),
        ({"landmarks": np.full((5, 33, 3), "a")}, "numbers"),
        ({"landmarks": np.zeros((5, 33, 3), dtype=complex)}, "numbers"),
        ({"visibility": np.full((5, 33), 7.0)}, "0 to 1"),
        ({"image_size": np.array([640, 480, 3])}, "two numbers"),
        ({"image_size": np.array([0, 480])}, "two sides"),
        ({"meta": np.array("no json")}, "JSON"),
        ({"meta": np.array("[1]")}, "JSON object"),
        ({"meta": np.array("x" * 200_000)}, "short JSON"),
    ],
)
def test_unsound_recordings_are_refused_in_one_line(tmp_path, changes, words):
    path = tmp_path / "bad.npz"
    np.savez(path, **arrays(**changes))
    with pytest.raises(InputError, match=words) as caught:
        recording.load(path)
    assert "\n" not in str(caught.value)


def test_meta_may_be_left_out_and_all_may_be_nan(tmp_path):
    path = tmp_path / "a.npz"
    np.savez(path, **arrays(meta=None, landmarks=np.full((5, 33, 3), np.nan), visibility=np.full((5, 33), np.nan)))
    assert recording.load(path).meta == {}


class Bomb:
    def __reduce__(self):
        return (print, ("a pickle was run",))


def test_pickles_are_never_run(tmp_path, capsys):
    path = tmp_path / "bad.npz"
    np.savez(path, **arrays(t=np.array([Bomb()] * 5, dtype=object)))
    with pytest.raises(InputError):
        recording.load(path)
    path.write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(InputError):
        recording.load(path)
    assert "pickle was run" not in capsys.readouterr().out


def test_a_huge_array_is_refused_by_its_header(tmp_path):
    path = tmp_path / "huge.npz"
    np.savez(path, **arrays())
    header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (900000000,), }"
    header += b" " * (118 - len(header) - 1) + b"\n"
    with zipfile.ZipFile(tmp_path / "bad.npz", "w") as bad, zipfile.ZipFile(path) as good:
        for member in good.namelist():
            data = good.read(member)
            bad.writestr(member, b"\x93NUMPY\x01\x00" + (118).to_bytes(2, "little") + header if member == "t.npy" else data)
    with pytest.raises(InputError, match="900000000"):
        recording.load(tmp_path / "bad.npz")


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04 broken", b"\x93NUMPY"])
def test_foreign_files(tmp_path, content):
    path = tmp_path / "bad.npz"
    path.write_bytes(content)
    with pytest.raises(InputError, match="landmark recording"):
        recording.load(path)


def test_truncated_and_missing(tmp_path):
    path = tmp_path / "a.npz"
    recording.save(made(), path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(InputError):
        recording.load(path)
    with pytest.raises(InputError, match="no such file"):
        recording.load(tmp_path / "none.npz")
    with pytest.raises(InputError, match="folder"):
        recording.load(tmp_path)


def test_damaged_inside(tmp_path):
    path = tmp_path / "a.npz"
    recording.save(made(), path)
    data = bytearray(path.read_bytes())
    for at in range(200, len(data) - 1500, 97):
        data[at] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(InputError):
        recording.load(path)
