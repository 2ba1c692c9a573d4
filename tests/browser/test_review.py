"""A whole review as a coach would: upload, wait, judge by keyboard, draw, comment, tag, share, open the shared file."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from server.sets import SetStore
from tests.browser.conftest import ROOT, SAMPLES, OpenPage, serving
from tests.browser.looking import shot, until
from tests.browser.reviewing import COACH, call
from tests.browser.test_looks import PHONE, in_both
from vision.recording import load
from vision.session import SessionSettings, analyze

GOLDEN = ROOT / "tests" / "golden"

PLAYING = """(() => {
  const player = document.querySelector('#player'), video = player.querySelector('video');
  const busy = document.querySelector('review-desk').ariaBusy === 'true';
  return !busy && player.playing && video !== null && !video.paused;
})()"""
STILL = "document.querySelector('#player').dataset.frame !== undefined"


@pytest.fixture(scope="module")
def gym(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("gym")) as base:
        yield base


def test_a_whole_review(open_page: OpenPage, gym: str, tmp_path: Path) -> None:
    with open_page("/videos", at=gym) as page:
        page.get_by_label("New athlete").fill("Mara Lind")
        page.keyboard.press("Enter")
        expect(page.get_by_label("Athlete", exact=True)).to_have_value(re.compile(r"\d+"))
        page.set_input_files("#files", SAMPLES / "lunge_front.mp4")
        expect(page.locator(".job[data-state=running] .meter")).to_be_visible(timeout=60_000)
        shot(page, "videos-running")
        expect(page.locator(".job[data-state=done]")).to_be_visible(timeout=240_000)
        # the same file again: recognised, nothing done twice
        page.set_input_files("#files", SAMPLES / "lunge_front.mp4")
        expect(page.get_by_text("nothing is done twice")).to_be_visible(timeout=20_000)
        page.set_input_files("#files", {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no video"})
        expect(page.get_by_text("No video among 1 file")).to_be_visible()
        page.locator(".job[data-state=done]").get_by_role("link", name="Review").click()
        expect(page.locator(".queue-card").first).to_be_visible()

    with open_page("/review", at=gym) as page:
        expect(page.locator("#queue-count")).to_contain_text("wait")
        page.get_by_role("link", name="Start reviewing").click()
        expect(page.get_by_role("dialog", name="Who is reviewing?")).to_be_visible()
        shot(page, "review-who")
        page.keyboard.type("Ana Ruiz")
        page.keyboard.press("Enter")
        until(page, PLAYING)
        judge_three(page)
        draw_and_say(page)
        page.keyboard.press("Escape")
        expect(page.locator("queue-list")).to_be_visible()

    reviews = call(gym, "GET", "/api/reviews")["items"]
    assert sorted((one["verdict"], one["reason"]) for one in reviews) == [
        ("agree", None),
        ("agree", None),
        ("disagree", "bad_tracking"),
    ]
    session = call(gym, "GET", "/api/sessions")["items"][0]["id"]
    drawings = call(gym, "GET", f"/api/sessions/{session}/drawings")
    assert [[shape["type"] for shape in drawing["shapes"]] for drawing in drawings] == [["line", "angle"]]

    with open_page("/athlete", at=gym, accept_downloads=True) as page:
        page.get_by_role("link", name="Mara Lind").click()
        page.get_by_role("button", name="Share").click()
        page.get_by_label(re.compile("Rep 1, ")).first.check()
        page.get_by_label(re.compile("A word on Rep 1, ")).first.fill("This is how it looks when it is good")
        page.get_by_label("Words to begin with").fill("Two things for next week")
        with page.expect_download(timeout=120_000) as download:
            page.get_by_role("button", name="Make the file").click()
        shared = tmp_path / "shared.html"
        download.value.save_as(shared)
        open_offline(page, shared)


def judge_three(page: Page) -> None:
    """Agree, disagree with a reason, agree: two keys each at most; undo and do again."""
    expect(page.locator("#place")).to_contain_text("1 of")
    page.keyboard.press("a")
    expect(page.locator("#place")).to_contain_text("2 of")
    until(page, PLAYING)
    page.keyboard.press("d")
    expect(page.get_by_text("Why not?")).to_be_visible()
    shot(page, "review-why")
    page.keyboard.press("3")
    expect(page.locator("#place")).to_contain_text("3 of")
    until(page, PLAYING)
    page.keyboard.press("u")
    expect(page.locator("#place")).to_contain_text("2 of")
    until(page, PLAYING)
    expect(page.locator("#my-verdict")).to_have_count(0)
    page.keyboard.press("d")
    page.keyboard.press("3")
    expect(page.locator("#place")).to_contain_text("3 of")
    until(page, PLAYING)
    page.keyboard.press("a")
    expect(page.locator("#place")).to_contain_text("4 of")
    until(page, "__formcue.verdicts.waiting === 0")


def draw_and_say(page: Page) -> None:
    until(page, PLAYING)
    page.keyboard.press("w")
    until(page, STILL)
    page.keyboard.press("p")
    box = page.locator("#player draw-layer").bounding_box()
    assert box is not None

    def pull(*points: tuple[float, float]) -> None:
        for i, (x, y) in enumerate(points):
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=4)
            if i < 2:
                (page.mouse.down if i == 0 else page.mouse.up)()

    layer = page.locator("#player draw-layer")
    pull((0.3, 0.3), (0.7, 0.4))
    expect(layer).to_have_attribute("data-shapes", "1")
    page.get_by_role("button", name="Draw: arrow").click()
    pull((0.2, 0.8), (0.4, 0.6))
    expect(layer).to_have_attribute("data-shapes", "2")
    page.keyboard.press("Control+z")
    expect(layer).to_have_attribute("data-shapes", "1")
    # an angle with the keyboard alone
    page.get_by_role("button", name="Draw: angle").press("Enter")
    for key in ("Enter", *["Shift+ArrowDown"] * 3, "Enter", *["Shift+ArrowRight"] * 3, "Enter"):
        page.keyboard.press(key)
    expect(layer).to_have_attribute("data-shapes", "2")
    expect(layer.locator("text")).to_have_text("90°")
    shot(page, "review-drawn")
    page.get_by_role("button", name="Draw: angle").click()
    page.keyboard.press("c")
    page.keyboard.type("Sit back further, the knee follows")
    page.keyboard.press("Enter")
    expect(page.locator("#comments")).to_contain_text("Sit back further")
    page.keyboard.press("t")
    page.keyboard.type("depth")
    page.keyboard.press("Enter")
    expect(page.locator("#tags")).to_contain_text("depth")
    page.keyboard.press("f")
    expect(page.get_by_text("Which fault was missed?")).to_be_visible()
    page.keyboard.press("1")
    expect(page.get_by_text("Flagged by Ana Ruiz")).to_be_visible()
    page.get_by_role("button", name="Take back").last.click()
    expect(page.get_by_text("Flagged by Ana Ruiz")).to_have_count(0)


def open_offline(page: Page, shared: Path) -> None:
    """The file needs nothing but itself."""
    room = page.context.browser.new_context(offline=True, viewport={"width": 1280, "height": 800})  # type: ignore[union-attr]
    asked: list[str] = []
    room.on("request", lambda request: asked.append(request.url))
    try:
        alone = room.new_page()
        alone.goto(shared.as_uri())
        expect(alone.get_by_text("Two things for next week")).to_be_visible()
        expect(alone.get_by_text("This is how it looks when it is good")).to_be_visible()
        shot(alone, "shared-file", full=True)
        assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    finally:
        room.close()


def test_every_flagged_rep_in_two_keys_and_at_once(open_page: OpenPage, gym: str) -> None:
    with open_page("/review?status=all", at=gym, init=COACH.replace("Ana Ruiz", "Ben Oduya")) as page:
        page.locator(".queue-card").first.click()
        until(page, PLAYING)
        total = int(page.locator("#place").inner_text().split(" of ")[1])
        for i in range(total - 1):
            page.wait_for_timeout(1500)  # a coach looks before he judges
            page.keyboard.press("a")
            expect(page.locator("#place")).to_contain_text(f"{i + 2} of")
            until(page, PLAYING)
        until(page, "__formcue.verdicts.waiting === 0")
        times = sorted(page.evaluate("__formcue.shownMs")[1:])
        print(json.dumps({"next rep shown, ms": [round(one) for one in times]}))
        assert len(times) >= total - 2
        assert times[len(times) // 2] <= 200  # the bar is p95 on an idle machine; this one may be shared


@pytest.mark.parametrize("size", ["desk", "phone"])
def test_looks(open_page: OpenPage, gym: str, size: str) -> None:
    more = PHONE if size == "phone" else {}
    with open_page("/review?status=all", at=gym, init=COACH, **more) as page:
        expect(page.locator(".queue-card").first).to_be_visible()
        page.wait_for_timeout(1500)
        in_both(page, f"review-queue-{size}")
        page.locator(".queue-card").first.click()
        until(page, PLAYING)
        page.keyboard.press("w")
        until(page, STILL)
        in_both(page, f"review-desk-{size}")
        page.keyboard.press("b")
        expect(page.locator("#beside")).to_be_visible()
        page.wait_for_timeout(800)
        in_both(page, f"review-beside-{size}")
        page.keyboard.press("?")
        in_both(page, f"review-keys-{size}")
        page.keyboard.press("Escape")
    pages = {"videos": "videos", "trust": "trust", "athlete": "athletes", "athlete?id=1": "athlete", "": "home-back"}
    for path, name in pages.items():
        with open_page(f"/{path}", at=gym, init=COACH, **more) as page:
            expect(page.locator("h1").first).to_be_visible()
            page.wait_for_timeout(1200)
            in_both(page, f"{name}-{size}")
            if path == "athlete?id=1":
                page.get_by_role("button", name="Share").click()
                expect(page.get_by_role("dialog")).to_be_visible()
                in_both(page, f"share-{size}")


def test_trust_and_another_limit(open_page: OpenPage, gym: str) -> None:
    with open_page("/trust", at=gym, init=COACH) as page:
        expect(page.locator(".big").first).to_be_visible()
        page.get_by_label("Fault", exact=True).select_option(label="Ankle, knee and hip together: too shallow")
        page.get_by_label("Limit", exact=True).fill("30")
        expect(page.locator("#what-if")).to_contain_text("Reps flagged")
        page.get_by_label("Why").fill("Beginners, first month")
        page.get_by_role("button", name="Set the limit").click()
        expect(page.get_by_text("Beginners, first month").first).to_be_visible(timeout=60_000)
        shot(page, "trust-limit-set", full=True)
        page.get_by_role("button", name=re.compile("^Back to")).click()
        expect(page.locator("#history")).to_contain_text("ended", timeout=60_000)


def test_deleting_says_what_goes(open_page: OpenPage, gym: str) -> None:
    """Last: it takes everything."""
    with open_page("/athlete?id=1", at=gym, init=COACH) as page:
        page.get_by_role("button", name="Delete Mara Lind").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("1 set")
        expect(dialog).to_contain_text("1 comment")
        shot(page, "delete-asks")
        dialog.get_by_role("button", name="Delete all of it").click()
        expect(page.get_by_text("Mara Lind is deleted")).to_be_visible()
        assert call(gym, "GET", "/api/queue")["items"] == []


def test_a_set_without_video(open_page: OpenPage, tmp_path: Path) -> None:
    """A kept set has landmarks alone: the skeleton moves on a plain stage, with the same controls."""
    recording = load(GOLDEN / "plank_pop_sag.npz")
    sets = SetStore(tmp_path)
    set_id = sets.new_id("plank")
    sets.keep(set_id, analyze(recording, SessionSettings(exercise="plank")), recording)
    with serving(tmp_path) as base, open_page(f"/review?set={set_id}", at=base, init=COACH) as page:
        until(page, "document.querySelector('#player').playing")
        before = page.evaluate("document.querySelector('#player').t")
        until(page, f"document.querySelector('#player').t !== {before}")
        page.keyboard.press("w")
        until(page, STILL)
        frame = int(page.evaluate("document.querySelector('#player').dataset.frame"))
        page.keyboard.press("ArrowRight")
        until(page, f"document.querySelector('#player').dataset.frame === '{frame + 1}'")
        in_both(page, "review-no-video")
        page.keyboard.press("Space")
        until(page, "document.querySelector('#player').playing")


def test_a_set_that_was_just_done_is_waited_for(open_page: OpenPage, tmp_path: Path) -> None:
    """Its reps are opened, not the queue of everybody's; the waiting is no page to go back to."""
    recording = load(GOLDEN / "lunge_front.npz")
    sets = SetStore(tmp_path)
    set_id = sets.new_id("lateral_lunge")
    with serving(tmp_path) as base, open_page("/practice", at=base) as page:
        page.evaluate("(set) => { location.href = `/review?set=${set}`; }", set_id)
        expect(page.get_by_role("heading", name="Taking in your set")).to_be_visible()
        expect(page.locator("queue-list")).to_be_hidden()
        in_both(page, "review-waits-for-set")
        sets.keep(set_id, analyze(recording, SessionSettings(exercise="lateral_lunge"), source=set_id), recording)
        expect(page.get_by_role("heading", name="Too shallow")).to_be_visible(timeout=15_000)
        expect(page.locator(".strip a[aria-current]")).to_contain_text("3")
        page.locator(".strip a").first.click()
        expect(page.get_by_role("heading", name="Not flagged")).to_be_visible()
        page.go_back()
        expect(page.get_by_role("heading", name="Too shallow")).to_be_visible()
        page.go_back()
        expect(page).to_have_url(f"{base}/practice")
