"""Any picture of a video is exactly the one asked for, whatever the rate, however far apart the key frames."""

import random
import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest

from vision.errors import InputError
from vision.frames import FrameSource, frame_times

FIXTURES = Path(__file__).parent / "fixtures"
CLIPS = [
    "lunge.mp4", "lunge_hevc.mp4", "lunge_rotated.mp4", "lunge_variable_rate.mp4", "lunge_vp9.webm", "lunge.gif",
    "lunge_240fps.mp4",
]  # fmt: skip
LIMITS = (10_000, 600.0)


def decoded(path):
    """Every picture in order: the truth."""
    capture = cv2.VideoCapture(str(path))
    pictures = []
    while True:
        ok, image = capture.read()
        if not ok:
            return pictures
        pictures.append(image)


def check(path, seed=3, asked=80):
    chance = random.Random(seed)
    truth, times = decoded(path), frame_times(path, *LIMITS)
    assert len(times) == len(truth)
    assert all(a < b for a, b in pairwise(times))
    with FrameSource(path, times) as source:
        i = len(times) - 1
        for step in range(asked):  # jumps, and steps back and forth
            i = chance.randrange(len(times)) if step % 4 == 0 else min(max(i + chance.choice((-1, 1)), 0), len(times) - 1)
            end = times[i + 1] if i + 1 < len(times) else times[i] + 0.1
            t, image = source.at(chance.choice((times[i], times[i] + 0.9 * (end - times[i]) - 0.0006)))
            assert t == times[i]
            assert np.array_equal(image, truth[i]), f"{path.name}: picture {i}"
    return times


@pytest.mark.parametrize("name", CLIPS)
def test_the_picture_asked_for(name):
    check(FIXTURES / name)


@pytest.mark.parametrize("rate", ["30000/1001", "30", "60", "24000/1001"])
def test_exact_at_every_rate_with_one_key_frame_and_reordered_pictures(tmp_path, rate):
    ffmpeg = shutil.which("ffmpeg")
    assert ffmpeg, "ffmpeg is needed for this test: apt-get install -y --no-install-recommends ffmpeg"
    path = tmp_path / "clip.mp4"
    source = f"testsrc=size=160x120:rate={rate}:duration=6"
    encode = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "3", "-g", "1000", "-pix_fmt", "yuv420p"]
    subprocess.run([ffmpeg, "-v", "error", "-f", "lavfi", "-i", source, *encode, str(path)], check=True)
    top, _, bottom = rate.partition("/")
    times = check(path, asked=60)
    assert times == pytest.approx(np.arange(len(times)) * int(bottom or 1) / int(top), abs=1e-3)


def test_before_the_first_and_after_the_last():
    times = frame_times(FIXTURES / "lunge.mp4", *LIMITS)
    with FrameSource(FIXTURES / "lunge.mp4", times) as source:
        assert source.at(-1.0)[0] == times[0]
        assert source.at(1e6)[0] == times[-1]


def test_limits_and_files_that_are_none(tmp_path):
    with pytest.raises(InputError, match="cut it"):
        frame_times(FIXTURES / "lunge.mp4", 10, 600.0)
    with pytest.raises(InputError, match="cut it"):
        frame_times(FIXTURES / "lunge.mp4", 1000, 0.5)
    with pytest.raises(InputError):
        frame_times(FIXTURES / "sound_only.mp4", *LIMITS)
    (tmp_path / "x.mp4").write_bytes(b"nothing at all")
    with pytest.raises(InputError, match="expected a video"):
        frame_times(tmp_path / "x.mp4", *LIMITS)
