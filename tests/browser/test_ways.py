"""Ways into a set and out of it, wanted and not: nobody is trapped, nothing is lost, no camera stays on."""

import json
import re
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, WebSocketRoute, expect

from tests.browser.conftest import FAKE_CAMERA, OpenPage
from tests.browser.looking import check_access, shot, until
from tests.browser.test_trouble import HIDE, start_camera

PROMPT = """
globalThis.tracks = [];
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wanted) => {
  await new Promise((answer) => { globalThis.allow = answer; });
  const stream = await ask(wanted);
  tracks.push(...stream.getTracks());
  return stream;
};
"""
"""The browser asks for the camera until the test says `allow()`."""


def sets_kept(page: Page) -> int:
    return int(page.evaluate("fetch('/api/sets').then((answer) => answer.json())")["total"])


def a_rep_is_counted(page: Page) -> None:
    start_camera(page)
    expect(page.locator("#number")).to_have_text("1", timeout=40_000)


def test_while_the_browser_asks_the_page_says_so_and_offers_no_start(open_page: OpenPage) -> None:
    with open_page(init=PROMPT) as page:
        start_camera(page)
        expect(page.locator("#cue")).to_contain_text("Allow the camera", timeout=5000)
        expect(page.get_by_role("button", name="Start anyway")).to_be_hidden()
        shot(page, "asking")
        page.evaluate("allow()")
        expect(page.get_by_role("button", name="Start anyway")).to_be_visible()
        expect(page.locator("#cue")).not_to_contain_text("Allow")


def test_a_camera_that_is_allowed_after_leaving_does_not_stay_on(open_page: OpenPage) -> None:
    with open_page(init=PROMPT) as page:
        start_camera(page)
        page.get_by_role("button", name="Back").click()
        page.evaluate("() => { globalThis.allowFirst = allow; }")
        start_camera(page)
        page.evaluate("allowFirst()")
        page.evaluate("allow()")
        until(page, "tracks.length === 2")
        until(page, "tracks.map((one) => one.readyState).sort().join() === 'ended,live'")
        page.get_by_role("button", name="Back").click()
        until(page, "tracks.every((one) => one.readyState === 'ended')")
        expect(page.locator("set-chooser")).to_be_visible()


def test_the_sample_is_not_replaced_by_a_camera_that_comes_late(open_page: OpenPage) -> None:
    with open_page(init=PROMPT) as page:
        start_camera(page)
        page.get_by_role("button", name="Back").click()
        page.get_by_role("button", name="Play a sample instead").click()
        until(page, "__formcue.drawings.length > 3")
        page.evaluate("allow()")
        until(page, "tracks.length === 1 && tracks[0].readyState === 'ended'")
        assert page.evaluate("document.querySelector('.stage video').srcObject === null")


def test_enter_pressed_twice_skips_nothing(open_page: OpenPage) -> None:
    with open_page() as page:
        page.get_by_role("button", name="Start the camera").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Start anyway")).to_be_visible()
        page.keyboard.press("Enter")
        page.wait_for_timeout(500)
        assert page.evaluate("document.body.dataset.stage") == "check"


def test_who_starts_anyway_has_time_to_walk_back(open_page: OpenPage) -> None:
    with open_page() as page:
        start_camera(page)
        page.get_by_role("button", name="Start anyway").click()
        expect(page.locator(".count-in span")).to_have_text("10")
        shown: set[str] = set()
        while page.locator(".count-in").is_visible():
            shown.add(page.locator(".count-in span").inner_text())
            page.wait_for_timeout(100)
        assert {"9", "5", "1"} <= shown
        assert "0" not in shown


def test_a_set_is_discarded_only_after_a_question(open_page: OpenPage, camera_file: Callable[[str], Path]) -> None:
    with open_page(camera=camera_file("lunge_front")) as page:
        before = sets_kept(page)
        page.get_by_text("Keep its video too").click()
        a_rep_is_counted(page)
        page.get_by_role("button", name="Discard set").click()
        dialog = page.get_by_role("dialog", name="Discard this set?")
        expect(dialog).to_be_visible()
        shot(page, "discard-asks")
        check_access(page, "discard")
        expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()  # Enter alone throws nothing away
        page.keyboard.press("Enter")
        expect(page.locator("#number")).to_have_text("2", timeout=20_000)  # it goes on
        page.get_by_role("button", name="Discard set").click()
        dialog.get_by_role("button", name="Discard it").click()
        expect(page.locator("set-chooser")).to_be_visible()
        expect(page.locator("input[value=lateral_lunge]")).to_be_focused()
        expect(page.get_by_role("switch", name="Keep its video too")).not_to_be_checked()  # it is asked for each set
        page.wait_for_timeout(1500)
        assert sets_kept(page) == before


def test_a_paused_set_can_be_ended_as_it_is(open_page: OpenPage, camera_file: Callable[[str], Path]) -> None:
    with open_page(camera=camera_file("lunge_front")) as page:
        a_rep_is_counted(page)
        page.get_by_role("button", name="Discard set").click()  # a question that nobody answers any more
        page.evaluate(HIDE)
        dialog = page.get_by_role("dialog", name="Paused")
        for _ in range(4):  # browsers close a dialog at the second or third Escape whatever the page says
            page.keyboard.press("Escape")
        expect(dialog).to_be_visible()
        dialog.get_by_role("button", name="Discard the set").click()  # asks here too
        expect(page.get_by_role("dialog", name="Discard this set?")).to_be_visible()
        page.keyboard.press("Enter")
        expect(dialog).to_be_visible()
        dialog.get_by_role("button", name="End the set").click()
        expect(page.locator("set-summary h1")).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.locator("set-summary")).to_contain_text("The report is kept")


def test_a_camera_that_is_not_back_yet_costs_no_rep(open_page: OpenPage, camera_file: Callable[[str], Path]) -> None:
    with open_page(camera=camera_file("lunge_front")) as page:
        a_rep_is_counted(page)
        page.evaluate(
            "() => { const [track] = document.querySelector('.stage video').srcObject.getTracks();"
            " track.stop(); track.dispatchEvent(new Event('ended'));"
            " globalThis.ask = navigator.mediaDevices.getUserMedia;"
            " navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('gone', 'NotFoundError')); }"
        )
        page.get_by_role("dialog", name="The camera is gone").get_by_role("button", name="Try again").click()
        dialog = page.get_by_role("dialog", name="No camera found")
        expect(dialog).to_be_visible()
        expect(dialog.get_by_role("button", name="Play a sample instead")).to_have_count(0)
        page.evaluate("() => { navigator.mediaDevices.getUserMedia = globalThis.ask; }")
        dialog.get_by_role("button", name="Try again").click()
        expect(page.get_by_role("dialog")).to_have_count(0)
        reps = int(page.locator("#number").inner_text())
        assert reps >= 1
        expect(page.locator("#number")).to_have_text(str(reps + 1), timeout=40_000)


def test_a_dead_line_is_noticed(open_page: OpenPage) -> None:
    """Nothing is closed, but no answer comes any more."""
    routes: list[WebSocketRoute] = []

    def through(route: WebSocketRoute) -> None:
        routes.append(route)
        server = route.connect_to_server()
        alive = [True] if len(routes) > 1 else [True, False]
        heard = [0]

        def to_page(message: str | bytes) -> None:
            heard[0] += 1
            if heard[0] < 60 or alive[-1]:
                route.send(message)

        server.on_message(to_page)

    with open_page(expect_errors=True) as page:
        page.route_web_socket(re.compile("/ws/practice"), through)
        page.get_by_role("button", name="Play a sample instead").click()
        expect(page.get_by_role("dialog", name="Connecting again")).to_be_visible(timeout=30_000)
        expect(page.get_by_role("dialog")).to_have_count(0, timeout=15_000)
        drawn = page.evaluate("__formcue.drawings.length")
        until(page, f"__formcue.drawings.length > {drawn + 30}")
        assert len(routes) == 2


def test_who_closes_the_page_in_the_middle_keeps_the_set(open_page: OpenPage, camera_file: Callable[[str], Path]) -> None:
    with open_page(camera=camera_file("lunge_front")) as page:
        before = sets_kept(page)
        a_rep_is_counted(page)
        page.goto(page.url.split("/practice")[0] + "/")
        end = time.monotonic() + 10
        while sets_kept(page) == before:
            assert time.monotonic() < end
            page.wait_for_timeout(200)


def test_the_summary_outlives_a_reload_and_the_way_back(open_page: OpenPage, camera_file: Callable[[str], Path]) -> None:
    with open_page(camera=camera_file("lunge_front"), init="localStorage.setItem('formcue.coach', 'Ana Ruiz')") as page:
        a_rep_is_counted(page)
        page.get_by_role("button", name="End the set").click()
        headline = page.locator("set-summary h1").inner_text()
        page.reload()
        expect(page.locator("set-summary h1")).to_have_text(headline)
        expect(page.locator("set-chooser")).to_be_hidden()
        page.get_by_role("link", name="Look at every rep").click()
        expect(page.locator("review-desk")).to_be_visible(timeout=20_000)
        page.go_back()
        expect(page.locator("set-summary h1")).to_have_text(headline)
        page.get_by_role("button", name="Practise again").click()
        expect(page.locator("set-chooser")).to_be_visible()
        page.reload()
        expect(page.locator("set-chooser")).to_be_visible()


def test_a_sample_is_not_played_again_by_a_reload(open_page: OpenPage) -> None:
    with open_page("/practice?sample=1") as page:
        until(page, "__formcue.drawings.length > 3")
        page.reload()
        expect(page.locator("set-chooser")).to_be_visible()


def test_choices_are_remembered_but_the_video_is_asked_for_each_time(open_page: OpenPage) -> None:
    with open_page() as page:
        page.locator("input[value=deadlift]").check()
        page.locator("input[value=right]").check()
        page.locator("input[value=external]").check()
        page.get_by_label("Weight, in percent").fill("72")
        page.get_by_text("Keep its video too").click()
        page.locator("#voice").uncheck()
        page.reload()
        expect(page.locator("input[value=deadlift]")).to_be_checked()
        expect(page.locator("input[value=right]")).to_be_checked()
        expect(page.locator("input[value=external]")).to_be_checked()
        expect(page.get_by_label("Weight, in percent")).to_have_value("72")
        expect(page.locator("#voice")).not_to_be_checked()
        expect(page.locator("#video")).not_to_be_checked()
        page.get_by_text("Keep this set").click()
        page.reload()
        expect(page.locator("#keep")).not_to_be_checked()
        page.get_by_role("button", name="Start the camera").click()  # 72 is a weight like any other
        expect(page.locator("live-stage")).to_be_visible()


def test_another_camera_can_be_chosen_where_the_picture_is_seen(open_page: OpenPage) -> None:
    flags = [*FAKE_CAMERA[:1], "--use-fake-device-for-media-stream=device-count=2"]
    with open_page(flags=flags) as page:
        start_camera(page)
        camera = page.locator("#live-camera")
        expect(camera).to_be_visible()
        used = "document.querySelector('.stage video').srcObject?.getTracks()[0].getSettings().deviceId"
        first = page.evaluate(used)
        other = next(
            value for value in camera.locator("option").evaluate_all("all => all.map((one) => one.value)") if value != first
        )
        camera.select_option(other)
        until(page, f"{used} === {json.dumps(other)}")
        drawn = page.evaluate("__formcue.drawings.length")
        until(page, f"__formcue.drawings.length > {drawn + 5}")
        page.reload()
        start_camera(page)
        until(page, f"{used} === {json.dumps(other)}")


IN_VIEW = """(selectors) => selectors.filter((selector) => {
  const box = document.querySelector(selector).getBoundingClientRect();
  return box.width === 0 || box.top < -1 || box.left < -1 || box.bottom > innerHeight + 1 || box.right > innerWidth + 1;
})"""
"""Those of the selectors that are not wholly on the screen."""


SIZES = [(1280, 800), (1366, 768), (1920, 1080), (768, 1024), (360, 740), (412, 915), (740, 360), (915, 412), (640, 400)]


def look_at_all_sizes(page: Page, name: str, *selectors: str) -> None:
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(150)
        assert page.evaluate(IN_VIEW, list(selectors)) == [], f"{name} at {width} x {height}"
        shot(page, f"{name}-{width}x{height}")


def test_what_matters_is_on_the_screen(open_page: OpenPage) -> None:
    with open_page() as page:
        for width, height in SIZES:
            if height > 600:
                page.set_viewport_size({"width": width, "height": height})
                assert page.evaluate(IN_VIEW, ["button[value=camera]"]) == [], f"{width} x {height}"
        page.locator("input[value=plank]").check(force=True)
        start_camera(page)
        expect(page.get_by_text("Nobody is seen").first).to_be_visible(timeout=10_000)
        look_at_all_sizes(page, "check", "#skip", "#leave", "#cue", ".stage")
        page.get_by_role("button", name="Back").click()
        page.get_by_role("button", name="Play a sample instead").click()
        expect(page.locator("#breath")).to_be_visible(timeout=30_000)
        page.evaluate("document.querySelector('.stage video').pause()")  # the moment stays
        look_at_all_sizes(page, "hold", "#number", "#finish", "#voice-button", "#cue", ".stage")
        for width, height in ((1280, 800), (360, 740), (740, 360)):
            page.set_viewport_size({"width": width, "height": height})
            check_access(page, f"hold at {width} x {height}")
