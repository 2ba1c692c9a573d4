"""The house keeps its shape: who may import whom, and importing does nothing."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for folder in ("vision", "server")
    for path in sorted((ROOT / folder).rglob("*.py"))
}
PIPELINE = (
    "geometry",
    "types",
    "filters",
    "features",
    "view",
    "rule",
    "rules",
    "exercises",
    "reps",
    "cues",
    "session",
    "series",
)
"""The pure numeric core: no picture, no model, no file format behind it."""
EDGES = {"video", "frames", "pose", "recording", "files", "drawing", "encode", "people"}


def imports(path: Path) -> set[str]:
    """Full names of what a module imports, also inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def inside(names: set[str], *roots: str) -> set[str]:
    return {name for name in names for root in roots if name == root or name.startswith(root + ".")}


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("vision")])
def test_vision_knows_no_server_web_or_database(module):
    assert not inside(
        imports(MODULES[module]), "server", "fastapi", "starlette", "uvicorn", "sqlite3", "jinja2", "rich", "socket"
    )


@pytest.mark.parametrize("module", MODULES)
def test_only_the_edges_know_opencv_pyav_and_mediapipe(module):
    names = imports(MODULES[module])
    if module not in {"vision.video", "vision.frames", "vision.drawing"}:
        assert not inside(names, "cv2")
    if module != "vision.encode":
        assert not inside(names, "av")
    if module != "vision.pose":
        assert not inside(names, "mediapipe")


@pytest.mark.parametrize("module", [name for name in MODULES if name.split(".")[1:2] and name.split(".")[1] in PIPELINE])
def test_the_core_is_pure(module):
    names = imports(MODULES[module])
    assert not inside(names, *(f"vision.{edge}" for edge in EDGES)), "the core reads no pictures or files"
    assert not inside(names, "os", "time", "random", "threading", "datetime", "pathlib", "socket"), (
        "no clock, chance or files"
    )


@pytest.mark.parametrize(
    ("module", "above"),
    [
        ("vision.types", ("vision",)),
        ("vision.skeleton", ("vision",)),
        ("vision.errors", ("vision",)),
        (
            "vision.geometry",
            ("vision.features", "vision.filters", "vision.rule", "vision.reps", "vision.cues", "vision.session"),
        ),
        ("vision.filters", ("vision.rule", "vision.rules", "vision.reps", "vision.cues", "vision.session")),
        ("vision.features", ("vision.rule", "vision.rules", "vision.reps", "vision.cues", "vision.session")),
        ("vision.reps", ("vision.session", "vision.cues", "vision.rules")),
        ("vision.rule", ("vision.session", "vision.cues", "vision.reps")),
        ("vision.cues", ("vision.session",)),
    ],
)
def test_lower_stages_know_nothing_of_higher_ones(module, above):
    assert not inside(imports(MODULES[module]), *above)


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith(("vision.rules.", "vision.exercises."))])
def test_a_rule_or_exercise_stands_alone(module):
    family = module.rpartition(".")[0]
    siblings = {name for name in MODULES if name.startswith(family + ".") and name != module}
    assert not inside(imports(MODULES[module]), "vision.session", "vision.cues", *siblings)


@pytest.mark.parametrize("name", ["utils", "helpers", "manager", "core", "common", "misc"])
def test_no_drawer_for_everything(name):
    assert not [module for module in MODULES if module.rpartition(".")[2] == name]


SIDE_EFFECTS = """
import logging, os, sys, threading
def state():
    environment = {key: value for key, value in os.environ.items() if key != "LD_LIBRARY_PATH"}  # set by OpenCV
    return environment, sorted(os.listdir(".")), threading.active_count(), list(logging.getLogger().handlers)
before = state()
opened = []
def watch(event, args):
    if event == "open" and isinstance(args[0], str) and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        opened.append(args)
sys.addaudithook(watch)
import MODULE
assert before == state(), (before, state())
assert not opened, opened
"""


@pytest.mark.parametrize(
    "module", ["vision.session", "vision.video", "vision.recording", "vision.report", "server.cli", "server.table"]
)
def test_importing_does_nothing(tmp_path, module):
    code = SIDE_EFFECTS.replace("MODULE", module)
    done = subprocess.run(
        [sys.executable, "-B", "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == done.stderr == ""
    assert list(tmp_path.iterdir()) == []


def test_the_command_line_starts_without_the_heavy_libraries():
    code = "import sys, server.cli; print([m for m in ('mediapipe', 'cv2', 'av', 'matplotlib') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
