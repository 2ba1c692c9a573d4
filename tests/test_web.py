"""The browser side: its types, its pure logic, and the tables it shares with the core."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from server.wire import TARGET, declarations
from vision.exercises import load_exercises
from vision.guide import best_view
from vision.rule import load_rules
from vision.skeleton import BONES, INDEX, LANDMARK_COUNT

WEB = Path(__file__).resolve().parent.parent / "web"


def run(*command: str) -> str:
    if shutil.which(command[0]) is None:
        pytest.fail(f"{command[0]} is missing: install Node.js 20 or newer (Debian: apt-get install nodejs npm)")
    done = subprocess.run(command, cwd=WEB, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def value(module: str, expression: str) -> Any:
    """A value of one of our modules, through node."""
    code = f"import * as m from './src/{module}'; console.log(JSON.stringify({expression}))"
    return json.loads(run("node", "--input-type=module", "--eval", code))


def test_types() -> None:
    if not (WEB / "node_modules").exists():
        pytest.fail("web/node_modules is missing: run `npm ci` in web/")
    run("npm", "run", "--silent", "check")


def test_pure_logic() -> None:
    run("npm", "run", "--silent", "test")


def test_wire_types_are_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == declarations(), "run `python -m server.wire`"


def test_skeleton_is_the_same_table() -> None:
    names = {name: number for name, number in value("skeleton.js", "m").items() if name.isupper() and name != "BONES"}
    assert names.pop("LANDMARK_COUNT") == LANDMARK_COUNT
    assert {name.lower(): number for name, number in names.items()} == {name.lower(): INDEX[name.lower()] for name in names}
    assert value("skeleton.js", "m.BONES") == [list(bone) for bone in BONES]


def test_exercises_offered_are_those_of_the_core() -> None:
    shown = {one["name"]: one for one in value("exercises.js", "m.EXERCISES")}
    known = load_exercises()
    assert set(shown) == set(known)
    clips = {json.loads(path.read_text())["exercise"] for path in (WEB.parent / "samples").glob("*.truth.json")}
    assert {name for name, one in shown.items() if one["sample"]} == clips - {None}
    for name in shown:
        exercise = known[name]
        assert (shown[name]["kind"], shown[name]["view"]) == (exercise.kind, best_view(exercise).value), name
        assert shown[name]["title"] == exercise.title
        assert shown[name]["minFps"] == max(rule.min_fps for rule in load_rules().values() if name in rule.exercises), name


def test_every_muscle_that_a_cue_names_has_a_place() -> None:
    muscles = sorted({cue.muscle for rule in load_rules().values() for cue in rule.cues.values()})
    body = "Array.from({length: 33}, (_, i) => ({ x: i % 2 ? 90 : 110, y: 10 * i }))"
    found = value("muscles.js", f"{json.dumps(muscles)}.map((name) => m.musclePlaces(name, {body}).length)")
    assert all(count > 0 for count in found), dict(zip(muscles, found, strict=True))


def test_pages_of_the_header_exist() -> None:
    for href, _ in value("pages.js", "m.PAGES"):
        assert (WEB / f"{href.strip('/')}.html").exists(), href
