"""Every page and state: axe-core in light and dark, phone width, long words, reduced motion."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.looking import check_access, shot, until

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "device_scale_factor": 2}
GERMAN = "Rückenstreckermuskulaturanspannung beibehalten, Schulterblattzusammenführung"


def in_both(page: Page, name: str) -> None:
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.wait_for_timeout(150)
        shot(page, f"{name}-{scheme}", full=True)
        check_access(page, f"{name} {scheme}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name}: {wide} px wider than the window"


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize(("path", "name"), [("/", "home"), ("/practice", "choose")])
def test_pages(open_page: OpenPage, path: str, name: str, size: str) -> None:
    with open_page(path, **(PHONE if size == "phone" else {})) as page:
        expect(page.locator("h1").first).to_be_visible()
        if name == "choose":
            page.locator("input[value=plank]").check()
        in_both(page, f"{name}-{size}")


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_live_states(open_page: OpenPage, camera_file: Callable[[str], Path], size: str) -> None:
    with open_page(camera=camera_file("lunge_front"), **(PHONE if size == "phone" else {})) as page:
        page.get_by_role("button", name="Start the camera").click()
        expect(page.locator(".checks [data-ok=true]").first).to_be_visible(timeout=15_000)
        shot(page, f"check-{size}")
        expect(page.locator(".count-in")).to_be_visible(timeout=15_000)
        shot(page, f"countdown-{size}")
        expect(page.locator("#number")).to_have_text("2", timeout=40_000)
        in_both(page, f"live-{size}")
        expect(page.locator(".cue[data-kind=cue]")).to_be_visible(timeout=20_000)
        page.wait_for_timeout(700)
        in_both(page, f"cue-{size}")
        page.get_by_role("button", name="End the set").click()
        expect(page.locator("set-summary h1")).to_be_visible()
        in_both(page, f"summary-{size}")


def test_the_set_up_check(open_page: OpenPage) -> None:
    """The fake camera's test picture shows nobody: nothing turns green."""
    with open_page() as page:
        page.get_by_role("button", name="Start the camera").click()
        expect(page.get_by_text("nobody is seen")).to_be_visible(timeout=15_000)
        expect(page.locator(".checks [data-ok=true]")).to_have_count(1)  # the light is fine
        in_both(page, "check-nobody")
        page.wait_for_timeout(2500)
        expect(page.locator(".count-in")).to_be_hidden()


def test_long_words_break_instead_of_the_layout(open_page: OpenPage) -> None:
    with open_page("/practice?sample=1", **PHONE) as page:
        until(page, "__formcue.drawings.length > 3")
        page.evaluate(
            "(words) => { const cue = document.querySelector('#cue'); cue.textContent = words;"
            " new MutationObserver(() => { if (cue.textContent !== words) cue.textContent = words; })"
            ".observe(cue, { childList: true });"
            " document.querySelector('.cue').dataset.kind = 'cue';"
            " document.querySelectorAll('.rail .button').forEach((button) => { button.textContent = words; }); }",
            GERMAN,
        )
        shot(page, "long-words-phone", full=True)
        for selector in ("#cue", ".rail .button", "html"):
            overflow = (
                "(selector) => { const one = document.querySelector(selector); return one.scrollWidth - one.clientWidth; }"
            )
            assert page.evaluate(overflow, selector) <= 1, selector


def test_reduced_motion_stands_still(open_page: OpenPage) -> None:
    with open_page(reduced_motion="reduce") as page:
        page.evaluate(
            "document.querySelector('live-stage').hidden = false; document.querySelector('#breath').hidden = false"
        )
        assert page.evaluate("getComputedStyle(document.querySelector('.breath .dot'), '::before').animationName") == "none"
        assert page.evaluate("document.getAnimations().length") == 0


def test_breath_pacing_comes_in_a_hold(open_page: OpenPage) -> None:
    with open_page() as page:
        page.locator("input[value=plank]").check()
        page.get_by_role("button", name="Play a sample instead").click()
        expect(page.locator("#breath")).to_be_visible(timeout=30_000)
        assert page.locator("#number").inner_text() >= "0:06"
        in_both(page, "hold-desk")
