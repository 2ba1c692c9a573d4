"""Plans as a person goes through them: by keyboard without the screen, silently, after a reload, with the camera."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ROOT, OpenPage
from tests.browser.looking import check_access, shot, until, voice

VOICE = voice("utterance.text", 50)
TONES = """
globalThis.tones = [];
const play = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...times) { tones.push(this.frequency.value); return play.apply(this, times); };
"""
SOUND = ["--autoplay-policy=no-user-gesture-required"]
SHIPPED = sorted(path.stem for path in (ROOT / "server" / "plans").glob("*.toml"))


def kind(page: Page) -> str:
    return str(page.evaluate("document.querySelector('#step').dataset.kind"))


def place(page: Page) -> str:
    return str(page.evaluate("document.querySelector('#kind').textContent"))


def api(page: Page, path: str) -> Any:
    return page.evaluate("(path) => fetch(path).then((answer) => answer.json())", path)


def begin(page: Page) -> None:
    """Start by keyboard."""
    expect(page.get_by_role("button", name="Start")).to_be_visible()
    page.get_by_role("button", name="Start").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#step-title")).to_be_visible()


def wait_out(page: Page, most_s: int = 400) -> None:
    """Let the time of a step pass, on Playwright's clock."""
    before = place(page), kind(page)
    for _ in range(0, most_s, 5):
        page.clock.run_for(5000)
        if (place(page), kind(page)) != before:
            return
    pytest.fail(f"{before} did not end within {most_s} s")


def do_step(page: Page, sets: str = "without") -> None:
    """One step by keyboard alone, as its voice says."""
    what = kind(page)
    if what == "scan":
        while page.locator(".feel").count() > 0:
            page.keyboard.press("1")
        expect(page.get_by_role("button", name="Go on")).to_be_focused()
        page.keyboard.press("Enter")
    elif what == "set":
        assert sets == "without"
        expect(page.get_by_role("button", name="Start with the camera")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        if page.locator("#did").count() > 0:
            page.keyboard.press("Enter")
        else:
            wait_out(page)
    elif what == "check_in":
        for answer in "216":
            page.keyboard.press(answer)
        expect(page.locator("#suggestion .main")).to_be_focused()
        page.keyboard.press("Enter")
    else:
        wait_out(page)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_plan_from_start_to_end_by_keyboard_and_voice(open_page: OpenPage, name: str) -> None:
    with open_page("/plan", init=VOICE) as page:
        page.clock.install()
        page.goto(page.url + f"?name={name}")
        begin(page)
        steps = page.locator("#steps li").count()
        kinds = []
        heard: list[str] = []
        for number in range(steps):
            expect(page.locator("#kind")).to_have_text(f"Step {number + 1} of {steps}")
            page.clock.run_for(300)
            kinds.append(kind(page))
            title = page.locator("#step-title").inner_text()
            spoken = page.evaluate("said.splice(0).join(' | ')")
            # whoever does not look hears which step it is
            assert "Check in" in spoken if kinds[-1] == "check_in" else title in spoken, (title, spoken)
            heard.append(spoken)
            do_step(page)
            page.clock.run_for(100)
            until(page, f"document.querySelector('#kind').textContent !== 'Step {number + 1} of {steps}'", 10)
        expect(page.locator("#step-title")).to_have_text("Done")
        page.clock.run_for(200)
        assert "Done: " in page.evaluate("said.join(' | ')")
        shot(page, f"plan-done-{name}")
        for what, words in {
            "scan": "press 1 for fine",
            "set": "Press Enter to start with the camera",
            "check_in": "1 burnt out",
        }.items():
            assert all(words in spoken for spoken, one in zip(heard, kinds, strict=True) if one == what), what
        until(page, "fetch('/api/practice/runs?limit=1').then((a) => a.json()).then((p) => p.items[0].ended_at !== null)")
        [run] = api(page, "/api/practice/runs?limit=1")["items"]
        assert (run["plan"], {step["state"] for step in run["steps"]}) == (name, {"done"})
        assert [step["kind"] for step in run["steps"]] == kinds
        if "check_in" in kinds:
            checks = [one for one in api(page, "/api/practice/check-ins")["items"] if one["run"] == run["uid"]]
            assert [(one["effort"], one["felt"]) for one in checks] == [(6, "target")] * kinds.count("check_in")


def test_breathing_is_paced_by_voice_tone_and_balloon(open_page: OpenPage) -> None:
    with open_page("/plan", init=VOICE + TONES, flags=SOUND) as page:
        page.clock.install()
        page.goto(page.url + "?name=desk_break")
        begin(page)
        page.clock.run_for(12_000)
        page.evaluate("said.length = 0; tones.length = 0")
        sizes = []
        for _ in range(100):
            page.clock.run_for(100)
            sizes.append(
                float(re.findall(r"[\d.]+", page.evaluate("document.querySelector('.balloon-skin').style.transform"))[0])
            )
        said = page.evaluate("said")
        assert any("In" in one or "in" in one for one in said)
        assert any("out" in one.lower() for one in said)
        assert len(page.evaluate("tones")) >= 3
        assert min(sizes) < 0.4
        assert max(sizes) > 0.95
        page.get_by_text("Adjust the counts").click()
        page.get_by_label("Rounds").fill("1")
        page.get_by_label("Rounds").press("Tab")
        expect(page.locator(".left")).to_contain_text("0:")
        page.clock.run_for(200)
        assert page.locator(".left").inner_text() < "0:30"


def test_silently_everything_is_shown(open_page: OpenPage) -> None:
    with open_page("/plan", init=VOICE + TONES, flags=SOUND) as page:
        page.clock.install()
        page.goto(page.url + "?name=desk_break")
        begin(page)
        page.keyboard.press("v")
        page.get_by_role("switch", name="Tones").uncheck()
        page.evaluate("said.length = 0; tones.length = 0")
        page.locator("#step-title").focus()
        for _ in range(30):
            page.clock.run_for(1000)
            assert page.locator(".word").inner_text()
        assert page.evaluate("said.length + tones.length") == 0
        page.reload()
        expect(page.get_by_role("switch", name="Voice")).not_to_be_checked()


def test_pause_skip_back_and_resume_after_a_reload(open_page: OpenPage) -> None:
    with open_page("/plan", init=VOICE) as page:
        page.clock.install()
        page.goto(page.url + "?name=hinge_and_hold")
        begin(page)
        page.keyboard.press("ArrowRight")
        expect(page.locator("#kind")).to_have_text("Step 2 of 8")
        page.keyboard.press("ArrowLeft")
        expect(page.locator("#kind")).to_have_text("Step 1 of 8")
        page.clock.run_for(9000)
        left = page.locator(".left").inner_text()
        page.keyboard.press("Space")
        expect(page.locator("#kind")).to_have_text("Step 1 of 8: paused")
        page.clock.run_for(30_000)
        assert page.locator(".left").inner_text() == left
        page.reload()
        expect(page.locator("#kind")).to_have_text("Step 1 of 8: paused")
        page.clock.run_for(3000)
        assert page.evaluate("said.length") == 0  # nobody is talked to before they go on
        expect(page.locator(".left")).to_have_text(left)
        page.keyboard.press("Space")
        page.clock.run_for(2000)
        assert page.locator(".left").inner_text() != left
        page.goto(page.url.split("?")[0])
        expect(page.get_by_label("Under way")).to_contain_text("Hinge and hold waits at step 1 of 8")
        page.get_by_role("link", name="Go on").click()
        expect(page.locator("#kind")).to_have_text("Step 1 of 8: paused")
        page.get_by_role("button", name="End the plan").click()
        expect(page.locator("h1")).to_have_text("What do you have time for?")
        expect(page.get_by_label("Under way")).to_have_count(0)


def test_a_scan_changes_the_plan_plainly(open_page: OpenPage) -> None:
    with open_page("/plan", init=VOICE) as page:
        page.goto(page.url + "?name=lateral_strength")
        begin(page)
        page.keyboard.press("ArrowRight")
        page.locator("body-map path[data-part=knee_left]").first.click()
        expect(page.locator("#ask h3")).to_have_text("Knees")
        expect(page.get_by_label("Left (L)")).to_be_checked()
        page.get_by_label("Note").fill("since the hike")
        page.get_by_role("button", name="Achy").click()
        expect(page.locator("#ask h3")).to_have_text("Head and face")
        while page.locator(".feel").count() > 0:
            page.keyboard.press("2" if page.locator("#ask h3").inner_text() == "Neck" else "1")
            if page.locator("#ask h3").inner_text() == "Knees":  # stays as it was marked
                page.keyboard.press("r")
                page.keyboard.press("1")
        expect(page.locator(".advice")).to_contain_text(
            "Left knee achy: leave the lateral lunge out today. In its place: dead bug."
        )
        expect(page.locator(".marks")).to_contain_text("since the hike")
        expect(page.locator("#ask")).to_contain_text("belongs before a doctor")
        shot(page, "plan-scan-advice")
        assert "leave the lateral lunge out today" in page.evaluate("said.join(' ')")
        page.keyboard.press("Enter")
        expect(page.locator("#steps")).not_to_contain_text("Lateral lunge")
        expect(page.locator("#steps")).to_contain_text("Dead bug")
        scan = next(
            one for one in api(page, "/api/practice/scans")["items"] if one["parts"].get("knee_left", {}).get("note")
        )
        assert scan["parts"]["knee_left"] == {"feel": "achy", "note": "since the hike"}
        assert scan["parts"]["knee_right"]["feel"] == "fine"
        page.get_by_role("button", name="End the plan").click()


def test_a_scan_goes_on_by_itself_unless_it_shall_wait(open_page: OpenPage) -> None:
    with open_page("/plan", init=VOICE) as page:
        page.clock.install()
        page.goto(page.url + "?name=desk_break")
        begin(page)
        page.keyboard.press("ArrowRight")
        expect(page.locator("#ask h3")).to_have_text("Head and face")
        page.clock.run_for(21_000)
        expect(page.locator("#ask h3")).to_have_text("Neck")
        page.get_by_role("switch", name="Wait for my answer").check()
        page.locator("#step-title").focus()
        page.clock.run_for(60_000)
        expect(page.locator("#ask h3")).to_have_text("Neck")
        page.get_by_role("button", name="End the plan").click()


def test_a_set_goes_to_the_camera_and_comes_back(open_page: OpenPage, camera_file: Callable[[str], Path]) -> None:
    plan = """title = "Two lunges"\\nminutes = 3\\n
[[step]]\\nkind = "set"\\nexercise = "lateral_lunge"\\nreps = 3\\ngoal = "build"\\nreach = true\\n
[[step]]\\nkind = "check_in"\\n
[[step]]\\nkind = "set"\\nexercise = "lateral_lunge"\\nreps = 8\\n""".replace("\\n", "\n")
    with open_page("/plan", camera=camera_file("lunge_front"), init=VOICE) as page:
        saved = page.evaluate(
            "(text) => fetch('/api/plans/two-lunges', { method: 'PUT', body: JSON.stringify({ text }),"
            " headers: { 'Content-Type': 'application/json' } }).then((answer) => answer.status)",
            plan,
        )
        assert saved == 200
        page.goto(page.url + "?name=two-lunges")
        begin(page)
        expect(page.locator("#why")).to_contain_text("Cues speak of the muscle: up to 60 %")
        page.get_by_label("Load").fill("85")
        page.get_by_label("Load").press("Tab")
        expect(page.locator("#why")).to_contain_text("Cues speak of the weight and the floor")
        page.get_by_label("Load").fill("")
        page.get_by_label("What is it for?").fill("wide backhand")
        page.get_by_label("What is it for?").press("Enter")  # starts the set
        page.wait_for_url("**/practice?plan=1")
        expect(page.locator(".stage-note")).to_have_text("For: wide backhand. 3 reps", timeout=15_000)
        until(page, "said.some((one) => one.startsWith('Lateral lunge with a reach, 3 reps. For: wide backhand.'))", 10)
        expect(page.locator("#number")).to_have_text("1", timeout=40_000)
        assert "For: wide backhand" in page.evaluate("said")
        shot(page, "plan-set-live")
        expect(page.locator("#back")).to_be_focused(timeout=60_000)  # the set ends by itself
        report = page.evaluate("document.querySelector('set-summary').report")
        assert len(report["reps"]) >= 3
        assert any(one.startswith("Set done. ") for one in page.evaluate("said"))
        check_access(page, "summary of a planned set")
        page.keyboard.press("Enter")
        page.wait_for_url("**/plan?run")
        expect(page.locator("#step-title")).to_have_text("Check in")
        expect(page.locator(".check-in p").first).to_contain_text(f"Lateral lunge with a reach: {len(report['reps'])} reps")
        for answer in "216":
            page.keyboard.press(answer)
        page.keyboard.press("1")  # all answered: a further number does nothing
        expect(page.locator("#suggestion h3")).to_be_visible()
        shot(page, "plan-suggestion")
        page.locator("#suggestion .main").click()
        expect(page.locator("#kind")).to_have_text("Step 3 of 3")
        expect(page.get_by_label("What is it for?")).to_have_value("wide backhand")
        check = next(one for one in api(page, "/api/practice/check-ins")["items"] if one["set_id"])
        assert (check["reps"], check["scored"]) == (
            len(report["reps"]),
            sum(rep["score"] is not None for rep in report["reps"]),
        )
        page.get_by_role("button", name="Start with the camera").click()
        page.wait_for_url("**/practice?plan=1")
        page.get_by_role("button", name="Back", exact=True).click()
        expect(page.get_by_label("Your plan")).to_contain_text("8 reps")
        page.get_by_role("link", name="Back to your plan without this set").click()
        expect(page.locator("#kind")).to_have_text("Step 3 of 3: paused")


def test_a_drill_can_be_checked_with_the_camera(open_page: OpenPage) -> None:
    """The fake camera shows nobody: the way there and back is what counts."""
    with open_page("/plan", init=VOICE) as page:
        page.goto(page.url + "?name=lateral_strength")
        begin(page)
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        page.get_by_role("button", name="Check it with the camera").click()
        page.wait_for_url("**/practice?plan=1")
        expect(page.locator("#live-title")).to_have_text("Hip bridge")
        page.get_by_role("button", name="Start anyway").click()
        page.get_by_role("button", name="End the set").click(timeout=15_000)
        expect(page.locator("#back")).to_be_focused(timeout=15_000)
        page.keyboard.press("Enter")
        expect(page.locator("#kind")).to_have_text("Step 4 of 8")
        page.get_by_role("button", name="End the plan").click()


def test_every_exercise_of_a_plan_can_be_practised(open_page: OpenPage) -> None:
    with open_page("/practice") as page:
        offered = page.evaluate("[...document.querySelectorAll('input[name=exercise]')].map((one) => one.value)")
        wanted = {
            step["exercise"] for one in api(page, "/api/plans") for step in one["plan"]["step"] if step["kind"] == "set"
        }
        assert wanted <= set(offered)


def test_no_key_is_taken_where_single_keys_are_off(open_page: OpenPage) -> None:
    with open_page("/plan", init=VOICE) as page:
        page.goto(page.url + "?name=desk_break")
        begin(page)
        page.get_by_role("switch", name="Single keys").uncheck()
        page.locator("#step-title").focus()
        page.keyboard.press("n")
        page.keyboard.press("v")
        expect(page.locator("#kind")).to_have_text("Step 1 of 4")
        expect(page.get_by_role("switch", name="Voice")).to_be_checked()
        page.get_by_role("button", name="End the plan").click()


def test_without_motion_a_number_and_a_bar(open_page: OpenPage) -> None:
    with open_page("/plan", init=VOICE, reduced_motion="reduce") as page:
        page.clock.install()
        page.goto(page.url + "?name=desk_break")
        begin(page)
        page.clock.run_for(11_000)
        assert page.locator(".balloon svg").count() == 0
        while page.locator(".word").inner_text() != "Long sigh out":
            page.clock.run_for(200)
        expect(page.locator(".timed .meter")).to_be_visible()
        assert page.locator(".balloon .number").inner_text().isdigit()
        assert page.evaluate("document.getAnimations().length") == 0
        shot(page, "plan-breathe-still")


def test_editing_shows_the_line_of_a_mistake_and_a_form_for_the_rest(open_page: OpenPage) -> None:
    with open_page("/plan?edit=desk_break", expect_errors=True) as page:
        area = page.get_by_label("Plan as text (TOML)")
        expect(page.get_by_text("This plan can be used.")).to_be_visible()
        good = area.input_value()
        area.fill(good.replace("rounds = 3", "rounds = 300"))
        expect(page.locator("#mistake")).to_contain_text("Line 8: `rounds` should be less than or equal to 60, got 300")
        expect(page.locator(".gutter .wrong")).to_have_text(re.compile("8"))
        shot(page, "plan-edit-mistake")
        check_access(page, "editor with a mistake")
        page.get_by_role("button", name="Line 8").click()
        assert area.evaluate("(one) => one.value.slice(one.selectionStart, one.selectionEnd)") == "rounds = 300"
        page.get_by_label("Name of the file").fill("evening")
        page.get_by_role("button", name="Save").click()
        expect(page.locator("#said")).to_contain_text("evening.toml, line 8")
        area.fill(good)
        expect(page.locator(".edit-steps li")).to_have_count(4)
        page.get_by_label("Rounds, Breathe: the sigh").fill("6")
        page.get_by_label("Rounds, Breathe: the sigh").press("Tab")
        expect(area).to_have_value(re.compile("rounds = 6"))
        page.get_by_role("button", name="Move down: Breathe: the sigh").click()
        expect(page.locator(".edit-steps li").nth(1)).to_contain_text("Breathe")
        page.get_by_label("Kind of the new step").select_option("set")
        page.get_by_role("button", name="Add a step").click()
        expect(page.locator(".edit-steps li")).to_have_count(5)
        page.get_by_role("button", name="Take out: Tense and let go").click()
        expect(page.locator(".edit-steps li")).to_have_count(4)
        page.get_by_role("button", name="Save").click()
        page.wait_for_url("**/plan?name=evening")
        expect(page.locator(".step-list li")).to_have_count(4)
        page.get_by_role("button", name="Delete").click()
        page.wait_for_url("**/plan")
        expect(page.locator(".plan-card").first).to_be_visible()
        assert "evening" not in [one["name"] for one in api(page, "/api/plans")]
