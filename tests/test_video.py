"""Pictures in: formats, media time, rotation, sampling, early stop, bad files, JPEG limits."""

import struct
import threading
import time
from pathlib import Path

import cv2
import numpy as np
import pytest

from vision import video
from vision.errors import InputError
from vision.video import VideoReader, decode_jpeg, encode_jpeg, picture_size, probe

FIXTURES = Path(__file__).parent / "fixtures"
CLIP = FIXTURES / "lunge.mp4"


def write_clip(
    path: Path, count: int = 20, fps: float = 30.0, size: tuple[int, int] = (64, 48), fourcc: str = "mp4v"
) -> Path:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*fourcc), fps, size)
    assert writer.isOpened()
    for i in range(count):
        writer.write(np.full((size[1], size[0], 3), i * 255 // max(count - 1, 1), dtype=np.uint8))
    writer.release()
    return path


def times(path: Path, max_fps: float = 30.0) -> list[float]:
    with VideoReader(path, max_fps) as reader:
        return [frame.t for frame in reader]


@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("lunge.mp4", 60),
        ("lunge_hevc.mp4", 60),
        ("lunge_vp9.webm", 60),
        ("lunge.gif", 20),
        ("lunge_variable_rate.mp4", 33),
        ("lunge_240fps.mp4", 60),
    ],
)
def test_reads_every_format_at_most_30_fps(name, count):
    t = times(FIXTURES / name)
    assert abs(len(t) - count) <= 1
    assert t[0] == 0.0
    assert 1.8 <= t[-1] <= 2.0
    assert (np.diff(t) > 0).all()


@pytest.mark.parametrize(("suffix", "fourcc"), [(".avi", "MJPG"), (".mkv", "mp4v"), (".mov", "mp4v"), (".webm", "VP80")])
def test_reads_containers_written_here(tmp_path, suffix, fourcc):
    path = write_clip(tmp_path / f"clip with spaces é%03d{suffix}", fourcc=fourcc)
    assert len(times(path)) == 20


@pytest.mark.parametrize(
    ("fps", "max_fps", "expected"),
    [
        (30.0, 30.0, 60),
        (29.97, 30.0, 60),
        (15.0, 30.0, 60),
        (60.0, 30.0, 30),
        (50.0, 30.0, 36),
        (30.0, 10.0, 20),
        (120.0, 60.0, 30),
    ],
)
def test_frames_are_chosen_by_their_own_time(tmp_path, fps, max_fps, expected):
    path = write_clip(tmp_path / "clip.mp4", count=60, fps=fps)
    t = times(path, max_fps)
    assert abs(len(t) - expected) <= 1
    grid = np.round(np.array(t) * fps)
    assert np.abs(np.array(t) - grid / fps).max() < 1e-3  # media times of real frames, no drift


def test_variable_rate_keeps_the_gaps():
    steps = np.diff(times(FIXTURES / "lunge_variable_rate.mp4"))
    assert steps.min() == pytest.approx(1 / 30, abs=1e-3)
    assert steps.max() == pytest.approx(0.1, abs=1e-3)


def test_steady_steps_out_of_240_fps():
    assert np.diff(times(FIXTURES / "lunge_240fps.mp4")) == pytest.approx(1 / 30, abs=0.005)


def test_phone_rotation_is_applied():
    upright, turned = (next(iter(VideoReader(FIXTURES / name))) for name in ("lunge.mp4", "lunge_rotated.mp4"))
    assert probe(FIXTURES / "lunge_rotated.mp4").size == (240, 320)
    assert turned.image.shape == (320, 240, 3)
    both_ways = [np.abs(np.rot90(upright.image, k).astype(int) - turned.image).mean() for k in (1, 3)]
    assert min(both_ways) < 1.0


def test_large_pictures_are_reduced_and_the_size_kept(tmp_path):
    path = write_clip(tmp_path / "big.mp4", count=2, size=(1920, 1080))
    with VideoReader(path) as reader:
        shapes = {frame.image.shape for frame in reader}
    assert shapes == {(720, 1280, 3)}
    assert probe(path).size == (1920, 1080)


@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_a_picture_is_a_clip_of_one_frame(tmp_path, suffix):
    path = tmp_path / f"still{suffix}"
    cv2.imwrite(str(path), np.zeros((30, 40, 3), dtype=np.uint8))
    with VideoReader(path) as reader:
        frames = list(reader)
    assert [(frame.t, frame.image.shape) for frame in frames] == [(0.0, (30, 40, 3))]


def test_stopping_early_ends_the_thread():
    with VideoReader(CLIP) as reader:
        for _ in reader:
            break
    assert not [thread for thread in threading.enumerate() if thread.name == "formcue-decode"]


def test_a_slow_consumer_holds_few_frames():
    with VideoReader(CLIP) as reader:
        frames = iter(reader)
        next(frames)
        time.sleep(0.2)
        assert reader.decoded <= video.QUEUE_FRAMES + 3


def test_an_error_in_the_thread_reaches_the_consumer(monkeypatch):
    def broken(*_):
        raise MemoryError("no room")

    monkeypatch.setattr(video, "reduced", broken)
    with VideoReader(CLIP) as reader, pytest.raises(MemoryError, match="no room"):
        list(reader)


def cut_off(path: Path) -> None:
    path.write_bytes(CLIP.read_bytes()[:4000])


def zero_length(path: Path) -> None:
    write_clip(path, count=0)


def huge(path: Path) -> None:
    write_clip(path, count=1, size=(7680, 4320), fourcc="MJPG")


def playlist(path: Path) -> None:
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n")


@pytest.mark.parametrize(
    ("name", "make", "words"),
    [
        ("missing.mp4", lambda _: None, "no such file"),
        ("folder.mp4", Path.mkdir, "got a folder"),
        ("empty.mp4", Path.touch, "empty file"),
        ("text.mp4", lambda p: p.write_text("hello, I am a text\n" * 50), "another kind"),
        ("playlist.mp4", playlist, "another kind"),
        ("sound.mp4", lambda p: p.write_bytes((FIXTURES / "sound_only.mp4").read_bytes()), "only sound"),
        ("cut.mp4", cut_off, "cut off"),
        ("zero.mp4", zero_length, "got"),
        ("huge.avi", huge, "7680 x 4320"),
        ("bomb.jpg", lambda p: p.write_bytes(jpeg_of_size(20_000, 20_000)), "20000 x 20000"),
        ("cut.jpg", lambda p: p.write_bytes(encode_jpeg(np.zeros((20, 20, 3), np.uint8))[:60]), "picture"),
        ("nul\0.mp4", lambda _: None, "expected"),
    ],
)
def test_bad_files_say_what_is_wrong_in_one_line(tmp_path, capfd, name, make, words):
    path = tmp_path / name
    make(path)
    with pytest.raises(InputError, match=words) as caught:
        times(path)
    assert "\n" not in str(caught.value)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("rate", [0.0, -1.0, float("nan")])
def test_a_rate_must_be_positive(rate):
    with pytest.raises(InputError, match="frame rate above 0"):
        VideoReader(CLIP, rate)


def jpeg_of_size(width: int, height: int) -> bytes:
    """A small JPEG whose header claims another size."""
    data = bytearray(encode_jpeg(np.zeros((16, 16, 3), dtype=np.uint8)))
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def test_jpeg_round_trip():
    picture = np.full((48, 64, 3), (10, 120, 240), dtype=np.uint8)
    data = encode_jpeg(picture, 95)
    assert picture_size(data) == (64, 48)
    assert np.abs(decode_jpeg(data).astype(int) - picture).max() <= 6


def test_a_jpeg_bomb_is_refused_before_it_unfolds():
    started = time.perf_counter()
    with pytest.raises(InputError, match="20000 x 20000"):
        decode_jpeg(jpeg_of_size(20_000, 20_000))
    assert time.perf_counter() - started < 0.05


@pytest.mark.parametrize("trick", [b"\xff\x01", b"\xff\xd0", b"\xff\xd7", b"\xff\x00"])
def test_a_size_hidden_behind_a_marker_that_decoders_skip(trick):
    """Such markers have no length: who reads one skips the real header, and finds another in what follows."""
    real, false = jpeg_of_size(20_000, 20_000), jpeg_of_size(64, 48)
    at = real.index(b"\xff\xc0")
    hidden = real[2:at] + real[at : at + 19]
    rest = false[2:]
    bomb = b"\xff\xd8" + trick + struct.pack(">H", len(hidden) + 2) + hidden + rest
    with pytest.raises(InputError):
        decode_jpeg(bomb)


def test_a_jpeg_of_very_many_passes_is_refused_before_it_is_decoded():
    data = encode_jpeg(np.zeros((48, 64, 3), np.uint8))
    scan = data[data.index(b"\xff\xda") : -2]
    start = time.perf_counter()
    with pytest.raises(InputError, match="passes"):
        decode_jpeg(data[:-2] + scan * 2000 + data[-2:])
    assert time.perf_counter() - start < 1.0


def test_a_progressive_jpeg_as_cameras_make_them_is_read():
    picture = np.full((48, 64, 3), 128, np.uint8)
    ok, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])
    assert ok
    assert data.tobytes().count(b"\xff\xda") > 5
    assert decode_jpeg(data.tobytes()).shape == (48, 64, 3)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xe0\x00",
        b"GIF89a",
        b"\xff\xd8\xff" + b"\xff" * 100,
        b"\xff\xd8\xff\xe0\x00\x00" * 50,
        b"x" * 9_000_000,
    ],
)
def test_bad_jpeg_data(data):
    with pytest.raises(InputError):
        decode_jpeg(data)
