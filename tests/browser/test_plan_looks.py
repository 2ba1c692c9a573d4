"""Every page and step of the practice around the set: axe-core in light and dark, at a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.test_looks import PHONE, in_both
from tests.browser.test_plan import VOICE, api, begin, kind, wait_out

SIZES = ["desk", "phone"]
LONG = "Rückenstreckermuskulaturanspannung-beibehalten-und-weiteratmen " * 2


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/plan", "plans"),
        ("/plan?name=lateral_strength", "plan-detail"),
        ("/plan?edit=", "plan-edit"),
        ("/sources", "sources"),
    ],
)
def test_pages(open_page: OpenPage, path: str, name: str, size: str) -> None:
    with open_page(path, **(PHONE if size == "phone" else {})) as page:
        expect(page.locator("h1").first).to_be_visible()
        page.wait_for_timeout(500)
        in_both(page, f"{name}-{size}")


@pytest.mark.parametrize("size", SIZES)
def test_every_step(open_page: OpenPage, size: str) -> None:
    with open_page("/plan", init=VOICE, **(PHONE if size == "phone" else {})) as page:
        page.clock.install()
        page.goto(page.url + "?name=lateral_strength")
        begin(page)
        page.clock.run_for(14_500)
        look(page, "breathe", size)
        page.get_by_text("Adjust the counts").click()
        look(page, "breathe-counts", size)
        page.locator("#step-title").focus()
        page.keyboard.press("ArrowRight")
        for answer in "123511323":
            page.keyboard.press(answer)
        look(page, "scan", size)
        while page.locator(".feel").count() > 0:
            page.keyboard.press("1")
        expect(page.get_by_role("button", name="Keep the plan as it is")).to_be_visible()
        look(page, "scan-advice", size)
        page.get_by_role("button", name="Keep the plan as it is").click()
        page.clock.run_for(40_000)
        look(page, "drill", size)
        wait_out(page)
        look(page, "set", size)
        page.locator("#without").click()
        look(page, "set-without", size)
        page.get_by_role("button", name="Done", exact=True).click()
        page.get_by_label("Working", exact=True).check()
        page.get_by_label("Elsewhere").check()
        page.locator(".chips [data-part=hamstring_left]").click()
        expect(page.locator(".chips [data-part=hamstring_left]")).to_have_attribute("aria-pressed", "true")
        page.locator("input[name=effort][value='5']").check()
        expect(page.locator("#suggestion h3")).to_have_text("Same set, another cue")
        look(page, "check-in", size)
        page.get_by_role("button", name="Take it").click()
        page.clock.run_for(20_000)
        look(page, "rest", size)
        page.get_by_role("button", name="Skip").click()
        expect(page.locator("#step")).to_contain_text("Slowly. Feel the glutes before you move.")
        page.get_by_role("button", name="Skip").click()
        page.get_by_role("button", name="Skip").click()
        look(page, "over", size)


@pytest.mark.parametrize("size", SIZES)
def test_relaxation(open_page: OpenPage, size: str) -> None:
    with open_page("/plan", init=VOICE, **(PHONE if size == "phone" else {})) as page:
        page.clock.install()
        page.goto(page.url + "?name=unwind")
        begin(page)
        while kind(page) != "relax":
            page.get_by_role("button", name="Skip").click()
        page.clock.run_for(14_000)
        expect(page.locator(".word")).to_have_text("Make fists")
        look(page, "relax", size)
        page.get_by_role("button", name="End the plan").click()


@pytest.mark.parametrize("size", SIZES)
def test_progress(open_page: OpenPage, size: str) -> None:
    with open_page("/progress", init=SETS, **(PHONE if size == "phone" else {})) as page:
        page.evaluate(FILL)
        page.reload()
        expect(page.locator(".calendar td.done").first).to_be_visible()
        expect(page.get_by_text("Best cue so far")).to_be_visible()
        expect(page.get_by_text("rules of thumb")).to_be_visible()
        in_both(page, f"progress-{size}")


def test_the_log_is_taken_along_and_deleted(open_page: OpenPage) -> None:
    with open_page("/progress") as page:
        page.evaluate(FILL)
        page.reload()
        with page.expect_download() as download:
            page.get_by_role("link", name="Check-ins as CSV").click()
        assert download.value.suggested_filename == "formcue-check-ins.csv"
        page.get_by_role("button", name="Delete the log").click()
        page.get_by_role("button", name="Delete it").click()
        expect(page.get_by_role("heading", name="Where it was felt")).to_have_count(0)
        assert api(page, "/api/practice/check-ins")["total"] == api(page, "/api/practice/scans")["total"] == 0


def test_an_empty_progress_page_is_inviting(open_page: OpenPage) -> None:
    nothing = "movements: [], practised: []"
    with open_page("/progress", init=SETS.replace(f"movements: [{MOVEMENT}], practised: practised", nothing)) as page:
        expect(page.get_by_role("link", name="Choose a plan")).to_be_visible()
        in_both(page, "progress-empty")


@pytest.mark.parametrize("size", SIZES)
def test_long_words_break(open_page: OpenPage, size: str) -> None:
    with open_page("/plan?name=desk_break", init=VOICE, **(PHONE if size == "phone" else {})) as page:
        begin(page)
        page.evaluate(
            "(words) => { for (const one of document.querySelectorAll('h1, #step-title, .hint, .word, #steps span'))"
            " one.textContent = words; }",
            LONG,
        )
        in_both(page, f"plan-long-{size}")
        page.get_by_role("button", name="End the plan").click()


def look(page: Page, name: str, size: str) -> None:
    page.clock.run_for(200)
    in_both(page, f"step-{name}-{size}")


MOVEMENT = """{ exercise: "lateral_lunge", sets: 31, reps: 412, scored: 396, clean: 301, held_s: 0, goals: [1000, 10000],
  best_cue: { text: "Sink back and down into the glute", times: 14, gone: 11, after: 1, unit: "reps" } },
  { exercise: "plank", sets: 12, reps: 15, scored: 14, clean: 9, held_s: 610, goals: [1000, 10000], best_cue: null }"""
SETS = """
const real = fetch;
const days = [0, 1, 3, 4, 8, 9, 11, 15, 22, 23, 40, 61];
const practised = days.map((ago, i) => ({ at: new Date(Date.now() - ago * 86400000).toISOString(),
  kind: i % 3 ? "set" : "plan", name: "lateral_lunge", seconds: 120 + 60 * i, reps: 8 }));
globalThis.fetch = (url, options) => String(url).startsWith("/api/practice/progress")
  ? Promise.resolve(new Response(JSON.stringify({ movements: [MOVEMENT], practised: [SET] })))
  : real(url, options);
""".replace("[MOVEMENT]", f"[{MOVEMENT}]").replace("[SET]", "practised")
"""A long history, as the server would answer; the numbers themselves are tested in tests/server/test_practice_log.py."""
FILL = """(async () => {
  const put = (path, body) => fetch(`/api/practice/${path}`, { method: "PUT", body: JSON.stringify(body),
    headers: { "Content-Type": "application/json" } });
  const uid = (i) => String(i).padStart(32, "0");
  for (let i = 0; i < 9; i += 1) {
    const at = new Date(Date.now() - (9 - i) * 3 * 86400000).toISOString();
    await put(`check-ins/${uid(i)}`, { at, exercise: "lateral_lunge", target: "glutes", muscle: "working",
      felt: ["nowhere", "elsewhere", "elsewhere", "target", "elsewhere", "target", "target", "target", "target"][i],
      places: ["thigh_left"], effort: [8, 7, 9, 6, 7, 6, 5, 6, 5][i], reps: 8, scored: 8, clean: 6, suggestion: "same",
      reason: "Clean work." });
    if (i % 3 === 0) await put(`scans/${uid(i)}`, { at, position: "standing", short: false,
      parts: { neck: { feel: ["sore", "", "", "tense", "", "", "fine"][i], note: i ? "" : "long day" },
        knee_left: { feel: "achy" } } });
  }
})()"""
