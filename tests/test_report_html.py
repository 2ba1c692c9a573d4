import base64
import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from server.report_html import render_html, write_html
from server.report_pictures import THUMBNAIL_WIDTH, pose_at, thumbnails
from server.report_plot import plot_svg
from server.report_words import clock, faults_of, headline, summary
from tests.made_reports import BENT, make_plank_report, make_recording, make_rep, make_report
from vision.encode import WebmWriter
from vision.errors import InputError, OutputError
from vision.recording import load
from vision.report import ScoredRep, SessionReport, load_schema, to_json, write_csv
from vision.session import SessionSettings, analyze
from vision.types import Episode, View
from vision.video import decode_jpeg

VOID = {"meta", "img", "br", "hr", "link", "input", "path", "use"}
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>{{ 7*7 }}.mp4'


class Page(HTMLParser):
    """Checks nesting while parsing and collects what a test asks about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag
            self.text += " " if tag in {"dt", "dd", "td", "th"} else ""

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def words(html: str) -> str:
    return " ".join(Page(html).text.split())


REPORTS = {
    "lunges": make_report(),
    "plank": make_plank_report(),
    "hostile": make_report(source=HOSTILE, notes=(HOSTILE,), settings={HOSTILE: HOSTILE}, versions={HOSTILE: HOSTILE}),
    "no rep": make_report(reps=(), cues=(), exercise=None, view=View.UNKNOWN, driver="", track=(), fps=float("nan")),
    "nothing seen": make_report(reps=(), track=((0.0, float("nan")), (1.0, float("nan")))),
}


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS.keys())
def test_is_whole_and_stands_alone(report: SessionReport) -> None:
    html = render_html(report, make_recording(), None)
    page = Page(html)
    assert html.startswith("<!doctype html>")
    assert not re.search(r"https?:|file:|@import|url\((?!#)", html)
    for tag, attrs in page.tags:
        assert tag not in {"script", "link", "iframe", "object", "embed", "form", "base"}
        assert not any(name.startswith("on") for name in attrs)
        for name in ("href", "src", "xlink:href"):
            assert (attrs.get(name) or "#").startswith(("#", "data:image/jpeg;base64,"))
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    policy = next(attrs["content"] for attrs in page.all("meta") if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "script" not in policy


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS.keys())
def test_can_be_read_without_seeing_it(report: SessionReport) -> None:
    page = Page(render_html(report, make_recording(), None))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    assert page.all("html")[0]["lang"] == "en"
    assert all(attrs.get("alt") for attrs in page.all("img"))
    assert all(attrs.get("scope") in {"col", "row"} for attrs in page.all("th"))


def test_hostile_names_stay_text() -> None:
    html = render_html(REPORTS["hostile"], make_recording(), None)
    assert "<script" not in html
    assert "{{" in Page(html).text  # not run as a template either
    assert Page(html).text.count(HOSTILE) >= 6


def test_says_what_a_coach_would_note() -> None:
    said = words(render_html(make_report(), make_recording(), None))
    assert "3 reps, 1 flagged" in said
    assert "shallow in 1 rep and side bend in 1 rep" in said
    assert "Measured 19.2°, limit 8.0° ± 2.5°. The cue was said at 0:05.9." in said
    assert "Feel your waist stay long on both sides" in said
    assert ", rep 3: Step back: the feet are out of sight." in said
    assert "Two people were in the picture" in said
    assert "Setting bands.spinal_lean.poor 8.0" in said
    assert "isn’t medical advice" in said


def test_a_hold_lists_its_episodes() -> None:
    said = words(render_html(make_plank_report(), make_recording(), None))
    assert "1 hold, flagged" in said
    assert "Measured 21.0 % of shoulder-ankle length, limit 13.0 % ± 1.5 %." in said
    assert "Hip pop from 0:02.0 to 0:03.5, worst 17.0 %" in said


def test_a_hold_that_pops_and_sags_gets_a_picture_of_each() -> None:
    report = make_plank_report()
    scored = report.reps[0]
    both = replace(
        scored.findings[0],
        episodes=(*scored.findings[0].episodes, Episode("hip_sag", 8.2, 8.8, -0.09), Episode("hip_sag", 8.9, 9, -0.05)),
    )
    report = replace(
        report, reps=(replace(scored, findings=(both,)),), settings={"bands": {"plank.hip_pop": {"hip_sag": -0.03}}}
    )
    html = render_html(report, make_recording(), None)
    said = words(html)
    assert "hip pop in 1 hold and hip sag in 1 hold" in said
    assert "Measured −9.0 % of shoulder-ankle length, limit −3.0 %" in said
    assert len(Page(html).all("img")) == 2


def test_pictures_show_the_person_and_fit_the_page() -> None:
    page = Page(render_html(make_report(), make_recording(), None))
    pictures = page.all("img")
    assert len(pictures) == 2
    for attrs in pictures:
        image = decode_jpeg(base64.b64decode((attrs["src"] or "").partition(",")[2]))
        assert image.shape[:2] == (int(attrs["height"] or 0), int(attrs["width"] or 0))
        assert image.shape[1] == THUMBNAIL_WIDTH
        orange = (image[:, :, 2] > 220) & (image[:, :, 1] < 160) & (image[:, :, 0] < 110)
        assert orange.sum() > 500  # marked limbs and the value on the gauge


def test_thumbnails_come_from_the_right_moment_of_the_video(tmp_path: Path) -> None:
    video = tmp_path / "clip.webm"
    with WebmWriter(video, (160, 120)) as writer:
        for i in range(40):
            writer.write(np.full((120, 160, 3), i % 8 * 30, dtype=np.uint8), i / 10)
    findings = [replace(BENT, t_worst=t) for t in (3.0, 1.0, 0.0, 99.0)]
    nobody = replace(make_recording(), landmarks=np.full((270, 33, 3), np.nan))
    seen = [(finding.t_worst, int(image[200, 500, 0])) for finding, image in thumbnails(findings, nobody, video)]
    assert [t for t, _ in seen] == [0.0, 1.0, 3.0, 99.0]
    assert [level for _, level in seen] == pytest.approx([0, 60, 180, 210], abs=10)  # frames 0, 10, 30, 39


def test_a_video_that_is_gone_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        write_html(make_report(), make_recording(), tmp_path / "a.html", tmp_path / "gone.mp4")
    assert not list(tmp_path.iterdir())


def test_write_html(tmp_path: Path) -> None:
    target = tmp_path / "a.html"
    write_html(make_report(source="caf\u00e9 \udcff.mp4"), make_recording(), target, None)
    assert "café ?.mp4" in target.read_text(encoding="utf-8")
    (tmp_path / "f").write_text("")
    with pytest.raises(OutputError):
        write_html(make_report(), make_recording(), tmp_path / "f" / "a.html", None)


def test_same_report_same_page() -> None:
    assert render_html(make_report(), make_recording(), None) == render_html(make_report(), make_recording(), None)


def test_plot_takes_the_colours_of_the_page() -> None:
    svg = plot_svg(make_report(), 9, 3, "p") or ""
    assert {"--ink", "--muted", "--line", "--mark", "--good", "--curve"} >= set(re.findall(r"var\((--\w+)\)", svg))
    assert not re.search(r"(fill|stroke): #", svg)


def test_many_reps_are_numbered_sparsely() -> None:
    reps = tuple(ScoredRep(make_rep(i + 1, i * 2.0, i * 2.0 + 1.5), (), 100.0) for i in range(100))
    svg = plot_svg(make_report(reps=reps, duration_s=200.0), 4.3, 2.7, "p") or ""
    numbers = [int(text) for text in re.findall(r">(\d+)</text>", svg)]
    assert 5 < len(numbers) < 15


def test_nobody_near_the_moment_means_no_skeleton() -> None:
    assert pose_at(make_recording(), 0.1, 0.25) is None
    near = pose_at(make_recording(), 0.4, 0.25)
    assert near is not None
    assert near.t == pytest.approx(0.5)


@pytest.mark.parametrize(("t", "shown"), [(0, "0:00.0"), (4.24, "0:04.2"), (59.96, "1:00.0"), (600.5, "10:00.5")])
def test_clock(t: float, shown: str) -> None:
    assert clock(t) == shown


def test_headlines_and_summaries() -> None:
    good = ScoredRep(make_rep(1, 0, 1), (), 100.0)
    bad = ScoredRep(make_rep(2, 1, 2), (BENT,), 40.0)
    blind = ScoredRep(make_rep(3, 2, 3), (), None)
    assert headline(make_report(reps=(good,))) == "1 rep, nothing flagged"
    assert headline(make_report(reps=(bad,))) == "1 rep, flagged"
    assert headline(make_report(reps=(good, bad, blind))) == "3 reps, 1 flagged"
    assert headline(make_report(reps=(blind, blind))) == "2 reps, not scored"
    assert headline(make_report(reps=())) == "No rep found"
    assert summary(make_report(reps=(), frames_with_pose=0)) == "Nobody was found in the picture."
    assert summary(make_report(reps=(good,))) == "Every judged rep stayed inside its limits. Mean score 100 of 100."


@pytest.mark.parametrize("name", ["plank_pop_sag", "plank_drift"])
def test_a_real_session_becomes_every_kind_of_report(name: str, tmp_path: Path) -> None:
    recording = load(Path(__file__).parent / "golden" / f"{name}.npz")
    report = analyze(recording, SessionSettings("plank"), f"{name}.npz", "full")
    document = to_json(report)
    jsonschema.Draft202012Validator(load_schema()).validate(document)
    write_csv(report, tmp_path / "a.csv")
    assert len((tmp_path / "a.csv").read_text().splitlines()) == 1 + len(report.reps)
    html = render_html(report, recording, None)
    faults = [fault for scored in report.reps for finding in scored.findings for fault in faults_of(finding)]
    assert faults
    assert len(Page(html).all("img")) == len(faults)
