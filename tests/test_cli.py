"""The `formcue` command: what it prints and writes, exit status, bad input, Ctrl-C."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from server.batch import jobs_for
from server.cli import main
from vision import recording
from vision.types import Recording

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
CLIP = ROOT / "tests" / "fixtures" / "lunge.mp4"


@pytest.fixture(scope="module")
def npz(tmp_path_factory):
    """The landmarks of the short clip, made by the command itself."""
    target = tmp_path_factory.mktemp("recordings") / "lunge.npz"
    assert main(["extract", str(CLIP), "-o", str(target), "--model", "lite"]) == 0
    return target


def test_extract_makes_a_sound_recording(npz):
    made = recording.load(npz)
    assert len(made) == 60
    assert made.image_size == (320, 240)
    assert made.meta["model"] == "lite"
    assert made.meta["source"] == "lunge.mp4"
    assert np.isfinite(made.landmarks).all()


def test_a_recording_is_analysed_like_its_video(npz, tmp_path, capsys):
    assert (
        main(["analyze", str(npz), str(CLIP), "--exercise", "lateral_lunge", "--model", "lite", "--json", str(tmp_path)])
        == 0
    )
    reports = [json.loads((tmp_path / name).read_text()) for name in ("lunge.mp4.json", "lunge.npz.json")]
    for report in reports:
        for key in ("source", "versions"):
            report.pop(key, None)
    assert reports[0] == reports[1]
    assert "lunge.mp4" in capsys.readouterr().out


def test_every_format_is_written_whole(npz, tmp_path):
    folders = [f"--{kind}={tmp_path / kind}" for kind in ("json", "csv", "html", "video")]
    assert main(["analyze", str(npz), "--exercise", "plank", *folders]) == 0
    written = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert written == ["csv/lunge.csv", "html/lunge.html", "json/lunge.json", "video/lunge.webm"]


def test_two_workers_write_the_same(npz, tmp_path):
    other = tmp_path / "other.npz"
    other.write_bytes(npz.read_bytes())
    for workers in (1, 2):
        assert (
            main(["analyze", str(npz), str(other), "--workers", str(workers), "--json", str(tmp_path / str(workers))]) == 0
        )
    for name in ("lunge.json", "other.json"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_rules_and_doctor(capsys):
    assert main(["rules"]) == 0
    assert "plank.hip_pop" in capsys.readouterr().out
    assert main(["doctor"]) == 0
    assert "pose model" in capsys.readouterr().out


def bad_npz(folder: Path) -> Path:
    path = folder / "bad.npz"
    np.savez(path, t=np.zeros(3))
    return path


def text_clip(folder: Path) -> Path:
    path = folder / "text.mp4"
    path.write_text("no video")
    return path


def nobody_clip(folder: Path) -> Path:
    import cv2

    path = folder / "grey.png"
    cv2.imwrite(str(path), np.full((120, 160, 3), 128, dtype=np.uint8))
    return path


def bands(text: str):
    def make(folder: Path) -> list[str]:
        path = folder / "bands.json"
        path.write_text(text)
        return ["analyze", str(CLIP), "--bands", str(path)]

    return make


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda d: ["analyze", str(d / "none.mp4")], "no such file"),
        (lambda d: ["analyze", str(text_clip(d))], "another kind"),
        (lambda d: ["analyze", str(bad_npz(d))], "without landmarks"),
        (lambda d: ["analyze", str(nobody_clip(d))], "saw nobody"),
        (lambda d: ["analyze", str(d)], "found none"),
        (lambda d: ["analyze", str(d / "*.mp4")], "found none"),
        (lambda _: ["analyze", str(CLIP), "--exercise", "yoga"], "lateral_lunge, plank, auto|deadlift"),
        (lambda _: ["analyze", str(CLIP), "--model", "heavier"], "invalid choice"),
        (lambda _: ["analyze", str(CLIP), "--fps", "0"], "above 0"),
        (lambda _: ["analyze", str(CLIP), "--fps", "nan"], "above 0"),
        (lambda _: ["analyze", str(CLIP), "--workers", "0"], "from 1 to 64"),
        (lambda d: ["analyze", str(CLIP), "--json", str(text_clip(d) / "x")], "cannot write"),
        (bands("{"), "JSON like"),
        (bands("[]"), "another shape"),
        (bands('{"no_rule": {"x": 1}}'), "no_rule"),
        (bands('{"plank.hip_pop": {"no_fault": 1}}'), "no_fault"),
        (bands('{"plank.hip_pop": {"hip_pop": "high"}}'), "number"),
        (lambda d: ["extract", str(CLIP), "-o", str(d / "x.txt")], "ends in .npz"),
        (lambda d: ["extract", str(bad_npz(d)), "-o", str(d / "x.npz")], "got a recording"),
        (lambda d: ["extract", str(d / "none.mp4"), "-o", str(d / "x.npz")], "no such file"),
        (lambda _: ["dance"], "invalid choice"),
        (lambda _: [], "required"),
    ],
)
def test_misuse_is_one_line_and_status_2(tmp_path, capsys, make, words):
    arguments = make(tmp_path)
    try:
        status = main(arguments)
    except SystemExit as error:  # argparse leaves this way
        status = error.code
    said = capsys.readouterr()
    assert status == 2
    assert re.search(words, said.err)
    assert "Traceback" not in said.err
    assert len([line for line in said.err.splitlines() if not line.startswith(("usage:", " "))]) == 1
    assert not list(tmp_path.rglob(".formcue*"))


@pytest.mark.parametrize("workers", ["1", "2"])
def test_one_bad_clip_does_not_stop_the_others(npz, tmp_path, capsys, workers):
    inputs = [str(text_clip(tmp_path)), str(npz), str(bad_npz(tmp_path))]
    assert main(["analyze", *inputs, "--workers", workers, "--json", str(tmp_path / "out")]) == 1
    said = capsys.readouterr()
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["lunge.json"]
    assert len(said.err.splitlines()) == 2
    assert "lunge.mp4" in said.out or "lunge.npz" in said.out


def test_results_never_land_on_an_input(tmp_path, capsys):
    clip = tmp_path / "a.webm"
    clip.write_bytes((ROOT / "tests/fixtures/lunge_vp9.webm").read_bytes())
    before = clip.read_bytes()
    assert main(["analyze", str(clip), "--video", str(tmp_path)]) == 2
    assert "the clip itself" in capsys.readouterr().err
    assert clip.read_bytes() == before


@pytest.mark.parametrize(
    ("inputs", "names"),
    [
        (["a/x.mp4"], ["x"]),
        (["a/x.mp4", "a/y.mp4"], ["x", "y"]),
        (["a/x.mp4", "a/x.npz"], ["x.mp4", "x.npz"]),
        (["a/x.mp4", "b/x.mp4"], ["a_x.mp4", "b_x.mp4"]),
        (["a/x.mp4", "c/a/x.mp4"], ["a_x.mp4", "a_x.mp4_2"]),
        (["a/x.mp4", "a/X.mp4"], ["a_x.mp4", "a_X.mp4_2"]),
        (["a/x.mp4", "a/x.mp4", "a/../a/x.mp4"], ["x"]),
        (["a/x.mp4", "b/x.npz", "a/x.npz"], ["x.mp4", "b_x.npz", "a_x.npz"]),
    ],
)
def test_names_of_results_never_clash(tmp_path, inputs, names):
    jobs = jobs_for([tmp_path / name for name in inputs])
    assert [job.name for job in jobs] == names


def group_is_gone(group: int) -> bool:
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize("whom", ["main process", "whole group"])
def test_ctrl_c_leaves_nothing_half_done(tmp_path, workers, whom):
    clips = [str(SAMPLES / name) for name in ("lunge_front.mp4", "lunge_oblique.mp4")]
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "server.cli",
            "analyze",
            *clips,
            "--model",
            "lite",
            "--workers",
            workers,
            "--video",
            str(tmp_path),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    time.sleep(5)
    assert process.poll() is None
    if whom == "whole group":
        os.killpg(process.pid, signal.SIGINT)
    else:
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "formcue: stopped\n" in err
    assert "Traceback" not in out + err
    assert not list(tmp_path.glob(".*"))
    assert group_is_gone(process.pid)


def test_a_reader_that_has_enough():
    command = f"{sys.executable} -m server.cli rules | head -n 1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert done.stderr == ""


def test_an_empty_recording_or_one_frame_is_no_trouble(npz, tmp_path, capsys):
    whole = recording.load(npz)
    one = Recording(
        whole.t[:1],
        whole.image_size,
        whole.landmarks[:1],
        whole.world_landmarks[:1],
        whole.visibility[:1],
        whole.presence[:1],
        {},
    )
    recording.save(one, tmp_path / "one.npz")
    assert main(["analyze", str(tmp_path / "one.npz"), "--json", str(tmp_path), "--html", str(tmp_path)]) == 0
    assert json.loads((tmp_path / "one.json").read_text())["reps"] == []
    capsys.readouterr()
