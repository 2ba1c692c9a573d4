import pytest

from server import plan_folder
from server.drills import DRILLS
from server.plan import MAX_BYTES, PlanError, parse_plan, shipped, write_plan
from server.plan_folder import PlanFolder
from vision.errors import InputError
from vision.exercises import load_exercises

HEAD = 'title = "A plan"\nminutes = 5\n'
REST = '[[step]]\nkind = "rest"\n'


def step(*lines: str) -> str:
    return HEAD + "\n[[step]]\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize(("name", "text"), list(shipped()))
def test_shipped_plans_are_sound(name, text):
    plan = parse_plan(text, name)
    assert plan.about
    assert parse_plan(write_plan(plan)) == plan


def test_several_plans_are_shipped_and_every_kind_of_step_is_used():
    plans = [parse_plan(text) for _, text in shipped()]
    assert len(plans) >= 4
    kinds = {one.kind for plan in plans for one in plan.step}
    assert kinds == {"breathe", "scan", "activate", "set", "rest", "check_in", "relax"}


def test_drills_say_all_that_a_step_needs():
    for name, drill in DRILLS.items():
        assert drill.steps, name
        assert drill.muscle, name
        assert drill.litmus, name
        assert set(drill.prepares) <= {*load_exercises(), "squat", "reverse_fly", "warrior_three"}, name


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "`title` is missing"),
        ("minutes = 5\n" + REST, 1, "`title` is missing"),
        ('title = "x"\n' + REST, 1, "`minutes` is missing"),
        (HEAD, 1, "no steps"),
        ('title = ""\nminutes = 5\n' + REST, 1, "at least 1 character"),
        ('title = "x"\nminutes = 0\n' + REST, 2, "greater than or equal to 1"),
        ('title = "x"\nminutes = "5"\n' + REST, 2, 'should be a valid integer, got "5"'),
        ('title = "x"\nminutes = true\n' + REST, 2, "should be a valid integer"),
        (HEAD + 'colour = "red"\n' + REST, 3, "unknown field `colour`"),
        ('title = "half\nminutes = 5', 1, "a line reads like"),
        ("title = A plan\n", 1, "invalid value"),
        (HEAD + REST + "seconds = 1e\n", 5, "a line reads like"),
        (HEAD + REST + "seconds = 60\nseconds = 70\n", 6, "cannot overwrite"),
        (HEAD + "title = 3\n", 3, "cannot overwrite"),
        (HEAD + "step = 3\n", 3, "expected steps that begin with [[step]]"),
        (HEAD + "step = [3]\n", 3, "expected steps that begin with [[step]]"),
        (HEAD + '[step]\nkind = "rest"\n', 3, "expected steps that begin with [[step]]"),
        (step('kind = "dance"'), 5, "unknown `kind` 'dance'"),
        (step("rounds = 3"), 4, "`kind` is missing"),
        (step('kind = "rest"', "secnds = 60"), 6, "unknown field `secnds`"),
        (step('kind = "rest"', 'seconds = "60"'), 6, "should be a valid integer"),
        (step('kind = "rest"', "seconds = 2"), 6, "greater than or equal to 5, got 2"),
        (step('kind = "rest"', "seconds = 1000000"), 6, "less than or equal to 3600"),
        (step('kind = "breathe"', 'pattern = "deep"'), 6, "'belly' or 'sigh'"),
        (step('kind = "breathe"', "inhale_s = 99"), 6, "less than or equal to 12"),
        (step('kind = "breathe"', "exhale_s = nan"), 6, "`exhale_s`"),
        (step('kind = "scan"', 'position = "hanging"'), 6, "'lying', 'seated' or 'standing'"),
        (step('kind = "scan"', 'short = "yes"'), 6, "should be a valid boolean"),
        (step('kind = "activate"', "reps = 5"), 4, "`drill` is missing"),
        (step('kind = "activate"', 'drill = "jumping"'), 6, "unknown drill 'jumping'; expected one of glute_bridge"),
        (step('kind = "activate"', 'drill = "dead_bug"', 'prepares = "curl"'), 7, "unknown exercise 'curl'"),
        (step('kind = "set"', "reps = 5"), 4, "`exercise` is missing"),
        (step('kind = "set"', 'exercise = "curl"', "reps = 5"), 6, "unknown exercise 'curl'; expected one of"),
        (step('kind = "set"', 'exercise = "deadlift"'), 5, "needs either `reps` or `seconds`, got neither"),
        (step('kind = "set"', 'exercise = "plank"', "reps = 5", "seconds = 30"), 5, "got both"),
        (step('kind = "set"', 'exercise = "plank"', "reps = 5"), 7, "is held: give `seconds`"),
        (step('kind = "set"', 'exercise = "deadlift"', "seconds = 30"), 7, "is counted: give `reps`"),
        (step('kind = "set"', 'exercise = "deadlift"', "reps = 5", "reach = true"), 8, "`reach` belongs to lateral_lunge"),
        (step('kind = "set"', 'exercise = "deadlift"', "reps = 5", 'goal = "win"'), 8, "`goal` should be"),
        (step('kind = "set"', 'exercise = "deadlift"', "reps = 5", "load_percent = 900"), 8, "less than or equal to 150"),
        (step('kind = "check_in"'), 5, "move it behind a set"),
        (step('kind = "relax"', "tense_s = 0"), 6, "greater than or equal to 2"),
        (step('kind = "rest"', f'say = "{"x" * 201}"'), 6, "at most 200 characters"),
        (HEAD + REST * 61, 1, "at most 60 items"),
        (HEAD + REST + step('kind = "rest"', "seconds = 3").removeprefix(HEAD), 8, "greater than or equal to 5"),
        (HEAD.replace("\n", "\r\n") + "[[step]]\r\nkind = 3\r\n", 4, "unknown `kind` '3'"),
        ("# " + "x" * MAX_BYTES, 1, "expected at most 64 KB"),
    ],
)
def test_a_mistake_says_line_and_reason(text, line, words):
    with pytest.raises(PlanError) as caught:
        parse_plan(text, "mine.toml")
    assert caught.value.line == line, str(caught.value)
    assert words in caught.value.reason
    assert str(caught.value).startswith(f"mine.toml, line {line}: ")
    assert "\n" not in str(caught.value)


def test_text_in_any_language_survives_writing():
    said = 'Atme "ruhig" \\ ein ☺ \x7f\t'
    plan = parse_plan(step('kind = "rest"')).model_copy(update={"about": said})
    assert parse_plan(write_plan(plan)).about == said


def test_own_plans_are_saved_listed_and_deleted(tmp_path):
    folder = PlanFolder(tmp_path)
    text = step('kind = "rest"', "seconds = 30")
    saved = folder.save("my-plan", text)
    assert (saved.shipped, saved.text, saved.error) == (False, text, None)
    assert next(one.name for one in folder.all()) == "my-plan"
    folder.delete("my-plan")
    assert all(one.shipped for one in folder.all())


def test_a_plan_broken_in_an_editor_is_listed_with_its_mistake(tmp_path):
    folder = PlanFolder(tmp_path)
    folder.folder.mkdir()
    (folder.folder / "mine.toml").write_text(step('kind = "nap"'))
    [mine, *_] = folder.all()
    assert (mine.plan, mine.line) == (None, 5)
    assert mine.error


def test_nothing_wrong_is_saved(tmp_path):
    folder = PlanFolder(tmp_path)
    with pytest.raises(InputError):
        folder.save("mine", "title =")
    assert not folder.folder.exists()


def test_over_http(serve, monkeypatch):
    http = serve().http
    plans = http.get("/api/plans").json()
    assert {one["name"] for one in plans} >= {"desk_break", "lateral_strength", "hinge_and_hold", "unwind"}
    assert all(one["plan"]["step"] for one in plans)
    assert http.get("/api/drills").json()[0]["muscle"]
    text = http.get("/api/plans/desk_break").json()["text"]
    assert http.put("/api/plans/desk_break", json={"text": text}).status_code == 409
    assert http.delete("/api/plans/desk_break").status_code == 409
    assert http.put("/api/plans/mine", json={"text": text}).status_code == 200
    assert http.get("/api/plans/mine").json()["shipped"] is False
    wrong = http.put("/api/plans/mine", json={"text": "title = 3"})
    assert wrong.status_code == 422
    assert wrong.json()["error"].startswith("mine.toml, line 1: ")
    assert http.get("/api/plans/mine").json()["text"] == text
    assert http.post("/api/plans/check", json={"text": "x ="}).json()["line"] == 1
    plan = http.get("/api/plans/mine").json()["plan"]
    again = http.post("/api/plans/write", json=plan).json()["text"]
    assert http.post("/api/plans/check", json={"text": again}).json()["plan"] == plan
    assert http.post("/api/plans/write", json={"title": "x"}).status_code == 422
    monkeypatch.setattr(plan_folder, "MOST_PLANS", 1)
    assert http.put("/api/plans/second", json={"text": text}).status_code == 409
    assert http.delete("/api/plans/mine").status_code == 204
    assert http.delete("/api/plans/mine").status_code == 404
    assert http.get("/api/plans/mine").status_code == 404


@pytest.mark.parametrize("name", ["..%2fsets%2fx", "%2e%2e", "UPPER", "a b", "a.toml", "x" * 61, "-a", "%00", "n%C3%A4h"])
def test_names_lead_nowhere_else(serve, tmp_path, name):
    http = serve().http
    text = step('kind = "rest"')
    assert http.get(f"/api/plans/{name}").status_code in {404, 422}
    assert http.put(f"/api/plans/{name}", json={"text": text}).status_code in {404, 405, 422}
    assert http.delete(f"/api/plans/{name}").status_code in {404, 405, 422}
    assert not list(tmp_path.rglob("*.toml"))
