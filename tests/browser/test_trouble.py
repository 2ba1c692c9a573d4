"""Everything that can go wrong is said in words, with what to do; each state is looked at by axe-core, light and dark."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import FAKE_CAMERA, OpenPage, serving
from tests.browser.looking import check_access, shot, until

BUSY = """
navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("in use", "NotReadableError"));
"""
HIDE = """
Object.defineProperty(document, "visibilityState", { configurable: true, get: () => "hidden" });
document.dispatchEvent(new Event("visibilitychange"));
delete document.visibilityState;
"""


def start_camera(page: Page) -> None:
    page.get_by_role("button", name="Start the camera").click()


def expect_trouble(page: Page, title: str, name: str) -> None:
    expect(page.get_by_role("dialog", name=title)).to_be_visible(timeout=10_000)
    shot(page, f"trouble-{name}")
    check_access(page, name)
    page.emulate_media(color_scheme="dark")
    shot(page, f"trouble-{name}-dark")
    check_access(page, f"{name} in the dark")
    page.emulate_media(color_scheme="light")


@pytest.mark.parametrize(
    ("name", "title", "options"),
    [
        ("refused", "The camera is blocked", {"flags": ["--use-fake-device-for-media-stream"]}),
        ("none", "No camera found", {"flags": [*FAKE_CAMERA[:1], "--use-fake-device-for-media-stream=device-count=0"]}),
        ("busy", "The camera is in use", {"init": BUSY}),
    ],
)
def test_no_camera(open_page: OpenPage, name: str, title: str, options: dict[str, Any]) -> None:
    with open_page(**options) as page:
        start_camera(page)
        expect_trouble(page, title, name)
        page.get_by_role("button", name="Play a sample instead").last.click()
        until(page, "__formcue.drawings.length > 3")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_insecure_address(open_page: OpenPage, base: str) -> None:
    port = base.rpartition(":")[2]
    flags = ["--host-resolver-rules=MAP form.test 127.0.0.1"]
    with open_page(at=f"http://form.test:{port}", flags=flags, expect_errors=True) as page:  # COOP is not for such addresses
        start_camera(page)
        expect_trouble(page, "This address gives no camera", "insecure")


def test_unplugged_in_the_middle(open_page: OpenPage, camera_file: Callable[[str], Path]) -> None:
    with open_page(camera=camera_file("lunge_front")) as page:
        start_camera(page)
        page.get_by_role("button", name="End the set").wait_for(timeout=20_000)
        until(page, "__formcue.drawings.length > 20")
        ended = "const { srcObject } = document.querySelector('video'); const [track] = srcObject.getTracks();"
        page.evaluate(f"() => {{ {ended} track.stop(); track.dispatchEvent(new Event('ended')); }}")
        expect_trouble(page, "The camera is gone", "unplugged")
        before = page.evaluate("__formcue.drawings.length")
        page.get_by_role("button", name="Try again").click()
        until(page, f"__formcue.drawings.length > {before + 10}")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_hidden_page_pauses(open_page: OpenPage) -> None:
    with open_page("/practice?sample=1") as page:
        until(page, "__formcue.drawings.length > 10")
        page.evaluate(HIDE)
        expect_trouble(page, "Paused", "hidden")
        paused = page.evaluate("__formcue.drawings.length")
        page.wait_for_timeout(700)
        assert page.evaluate("__formcue.drawings.length") <= paused + 2
        page.get_by_role("button", name="Go on").click()
        expect(page.locator("#live-title")).to_be_focused()
        until(page, f"__formcue.drawings.length > {paused + 10}")


ASKS = """
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (...wanted) => {
  await new Promise((go) => { globalThis.allow = go; });
  return real(...wanted);
};
"""


def test_who_looks_elsewhere_while_the_browser_asks(open_page: OpenPage, camera_file: Callable[[str], Path]) -> None:
    with open_page(camera=camera_file("lunge_front"), init=ASKS) as page:
        start_camera(page)
        until(page, "globalThis.allow !== undefined")
        page.evaluate(HIDE)
        expect(page.get_by_role("dialog")).to_have_count(0)  # nothing runs that could pause
        page.evaluate("allow()")
        expect(page.locator(".count-in")).to_be_visible(timeout=15_000)


def test_a_dropped_connection_goes_on_counting(open_page: OpenPage) -> None:
    routes: list[WebSocketRoute] = []
    with open_page(expect_errors=True) as page:
        page.route_web_socket(re.compile("/ws/practice"), lambda route: routes.append(_through(route)))
        page.get_by_role("button", name="Play a sample instead").click()
        expect(page.locator("#number")).to_have_text("2", timeout=30_000)
        routes[0].close(code=1011)
        expect_trouble(page, "Connecting again", "lost")
        expect(page.get_by_role("dialog")).to_have_count(0, timeout=15_000)
        assert len(routes) >= 2
        expect(page.locator("#number")).to_have_text("2")
        expect(page.locator("#number")).to_have_text("4", timeout=30_000)


def test_server_stopped_for_good(open_page: OpenPage, tmp_path: Path) -> None:
    with serving(tmp_path) as address, open_page(at=address, expect_errors=True) as page:
        page.route_web_socket(re.compile("/ws/practice"), lambda route: route.close(code=1011))
        page.get_by_role("button", name="Play a sample instead").click()
        expect(page.get_by_role("dialog", name="The server does not answer")).to_be_visible(timeout=20_000)
        expect_trouble(page, "The server does not answer", "gone")


@pytest.mark.parametrize(
    ("code", "title", "name"),
    [
        (4406, "This page is out of date", "version"),
        (4429, "Too many people are waiting", "crowded"),
        (4409, "This set goes on elsewhere", "replaced"),
    ],
)
def test_the_server_says_no(open_page: OpenPage, code: int, title: str, name: str) -> None:
    with open_page() as page:
        page.route_web_socket(re.compile("/ws/practice"), lambda route: route.close(code=code))
        page.get_by_role("button", name="Play a sample instead").click()
        expect_trouble(page, title, name)


def test_all_places_taken(open_page: OpenPage, tmp_path: Path) -> None:
    with serving(tmp_path, "--max-sessions", "1") as address, open_page("/practice?sample=1", at=address) as first:
        until(first, "__formcue.drawings.length > 5")
        second = first.context.new_page()
        second.goto(f"{address}/practice")
        second.get_by_role("button", name="Play a sample instead").click()
        expect_trouble(second, "All places are taken", "full")
        expect(second.get_by_text("You are next")).to_be_visible()
        first.get_by_role("button", name="Back").click()
        expect(second.get_by_role("dialog")).to_have_count(0, timeout=45_000)
        until(second, "__formcue.drawings.length > 5")


def test_a_slow_server_says_its_rate(open_page: OpenPage) -> None:
    with open_page() as page:
        page.route_web_socket(re.compile("/ws/practice"), lambda route: _through(route, drop=6))
        page.get_by_role("button", name="Play a sample instead").click()
        expect(page.get_by_text(re.compile("pictures? a second (is|are) analysed"))).to_be_visible(timeout=25_000)
        shot(page, "slow")
        check_access(page, "slow")


def _through(route: WebSocketRoute, drop: int = 1) -> WebSocketRoute:
    """Pass everything on; of the pictures only every `drop`-th (the others' credit comes back by the watchdog)."""
    server = route.connect_to_server()
    count = 0

    def to_server(message: str | bytes) -> None:
        nonlocal count
        count += isinstance(message, bytes)
        if isinstance(message, str) or count % drop == 0:
            server.send(message)

    def to_page(message: str | bytes) -> None:
        if drop > 1 and isinstance(message, str) and json.loads(message)["type"] == "ready":
            message = json.dumps({**json.loads(message), "model": "full"})
        route.send(message)

    route.on_message(to_server)
    server.on_message(to_page)
    return route
