"""Is this machine ready? Each check says what was found and what to do."""

import os
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import numpy as np

from vision.errors import FormcueError, OutputError
from vision.pose import MODELS, MediaPipePose, model_path
from vision.types import Frame
from vision.video import decode_jpeg, encode_jpeg, probe

PACKAGES: Final = ("mediapipe", "opencv-python-headless", "numpy", "matplotlib", "jinja2", "rich")
SAMPLES: Final = Path(__file__).resolve().parent.parent / "samples"
LIVE_FPS: Final = 15.0
"""Fewer frames a second than this feel late in live practice."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's report; `needed` is false for what batch analysis does without."""

    name: str
    ok: bool
    words: str
    needed: bool = True


def check_all(port: int) -> Iterator[Check]:
    """Every check in turn; a check that fails never stops the others."""
    checks: tuple[tuple[str, Callable[[], Check]], ...] = (
        ("python", _python),
        ("packages", _packages),
        ("models", _models),
        ("pose model", _inference),
        ("video", _video),
        ("temporary files", _temporary),
        ("camera", _camera),
        ("port", lambda: _port(port)),
    )
    for name, check in checks:
        try:
            yield check()
        except FormcueError as error:
            yield Check(name, False, str(error))


def _python() -> Check:
    words = f"{sys.version.split()[0]} on {os.cpu_count()} cores"
    ok = sys.version_info >= (3, 11)
    return Check("python", ok, words if ok else f"{words}; 3.11 or newer is needed: install it and run `make` again")


def _packages() -> Check:
    found, missing = [], []
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    if missing:
        return Check("packages", False, f"missing: {', '.join(missing)}; run `make .venv` in the project folder")
    return Check("packages", True, ", ".join(found))


def _models() -> Check:
    found, trouble = [], []
    for model in MODELS:
        try:
            model_path(model)
            found.append(model)
        except FormcueError as error:
            trouble.append(str(error))
    ok = {"lite", "full"} <= set(found)
    words = f"{', '.join(found) or 'none'} match the manifest"
    return Check("models", ok, "; ".join([words, *trouble]))


def _inference() -> Check:
    grey = np.full((480, 640, 3), 128, dtype=np.uint8)
    with MediaPipePose("full") as estimator:
        estimator.estimate(Frame(0, 0.0, grey))
        start = time.perf_counter()
        count = 10
        for i in range(count):
            estimator.estimate(Frame(i + 1, (i + 1) / 30, grey))
        rate = count / (time.perf_counter() - start)
    words = f"the full model looks for a person in {rate:.0f} pictures a second"
    if rate < LIVE_FPS:
        return Check(
            "pose model", False, f"{words}; too slow for live practice: use --model lite, close other programs", needed=False
        )
    return Check("pose model", True, words)


def _video() -> Check:
    picture = np.zeros((32, 32, 3), dtype=np.uint8)
    decode_jpeg(encode_jpeg(picture))
    clips = sorted(SAMPLES.glob("*.mp4"))
    if not clips:
        return Check("video", True, "JPEG works; no sample clip here to try H.264 with")
    info = probe(clips[0])
    return Check("video", True, f"JPEG and H.264 work ({clips[0].name}: {info.size[0]} x {info.size[1]}, {info.fps:g} fps)")


def _temporary() -> Check:
    try:
        with tempfile.TemporaryFile() as file:
            file.write(b"formcue")
    except OSError as error:
        raise OutputError(f"no temporary file can be made: {error}; free space or set TMPDIR") from error
    return Check("temporary files", True, tempfile.gettempdir())


def _camera() -> Check:
    if not sys.platform.startswith("linux"):
        return Check("camera", True, "the browser asks for it; nothing to check here", needed=False)
    cameras = sorted(path.name for path in Path("/dev").glob("video*"))
    if cameras:
        return Check("camera", True, f"{', '.join(cameras)}; the browser will ask before it uses one", needed=False)
    return Check("camera", False, "none found; plug one in for live practice, recorded clips need none", needed=False)


def _port(port: int) -> Check:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            return Check("port", False, f"127.0.0.1:{port} can't be used: {error}; choose another with --port", needed=False)
    return Check("port", True, f"127.0.0.1:{port} is free", needed=False)
