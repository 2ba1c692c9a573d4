import json
import os
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from server.report_video import annotate, write_video
from tests.made_reports import make_plank_report, make_recording, make_report
from vision.drawing import blank
from vision.encode import WebmWriter
from vision.errors import InputError, OutputError
from vision.types import ImageArray, Recording
from vision.video import VideoReader


def lit(image: ImageArray, rows: slice, columns: slice) -> int:
    """How many bright pixels: text and skeleton on the plain ground."""
    return int((image[rows, columns].min(axis=2) > 200).sum())


def orange(image: ImageArray) -> int:
    return int(((image[:, :, 2] > 220) & (image[:, :, 1] < 160) & (image[:, :, 0] < 110)).sum())


def at(t: float) -> ImageArray:
    image = blank(640, 480)
    annotate(image, make_report(), make_recording(), t)
    return image


def test_skeleton_only_where_somebody_is_seen() -> None:
    middle = slice(200, 380), slice(240, 400)
    assert lit(at(0.2), *middle) == 0
    assert lit(at(1.0), *middle) > 500


def test_faults_are_marked_around_their_worst_moment() -> None:
    timeline = orange(at(1.0))
    assert orange(at(4.5)) > timeline + 1500
    assert orange(at(3.3)) < timeline + 50
    assert orange(at(5.7)) < timeline + 50


def test_a_hold_marks_its_episodes() -> None:
    def marked(t: float) -> int:
        image = blank(640, 480)
        annotate(image, make_plank_report(), make_recording(), t)
        return orange(image)

    assert min(marked(2.5), marked(7.9)) > max(marked(1.5), marked(4.0), marked(8.5)) + 300


def test_a_cue_is_a_caption_for_three_seconds() -> None:
    caption = slice(390, 460), slice(60, 230)
    assert lit(at(5.85), *caption) == 0
    assert min(lit(at(5.95), *caption), lit(at(8.85), *caption)) > 300
    assert lit(at(8.95), *caption) == 0


@pytest.mark.parametrize("size", [(240, 426), (1, 1), (4000, 40)])
def test_any_picture_size_can_be_drawn_on(size: tuple[int, int]) -> None:
    image = blank(*size)
    annotate(image, make_report(), make_recording(), 6.0)
    assert image.shape == (size[1], size[0], 3)


def test_plain_video_has_the_length_of_the_recording(tmp_path: Path) -> None:
    target = tmp_path / "a.webm"
    write_video(make_report(), make_recording(duration_s=2.0), target, None)
    with VideoReader(target) as reader:
        times = [frame.t for frame in reader]
        assert max(reader.info.size) == 960
    assert len(times) == 60
    assert np.diff(times) == pytest.approx(1 / 30, abs=0.002)
    assert list(tmp_path.iterdir()) == [target]


def test_each_picture_keeps_its_time(tmp_path: Path) -> None:
    source = tmp_path / "in.webm"
    with WebmWriter(source, (160, 120)) as writer:
        for i in range(48):
            writer.write(np.full((120, 160, 3), i % 8 * 30, dtype=np.uint8), i / 24)
    empty = replace(make_recording(), landmarks=np.full((270, 33, 3), np.nan))
    write_video(make_report(reps=(), cues=()), empty, tmp_path / "out.webm", source)
    with VideoReader(tmp_path / "out.webm") as reader:
        levels = [(frame.t, float(frame.image[40:80, 40:120].mean())) for frame in reader]
    assert len(levels) == 48
    for t, level in levels:
        assert level == pytest.approx(round(t * 24) % 8 * 30, abs=10)


def test_a_variable_rate_becomes_constant(tmp_path: Path) -> None:
    recording = make_recording(duration_s=3.0)
    kept = np.r_[0:10, 40:90:4]  # a second is missing, then every fourth frame
    gappy = Recording(
        recording.t[kept], (64, 48), recording.landmarks[kept], recording.world_landmarks[kept],
        recording.visibility[kept], recording.presence[kept],
    )  # fmt: skip
    write_video(make_report(), gappy, tmp_path / "a.webm", None)
    with VideoReader(tmp_path / "a.webm") as reader:
        times = [frame.t for frame in reader]
    assert times[-1] == pytest.approx(float(gappy.t[-1]), abs=0.04)
    assert np.diff(times) == pytest.approx(1 / 30, abs=0.002)


def test_vp8_in_webm_without_chatter(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    write_video(make_report(), make_recording(duration_s=0.5), tmp_path / "a.webm", None)
    assert capfd.readouterr() == ("", "")
    head = (tmp_path / "a.webm").read_bytes()[:600]
    assert b"webm" in head
    assert b"V_VP8" in head


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="needs ffprobe")
def test_another_reader_agrees(tmp_path: Path) -> None:
    write_video(make_report(), make_recording(duration_s=2.0), tmp_path / "a.webm", None)
    command = ["ffprobe", "-v", "error", "-show_streams", "-show_format", "-of", "json", os.fspath(tmp_path / "a.webm")]
    probed = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    assert probed["streams"][0]["codec_name"] == "vp8"
    assert float(probed["format"]["duration"]) == pytest.approx(2.0, abs=0.05)


def test_failures_leave_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("")
    with pytest.raises(InputError):
        write_video(make_report(), make_recording(), tmp_path / "a.webm", tmp_path / "gone.mp4")
    with pytest.raises(OutputError):
        write_video(make_report(), make_recording(), tmp_path / "f" / "a.webm", None)
    assert [p.name for p in tmp_path.iterdir()] == ["f"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "a.webm").symlink_to("/dev/full")
    with pytest.raises(OutputError, match="may be full"):
        write_blanks(tmp_path / "a.webm")


def write_blanks(path: Path) -> None:
    with WebmWriter(path, (64, 48)) as writer:
        for i in range(50):
            writer.write(blank(64, 48), i / 10)
