"""The picture shown is the one asked for, at every kind of frame rate: each picture carries its own number."""

from pathlib import Path

import pytest

from tests.browser.conftest import OpenPage, serving
from tests.browser.looking import until
from tests.browser.reviewing import COACH, READ_NUMBER, call, numbered_clip, upload

RATES: dict[str, tuple[str, dict[str, bool]]] = {
    "29.97": ("30000/1001", {}),
    "30": ("30", {}),
    "60": ("60", {"double": True}),
    "variable": ("30", {"uneven": True}),
}


@pytest.mark.parametrize("rate", RATES)
def test_exact_frames(open_page: OpenPage, tmp_path: Path, rate: str) -> None:
    per_second, kind = RATES[rate]
    clip = tmp_path / f"lunge_{rate}.mp4"
    numbers = numbered_clip(clip, per_second, **kind)
    (tmp_path / "data").mkdir()
    with serving(tmp_path / "data") as base:
        session = upload(base, clip, exercise="lateral_lunge")
        rep = call(base, "GET", f"/api/sessions/{session}")["reps"][0]
        times = call(base, "GET", f"/api/sessions/{session}/frames")["times"]
        assert len(times) == len(numbers)
        with open_page(f"/review?rep={rep['id']}", at=base, init=COACH) as page:
            until(page, "document.querySelector('rep-player video') && document.querySelector('rep-player').playing")
            page.keyboard.press("Space")

            def settled() -> int:
                until(page, "document.querySelector('#player').dataset.frame !== undefined")
                return int(page.evaluate("document.querySelector('#player').dataset.frame"))

            wrong = []
            for key in ["ArrowRight"] * 25 + ["ArrowLeft"] * 12 + ["Shift+ArrowRight"] * 4:
                before = settled()
                page.keyboard.press(key)
                frame = settled()
                number = page.evaluate(READ_NUMBER)
                if number != numbers[frame]:
                    wrong.append((key, frame, number, numbers[frame]))
                if key == "ArrowRight":
                    assert frame == before + 1 or frame < before
            plot = page.locator("series-plot").bounding_box()
            assert plot is not None
            for share in (0.13, 0.29, 0.41, 0.57, 0.66, 0.83, 0.97):
                asked = page.evaluate("([x]) => document.querySelector('series-plot').lanes.t(x)", [share * plot["width"]])
                page.mouse.click(plot["x"] + share * plot["width"], plot["y"] + 50)
                frame = settled()
                shown_until = times[frame + 1] if frame + 1 < len(times) else 1e9
                number = page.evaluate(READ_NUMBER)
                if number != numbers[frame] or not times[frame] - 0.002 <= asked < shown_until + 0.002:
                    wrong.append(("click", asked, frame, number, numbers[frame]))
            assert wrong == []
