"""How quick live practice is, in a real Chromium with a fake camera: `python -m tests.browser.latency`.

Rows for `make bench`: capture to overlay and whether it grows, answers a second, the delay of cues. Camera, browser and
server share this machine, as they do at home.
"""

import argparse
import statistics
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from tests.bench_live import CAMERA_FPS, Row, bare_rate
from tests.browser.conftest import FAKE_CAMERA, QUIET, SAMPLES, STANDING_S, chromium, serving
from vision.video import VideoReader

CLIP = SAMPLES / "lunge_front.mp4"
SET_UP_S = 20.0
BAR_MS, FREE_INFER_MS, CUE_BAR_MS = 80.0, 40.0, 300.0
REFRESH_MS = 1000.0 / 60.0
"""A drawing waits for the screen's next refresh, and camera and screen drift past each other within some minutes: the wait
alone changes the latency by up to this much, there and back.
"""


def browser(seconds: float) -> Iterator[Row]:
    """Rows of the table: one client, `lite`, 640x480 at 30 pictures a second, for `seconds` after the set-up."""
    with VideoReader(CLIP) as clip:
        bare = bare_rate([frame.image for frame in clip], min(10.0, seconds))
    yield "bare detect_for_video, lite", f"{bare:.1f}/s", "", True
    result = _measure(seconds)
    at = [one["at"] / 1000.0 for one in result["drawings"]]
    rate, wanted = (len(at) - 1) / (at[-1] - at[0]), 0.95 * min(bare, CAMERA_FPS)
    yield "in the browser, answers a second", f"{rate:.1f}/s", f">= {wanted:.1f}", rate >= wanted
    latency = [one["latencyMs"] for one in result["drawings"]]
    bar = BAR_MS + max(0.0, 1000.0 / bare - FREE_INFER_MS)
    p95 = _p95(latency)
    yield "capture to overlay, median", f"{statistics.median(latency):.0f} ms", "", True
    yield "capture to overlay, p95", f"{p95:.0f} ms", f"<= {bar:.0f} ms", p95 <= bar
    quarter = len(latency) // 4
    growth = _p95(latency[-quarter:]) - _p95(latency[:quarter])
    yield (
        f"its growth in {seconds / 60:.1f} min",
        f"{growth:+.0f} ms, last quarter less first",
        f"<= {REFRESH_MS:.0f} ms, a refresh of the screen",
        growth <= REFRESH_MS,
    )
    delays = [one["delayMs"] for one in result["cues"] if one["delayMs"] is not None]
    if len(delays) > 1:
        late = _p95(delays)
        yield f"cue on screen, p95 of {len(delays)}", f"{late:.0f} ms", f"<= {CUE_BAR_MS:.0f} ms", late <= CUE_BAR_MS


def _measure(seconds: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        camera = Path(folder) / "camera.y4m"
        hold = f"fps=30,scale=640:480,tpad=start_mode=clone:start_duration={STANDING_S},format=yuv420p"
        subprocess.run(["ffmpeg", "-v", "error", "-i", str(CLIP), "-an", "-vf", hold, str(camera)], check=True)
        with serving(Path(folder)) as base, sync_playwright() as playwright:
            flags = ["--no-sandbox", *QUIET, *FAKE_CAMERA, f"--use-file-for-fake-video-capture={camera}"]
            chrome = playwright.chromium.launch(executable_path=chromium(), headless=True, args=flags)
            page = chrome.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"{base}/practice")
            result = _practise(page, seconds)
            chrome.close()
            return result


def _practise(page: Page, seconds: float) -> dict[str, Any]:
    page.get_by_role("button", name="Start the camera").click()
    page.get_by_role("button", name="End the set").wait_for(timeout=SET_UP_S * 1000)
    skip: int = page.evaluate("__formcue.drawings.length")
    page.wait_for_timeout(seconds * 1000)
    drawings = page.evaluate(f"__formcue.drawings.slice({skip})")
    return {"drawings": drawings, "cues": page.evaluate("__formcue.cues")}


def _p95(numbers: Sequence[float]) -> float:
    return statistics.quantiles(numbers, n=20, method="inclusive")[-1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long to practise (default 30)")
    for what, measured, bar, reached in browser(parser.parse_args().seconds):
        print(f"{what}: {measured}   {bar and (bar + (' ok' if reached else ' MISSED'))}", flush=True)
