"""A real server, a real Chromium and a fake camera that plays our sample clips."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
QUIET = [
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
FAKE_CAMERA = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
STANDING_S = 9
"""Set-up check and countdown pass while the first picture of the clip stands still."""

OpenPage = Callable[..., AbstractContextManager[Page]]


def chromium() -> str:
    """Chrome or Chromium of this machine; the tests fail, and are not skipped, where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        found = shutil.which(name)
        if found:
            return found
    pytest.fail("no Chromium found: install it (Debian: apt-get install --no-install-recommends chromium ffmpeg)")


@contextmanager
def serving(data: Path, *flags: str, environment: dict[str, str] | None = None) -> Iterator[str]:
    """`formcue serve` on a free port, until the block ends; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "server.cli",
        "serve",
        "--port",
        str(port),
        "--data-dir",
        str(data),
        "--no-open",
        *flags,
    ]
    log = (data / "server.log").open("w")
    process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=log, env={**os.environ, **(environment or {})})
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            if process.poll() is not None:
                pytest.fail(f"the server did not start: {(data / 'server.log').read_text()}")
            try:
                with urllib.request.urlopen(base, timeout=1):
                    break
            except OSError:
                time.sleep(0.1)
        yield base
    finally:
        process.terminate()
        process.wait(20)
        log.close()


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("data"), environment={"FORMCUE_ALLOWED_HOSTS": "form.test"}) as address:
        yield address


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def camera_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """A sample clip as a y4m file for Chromium's fake camera, its first picture held for STANDING_S."""
    folder = tmp_path_factory.mktemp("cameras")
    if shutil.which("ffmpeg") is None:
        pytest.fail("no ffmpeg found: install it (Debian: apt-get install --no-install-recommends ffmpeg)")

    def make(sample: str) -> Path:
        target = folder / f"{sample}.y4m"
        if not target.exists():
            hold = f"fps=30,tpad=start_mode=clone:start_duration={STANDING_S},format=yuv420p"
            source = str(SAMPLES / f"{sample}.mp4")
            subprocess.run(["ffmpeg", "-v", "error", "-i", source, "-an", "-vf", hold, str(target)], check=True)
        return target

    return make


@pytest.fixture
def open_page(playwright: Playwright, base: str) -> OpenPage:
    """`with open_page(path, camera=..., ...) as page`: a fresh browser; fails on errors and on requests to elsewhere."""

    @contextmanager
    def opened(
        path: str = "/practice",
        *,
        camera: Path | None = None,
        flags: list[str] | None = None,
        at: str | None = None,
        init: str = "",
        expect_errors: bool = False,
        **context: Any,
    ) -> Iterator[Page]:
        address = at or base
        arguments = ["--no-sandbox", *QUIET, *(FAKE_CAMERA if flags is None else flags)]
        if camera is not None:
            arguments.append(f"--use-file-for-fake-video-capture={camera}")
        browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=arguments)
        wrong: list[str] = []
        try:
            room: BrowserContext = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **context})
            room.on("request", lambda request: _watch(request.url, address, wrong))
            if init:
                room.add_init_script(init)
            page = room.new_page()
            page.on("websocket", lambda opened: _watch(opened.url.replace("ws", "http", 1), address, wrong))
            if not expect_errors:
                page.on("pageerror", lambda error: wrong.append(f"page error: {error}"))
                page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
            page.goto(address + path)
            yield page
        finally:
            browser.close()
        assert wrong == []

    return opened


def _watch(url: str, address: str, wrong: list[str]) -> None:
    if not url.startswith((address, "blob:", "data:")):
        wrong.append(f"request to elsewhere: {url}")
