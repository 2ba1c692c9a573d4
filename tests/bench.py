"""Speed, scaling and memory on this machine: `make bench`. Run it on an otherwise idle one.

python -m tests.bench [--minutes 10] [--frames 108000] [--repeat 3] [--only speed,workers,memory,core,live,browser]
"""

import argparse
import gc
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import mediapipe as mp
from mediapipe.tasks.python import BaseOptions
from mediapipe.tasks.python import vision as tasks
from rich.console import Console
from rich.table import Table

from server.batch import analyze_clip
from server.extract import Extractor
from tests.bench_live import live
from tests.browser.latency import browser
from vision.pose import model_path
from vision.session import Session, SessionSettings
from vision.stderr import quiet_stderr
from vision.types import Recording
from vision.video import VideoReader, to_rgb

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
CLIP = SAMPLES / "lunge_front.mp4"
CLIPS = [SAMPLES / name for name in ("lunge_front.mp4", "lunge_oblique.mp4", "plank_oblique.mp4", "deadlift_oblique.mp4")]
LUNGES = SessionSettings("lateral_lunge")

Row = tuple[str, str, str, bool]
"""What, measured, bar, reached."""


def speed(repeat: int) -> Iterator[Row]:
    """Frames a second of the whole analysis over a bare inference loop on the same frames, turn about."""
    with VideoReader(CLIP) as reader:
        pictures = [(frame.t, to_rgb(frame.image)) for frame in reader]
    bare, whole = [], []
    for _ in range(repeat):
        bare.append(len(pictures) / _bare_loop(pictures))
        with Extractor("full") as extractor:
            start = time.perf_counter()
            report, _ = analyze_clip(extractor, CLIP, LUNGES)
            whole.append(report.frames / (time.perf_counter() - start))
        assert report.frames == len(pictures)
    ratio = statistics.median(w / b for w, b in zip(whole, bare, strict=True))
    yield "bare detect_for_video", f"{statistics.median(bare):.1f} fps", "", True
    yield "whole analysis", f"{statistics.median(whole):.1f} fps", "", True
    yield "analysis over bare loop", f"{ratio:.3f}", ">= 0.98", ratio >= 0.98


def _bare_loop(pictures: list[tuple[float, object]]) -> float:
    options = tasks.PoseLandmarkerOptions(
        base_options=BaseOptions(model_asset_path=str(model_path("full"))), running_mode=tasks.RunningMode.VIDEO
    )
    start = time.perf_counter()  # the analysis makes its landmarker within its time too: one a clip
    with quiet_stderr(b"I0", b"W0", b"INFO:", b"WARNING:"), tasks.PoseLandmarker.create_from_options(options) as landmarker:
        for t, picture in pictures:
            landmarker.detect_for_video(mp.Image(image_format=mp.ImageFormat.SRGB, data=picture), round(t * 1000))
    return time.perf_counter() - start


def workers(repeat: int) -> Iterator[Row]:
    """Wall time of the command on four clips with one and with two workers."""
    seconds = {count: min(_command(count) for _ in range(max(1, repeat - 1))) for count in (1, 2)}
    ratio = seconds[1] / seconds[2]
    yield "four clips, 1 worker", f"{seconds[1]:.1f} s", "", True
    yield "four clips, 2 workers", f"{seconds[2]:.1f} s", "", True
    yield "2 workers over 1", f"{ratio:.2f}", ">= 1.8", ratio >= 1.8


def _command(count: int) -> float:
    start = time.perf_counter()
    command = [sys.executable, "-m", "server.cli", "analyze", *map(str, CLIPS), "--workers", str(count)]
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def memory(minutes: float) -> Iterator[Row]:
    """Resident memory of an analysis of a long 1080p clip, after a quarter of it and at its peak."""
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "long.mp4"
        _long_clip(clip, minutes)
        command = [
            sys.executable,
            "-m",
            "server.cli",
            "analyze",
            str(clip),
            "--exercise",
            "lateral_lunge",
            "--model",
            "lite",
        ]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        seen: list[float] = []
        while process.poll() is None:
            seen.append(_resident_mb(process.pid) or (seen[-1] if seen else 0.0))
            time.sleep(0.5)
        assert process.returncode == 0
    quarter = max(seen[: max(1, len(seen) // 4)])
    growth = (max(seen) - quarter) / (0.75 * minutes)
    yield f"{minutes:g} min of 1080p, peak", f"{max(seen):.0f} MB", "<= 600 MB", max(seen) <= 600
    yield "growth after the first quarter", f"{growth:.1f} MB a minute", "< 10", growth < 10


def _long_clip(path: Path, minutes: float) -> None:
    with VideoReader(CLIP) as reader:
        pictures = [frame.image for frame in reader]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), 30.0, (1920, 1080))
    for i in range(round(minutes * 60 * 30)):
        picture = pictures[i % len(pictures)]
        writer.write(cv2.copyMakeBorder(cv2.resize(picture, (1440, 1080)), 0, 0, 240, 240, cv2.BORDER_CONSTANT))
    writer.release()


def _resident_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


def core(frames: int) -> Iterator[Row]:
    """Reps, rules and cues on landmarks alone, for an hour of them: mean time a frame, and the last tenth over the first."""
    for clip, exercise in ((CLIPS[0], "lateral_lunge"), (CLIPS[2], "plank"), (CLIPS[3], "deadlift")):
        with Extractor("lite") as extractor:
            recording, _ = extractor.read(clip, SessionSettings(exercise))
        milliseconds = _feed(recording, exercise, frames)
        tenth = max(1, len(milliseconds) // 10)
        mean = statistics.fmean(milliseconds)
        drift = statistics.fmean(milliseconds[-tenth:]) / statistics.fmean(milliseconds[tenth : 2 * tenth])
        yield f"{exercise}: a landmark frame, mean of {frames:,}", f"{mean:.3f} ms", "<= 0.2 ms", mean <= 0.2
        yield f"{exercise}: last tenth over second tenth", f"{drift:.2f}", "<= 1.1", drift <= 1.1


def _feed(recording: Recording, exercise: str, frames: int) -> list[float]:
    session = Session(SessionSettings(exercise))
    lap = float(recording.t[-1]) + 1 / 30
    spent = []
    gc.collect()
    for i in range(frames):
        rounds, row = divmod(i, len(recording))
        frame = recording.frame(row)
        frame = replace(frame, t=frame.t + rounds * lap)
        start = time.thread_time()  # processor time: other programs on the machine don't count
        session.feed(frame)
        spent.append((time.thread_time() - start) * 1000)
    return spent


def main() -> int:
    """Measure what is asked for and print one table; status 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description="speed, scaling and memory on this machine")
    parser.add_argument("--minutes", type=float, default=10.0, help="length of the 1080p clip")
    parser.add_argument("--frames", type=int, default=108_000, help="landmark frames fed to the core")
    parser.add_argument("--seconds", type=float, default=20.0, help="length of each part of live practice")
    parser.add_argument("--browser-seconds", type=float, default=300.0, help="length of live practice in a browser")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--only", default="speed,workers,memory,core,live,browser")
    options = parser.parse_args()
    parts: dict[str, Callable[[], Iterator[Row]]] = {
        "speed": lambda: speed(options.repeat),
        "workers": lambda: workers(options.repeat),
        "memory": lambda: memory(options.minutes),
        "core": lambda: core(options.frames),
        "live": lambda: live(options.seconds),
        "browser": lambda: browser(options.browser_seconds),
    }
    console = Console()
    table = Table("what", "measured", "bar", "")
    missed = 0
    for name in options.only.split(","):
        for what, measured, bar, reached in parts[name]():
            console.print(f"{what}: {measured}")
            table.add_row(what, measured, bar, ("ok" if reached else "MISSED") if bar else "")
            missed += not reached
    console.print(table)
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
