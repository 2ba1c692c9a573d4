"""A sample clip played as the camera gives the reps, faults and cues that `formcue analyze` gives of it."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, SAMPLES, STANDING_S, OpenPage
from tests.browser.looking import VOICE, check_access, shot, until

pytestmark = pytest.mark.alone


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], dict[str, Any]]:
    """What `formcue analyze` says of a sample clip with the model of live practice."""

    def analyze(sample: str, exercise: str) -> dict[str, Any]:
        out = tmp_path_factory.mktemp("batch")
        command = [sys.executable, "-m", "server.cli", "analyze", str(SAMPLES / f"{sample}.mp4"), "--exercise", exercise]
        subprocess.run([*command, "--model", "lite", "--json", str(out)], cwd=ROOT, check=True, capture_output=True)
        [written] = out.glob("*.json")
        report: dict[str, Any] = json.loads(written.read_text())
        return report

    return analyze


def outline(report: dict[str, Any]) -> list[tuple[str | None, list[tuple[str, str]]]]:
    """Side and faults of each rep."""
    return [
        (rep["side"], sorted((one["rule"], one["fault"]) for one in rep["findings"] if one["fault"] is not None))
        for rep in report["reps"]
    ]


def cued(report: dict[str, Any]) -> list[tuple[int, str | None]]:
    """After, or in, which rep a cue was given; and its fault, but for reps with two whose severities are about the same."""
    found = []
    for cue in report["cues"]:
        # a rep is over when it is judged, and the next may begin in that very moment; a hold goes on
        rep = [rep for rep in report["reps"] if rep["t_start" if rep["kind"] == "hold" else "t_end"] <= cue["t"]][-1]
        faults = {one["fault"] for one in rep["findings"] if one["fault"] is not None}
        assert cue["fault"] in faults or rep["kind"] == "hold"
        found.append((rep["index"], cue["fault"] if len(faults) < 2 else None))
    return found


def last_report(page: Page) -> dict[str, Any]:
    report: dict[str, Any] = page.evaluate("document.querySelector('set-summary').report")
    return report


@pytest.mark.parametrize(
    ("sample", "exercise"), [("lunge_front", "lateral_lunge"), ("plank_oblique", "plank"), ("deadlift_oblique", "deadlift")]
)
def test_camera_gives_what_the_batch_analysis_gives(
    open_page: OpenPage,
    camera_file: Callable[[str], Path],
    batch: Callable[[str, str], dict[str, Any]],
    sample: str,
    exercise: str,
) -> None:
    expected = batch(sample, exercise)
    with open_page(camera=camera_file(sample), init=VOICE) as page:
        page.locator(f"input[value={exercise}]").check()
        page.get_by_role("button", name="Start the camera").click()
        expect(page.locator(".checks li")).to_have_count(4)
        shot(page, f"check-{exercise}")
        if exercise == "plank":  # on the first picture nobody is down yet
            page.get_by_role("button", name="Start anyway").click()
        expect(page.locator(".count-in span")).to_have_text("2", timeout=20_000)
        shot(page, f"countdown-{exercise}")
        expect(page.locator(".stage video")).to_have_class("mirrored")
        expect(page.locator(".cue[data-kind=cue]")).to_be_visible(timeout=60_000)
        page.wait_for_timeout(900)
        shot(page, f"cue-{exercise}")
        until(page, f"document.querySelector('video').currentTime > {expected['duration_s'] + STANDING_S - 1}", 60)
        page.get_by_role("button", name="End the set").click()
        expect(page.locator("set-summary h1")).to_be_visible()
        shot(page, f"summary-{exercise}", full=True)
        check_access(page, "summary")
        report = last_report(page)
        said = page.evaluate("said")
    assert outline(report) == outline(expected)
    assert cued(report) == cued(expected)
    assert said
    assert all(one["text"] == one["shown"] for one in said)
