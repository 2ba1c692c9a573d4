"""What every page and state is looked at with: a screenshot for people, axe-core for access."""

import json
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
SCREENSHOTS = ROOT / "out" / "screenshots"
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
LOOKED_AT = {
    "color-contrast",  # text over the camera picture lies on its own dark ground; drawings overlap their labels' boxes
    "video-caption",  # the person's own picture, without sound
}
"""Kinds that axe-core leaves undecided and that were looked at by hand."""


def shot(page: Page, name: str, full: bool = False) -> None:
    """Keep a picture of this state for people to look at."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png", full_page=full)


def check_access(page: Page, name: str) -> None:
    """axe-core: no violation; what it could not decide must be of the kinds we have looked at."""
    if not AXE.exists():
        pytest.fail("axe-core is missing: run `npm ci` in web/")
    page.evaluate(AXE.read_text())
    result = page.evaluate("axe.run(document, { resultTypes: ['violations', 'incomplete'] })")
    found = [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in result["violations"]]
    assert found == [], f"{name}: {json.dumps(found, indent=1)}"
    undecided = {one["id"] for one in result["incomplete"]} - LOOKED_AT
    assert undecided == set(), f"{name}: axe could not decide {undecided}; look at it by hand"


def until(page: Page, expression: str, timeout: float = 30.0) -> None:
    """Wait for a JavaScript expression to hold. Playwright's own wait needs eval, which our CSP forbids."""
    end = time.monotonic() + timeout
    while not page.evaluate(expression):
        if time.monotonic() > end:
            pytest.fail(f"did not come true within {timeout:g} s: {expression}")
        page.wait_for_timeout(100)


def voice(heard: str, lasts_ms: int) -> str:
    """A script that gives the page a voice; `said` collects `heard`, an expression in which `utterance` stands."""
    return f"""
globalThis.said = [];
class Utterance {{ constructor(text) {{ this.text = text; }} }}
Object.defineProperty(globalThis, "SpeechSynthesisUtterance", {{ value: Utterance }});
Object.defineProperty(globalThis, "speechSynthesis", {{ value: {{
  getVoices: () => [{{ lang: "en-GB", localService: true, default: true, name: "test" }}],
  cancel() {{}},
  speak(utterance) {{ said.push({heard}); setTimeout(() => utterance.onend?.(), {lasts_ms}); }},
}} }});
"""


VOICE = voice("{ text: utterance.text, shown: document.querySelector('#cue').textContent, at: performance.now() }", 600)
"""In live practice: what was said, and what stood on the screen just then."""
