"""How quick live practice is, in a real Chromium with a fake camera: `python -m tests.browser.latency`.

Prints capture-to-overlay latency, answers a second and the delay of cues, for `make bench`; `--seconds 300` shows whether
the latency grows.
"""

import argparse
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import FAKE_CAMERA, QUIET, SAMPLES, chromium, serving

SET_UP_S = 20.0
BAR_MS, FREE_INFER_MS = 80.0, 40.0


def measure(seconds: float) -> dict[str, Any]:
    """Drawings and cues of one client, `lite`, 640x480 at 30 pictures a second, for that long after the set-up."""
    with tempfile.TemporaryDirectory() as folder:
        camera = Path(folder) / "camera.y4m"
        hold = "fps=30,scale=640:480,tpad=start_mode=clone:start_duration=9,format=yuv420p"
        source = str(SAMPLES / "lunge_front.mp4")
        subprocess.run(["ffmpeg", "-v", "error", "-i", source, "-an", "-vf", hold, str(camera)], check=True)
        with serving(Path(folder)) as base, sync_playwright() as playwright:
            flags = ["--no-sandbox", *QUIET, *FAKE_CAMERA, f"--use-file-for-fake-video-capture={camera}"]
            browser = playwright.chromium.launch(executable_path=chromium(), headless=True, args=flags)
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"{base}/practice")
            result = _practise(page, seconds)
            browser.close()
            return result


def _practise(page: Page, seconds: float) -> dict[str, Any]:
    page.get_by_role("button", name="Start the camera").click()
    page.get_by_role("button", name="End the set").wait_for(timeout=SET_UP_S * 1000)
    skip: int = page.evaluate("__formcue.drawings.length")
    page.wait_for_timeout(seconds * 1000)
    drawings = page.evaluate(f"__formcue.drawings.slice({skip})")
    cues = page.evaluate("__formcue.cues")
    return {"drawings": drawings, "cues": cues}


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30.0, help="how long to practise (default 30)")
    result = measure(parser.parse_args().seconds)
    latency = np.array([one["latencyMs"] for one in result["drawings"]])
    server = np.array([one["serverMs"] for one in result["drawings"]])
    at = np.array([one["at"] for one in result["drawings"]]) / 1000.0
    bar = BAR_MS + max(0.0, float(np.median(server)) - FREE_INFER_MS)
    half = len(latency) // 2
    print(f"answers a second       {(len(at) - 1) / (at[-1] - at[0]):.1f}")
    print(f"server per picture     {_spread(server)}")
    print(f"capture to overlay     {_spread(latency)} (bar {bar:.0f})")
    print(f"  first half           {_spread(latency[:half])}")
    print(f"  second half          {_spread(latency[half:])}")
    delays = [one["delayMs"] for one in result["cues"] if one["delayMs"] is not None]
    if delays:
        print(f"cue on screen          {_spread(np.array(delays))} of {len(delays)} (bar 300)")


def _spread(ms: "np.ndarray[Any, Any]") -> str:
    return f"{np.median(ms):.0f} ms median, {np.percentile(ms, 95):.0f} ms p95"


if __name__ == "__main__":
    main()
