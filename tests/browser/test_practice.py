"""Live practice as a person meets it: sample, camera, set-up, count, cue, summary."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.looking import VOICE, shot, until


def test_a_sample_runs_within_ten_seconds(open_page: OpenPage) -> None:
    start = time.monotonic()
    with open_page("/", flags=[]) as page:
        page.get_by_role("link", name="Watch a sample").click()
        until(page, "globalThis.__formcue?.drawings.length > 10", 10)
        assert time.monotonic() - start < 10
        expect(page.locator("#number")).to_have_text("1", timeout=15_000)
        expect(page.locator(".stage video")).not_to_have_class("mirrored")


def test_without_the_track_processor_the_video_gives_the_pictures(
    open_page: OpenPage, camera_file: Callable[[str], Path]
) -> None:
    """The way of Firefox and Safari."""
    with open_page(camera=camera_file("lunge_front"), init="delete globalThis.MediaStreamTrackProcessor") as page:
        page.get_by_role("button", name="Start the camera").click()
        expect(page.locator(".count-in")).to_be_visible(timeout=15_000)
        expect(page.locator("#number")).to_have_text("1", timeout=30_000)


def tab_to(page: Page, wanted: Locator) -> None:
    for _ in range(8):
        page.keyboard.press("Tab")
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
    pytest.fail(f"{wanted} can't be reached by Tab")


def test_by_keyboard_alone(open_page: OpenPage) -> None:
    with open_page() as page:
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="To the content")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowDown")
        expect(page.locator("input[value=plank]")).to_be_checked()
        for _ in range(12):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.value") == "sample":
                break
        page.keyboard.press("Enter")
        expect(page.locator("#live-title")).to_be_focused()
        until(page, "__formcue.drawings.length > 10")
        tab_to(page, page.get_by_role("button", name="End the set"))
        page.keyboard.press("Enter")
        expect(page.locator("set-summary h1")).to_be_focused()
        tab_to(page, page.get_by_role("button", name="Practise again"))
        page.keyboard.press("Enter")
        expect(page.locator("input[value=plank]")).to_be_focused()


def test_keep_nothing_keeps_nothing(open_page: OpenPage, camera_file: Callable[[str], Path]) -> None:
    with open_page(camera=camera_file("lunge_front")) as page:
        before = page.evaluate("fetch('/api/sets').then((answer) => answer.json())")["total"]
        page.get_by_text("Keep this set").click()
        page.get_by_role("button", name="Start the camera").click()
        page.get_by_role("button", name="End the set").click(timeout=20_000)
        expect(page.locator("set-summary").get_by_text("Nothing of this set was kept, as you asked.")).to_be_visible()
        assert page.evaluate("fetch('/api/sets').then((answer) => answer.json())")["total"] == before


def test_the_video_is_kept_only_when_switched_on_and_then_a_coach_sees_it(
    open_page: OpenPage, camera_file: Callable[[str], Path]
) -> None:
    with open_page(camera=camera_file("lunge_front"), init="localStorage.setItem('formcue.coach', 'Ana Ruiz')") as page:
        video = page.get_by_role("switch", name="Keep its video too")
        expect(video).not_to_be_checked()
        page.get_by_text("Keep this set").click()
        expect(video).to_be_hidden()
        page.get_by_text("Keep this set").click()
        page.get_by_text("Keep its video too").click()
        page.get_by_role("button", name="Start the camera").click()
        expect(page.locator("#checks")).to_be_visible()
        expect(page.locator(".filmed")).to_be_hidden()  # not yet: this is the set-up
        expect(page.locator(".filmed")).to_be_visible(timeout=20_000)
        expect(page.locator("#number")).to_have_text("3", timeout=40_000)
        shot(page, "video-is-kept")
        page.get_by_role("button", name="End the set").click()
        expect(page.locator("set-summary")).to_contain_text("The report and the video are kept")
        page.reload()
        expect(page.locator("set-summary")).to_contain_text("The report and the video are kept")
        page.get_by_role("link", name="Look at every rep").click()
        until(page, "document.querySelector('rep-player video')?.currentTime > 0")
        until(page, "document.querySelector('#player').playing")
        page.keyboard.press("w")
        shot(page, "video-in-review")


def test_help_is_spoken_to_whoever_stands_away_from_the_screen(open_page: OpenPage) -> None:
    """The fake camera's test picture shows nobody."""
    with open_page(init=VOICE) as page:
        page.get_by_role("button", name="Start the camera").click()
        until(page, "said.length > 0", 20)
        [first] = page.evaluate("said")
        assert first["text"] == first["shown"]
        assert "Nobody is seen" in first["text"]
        page.get_by_role("button", name="Voice is on").click()
        page.wait_for_timeout(11_000)
        assert len(page.evaluate("said")) == 1


def test_a_tone_where_no_voice_is_and_silence_when_switched_off(open_page: OpenPage) -> None:
    flags = ["--autoplay-policy=no-user-gesture-required"]
    tones = """
    globalThis.tones = 0;
    const play = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...times) { tones += 1; return play.apply(this, times); };
    """
    with open_page("/practice?sample=1", flags=flags, init=tones) as page:
        expect(page.locator(".cue[data-kind=cue]")).to_be_visible(timeout=30_000)
        until(page, "tones === 1", 5)
        page.get_by_role("button", name="Tones only").click()
        expect(page.locator("#cue")).to_contain_text("shin", timeout=15_000)
        assert page.evaluate("tones") == 1
