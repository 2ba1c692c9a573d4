"""A session plan as data: breathe, scan, activate, do, check in, rest, relax. One TOML file per plan.

A plan that can't be used says in which line and why: plans are written by people, in an editor or in the page.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.drills import DRILLS
from vision.errors import InputError
from vision.exercises import load_exercises

SECONDS_LIMIT: Final = 3600
MAX_STEPS: Final = 60
MAX_BYTES: Final = 64 * 1024
REACHING: Final = "lateral_lunge"
"""The exercise whose reach the camera can see."""

Goal = Literal["learn", "build", "heavy", "explosive"]
Seconds = Annotated[int, Field(ge=5, le=SECONDS_LIMIT)]


class PlanError(InputError):
    """A plan that can't be used, and the `line` (from 1) to look at."""

    def __init__(self, name: str, line: int, reason: str) -> None:
        super().__init__(f"{name}, line {line}: {reason}")
        self.line = line
        self.reason = reason


class _Step(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    say: str = Field(default="", max_length=200)
    """Spoken and shown at the start of the step, before the step's own words."""


class Breathe(_Step):
    """Diaphragmatic breathing, or the physiological sigh: two inhales through the nose, one long sigh out. In seconds."""

    kind: Literal["breathe"]
    pattern: Literal["belly", "sigh"] = "sigh"
    rounds: int = Field(default=5, ge=1, le=60)
    inhale_s: float = Field(default=3.0, ge=1, le=12)
    second_inhale_s: float = Field(default=1.0, ge=0.5, le=4)
    exhale_s: float = Field(default=6.0, ge=1, le=20)


class Scan(_Step):
    """Head to toe: how does each part feel? `short` takes the parts that a desk tires."""

    kind: Literal["scan"]
    position: Literal["lying", "seated", "standing"] = "standing"
    short: bool = False


class Activate(_Step):
    """A drill that wakes a muscle before the set that needs it; the drills are listed in `server.drills`."""

    kind: Literal["activate"]
    drill: str
    reps: int = Field(default=8, ge=1, le=50)
    prepares: str = ""


class Set(_Step):
    """A set in front of the camera. `association` is what the drill is for, in the person's own words."""

    kind: Literal["set"]
    exercise: str
    reps: int | None = Field(default=None, ge=1, le=100)
    seconds: Seconds | None = None
    goal: Goal = "learn"
    load_percent: float | None = Field(default=None, ge=0, le=150)
    reach: bool = False
    association: str = Field(default="", max_length=80)


class Rest(_Step):
    """A pause of so many seconds."""

    kind: Literal["rest"]
    seconds: Seconds = 60


class CheckIn(_Step):
    """Asks how the muscle of the set before feels, where it was felt, and how hard it was."""

    kind: Literal["check_in"]


class Relax(_Step):
    """Progressive relaxation: tense a part for some seconds, let go, next part."""

    kind: Literal["relax"]
    position: Literal["lying", "seated"] = "lying"
    tense_s: int = Field(default=5, ge=2, le=15)
    release_s: int = Field(default=10, ge=5, le=40)


KINDS: Final = "breathe, scan, activate, set, rest, check_in, relax"
Step = Annotated[Breathe | Scan | Activate | Set | Rest | CheckIn | Relax, Field(discriminator="kind")]


class Plan(BaseModel):
    """A whole session. `minutes` is the author's estimate."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    title: str = Field(min_length=1, max_length=80)
    about: str = Field(default="", max_length=400)
    minutes: int = Field(ge=1, le=120)
    step: list[Step] = Field(min_length=1, max_length=MAX_STEPS)


def parse_plan(text: str, name: str = "plan") -> Plan:
    """The plan in a TOML text. PlanError "NAME, line N: what was expected, what came, what to do" for the first mistake."""
    if len(text.encode()) > MAX_BYTES:
        raise PlanError(
            name, 1, f"expected at most {MAX_BYTES // 1024} KB, got {len(text.encode()) // 1024} KB; make it shorter"
        )
    text = text.replace("\r\n", "\n")
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.rstrip().count("\n") + 1
        reason = re.sub(r" ?[(]at .*[)]", "", str(error))
        raise PlanError(name, line, f"{reason[0].lower()}{reason[1:]}; a line reads like: minutes = 10") from error
    try:
        plan = Plan.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        raise PlanError(name, _line_of(text, _place(first)), _in_words(first)) from error
    for number, step in enumerate(plan.step):
        mistake = _mistake(plan, number, step)
        if mistake is not None:
            field, reason = mistake
            raise PlanError(name, _line_of(text, ("step", number, field)), reason)
    return plan


def _mistake(plan: Plan, number: int, step: Step) -> tuple[str, str] | None:
    """What types can't tell, as field and reason."""
    exercises = load_exercises()
    if isinstance(step, Activate):
        if step.drill not in DRILLS:
            return "drill", f"unknown drill {step.drill!r}; expected one of {', '.join(DRILLS)}"
        if step.prepares and step.prepares not in exercises:
            return "prepares", f"unknown exercise {step.prepares!r}; expected one of {', '.join(exercises)}"
    if isinstance(step, Set):
        if step.exercise not in exercises:
            return "exercise", f"unknown exercise {step.exercise!r}; expected one of {', '.join(exercises)}"
        if (step.reps is None) == (step.seconds is None):
            return "kind", f"a set needs either `reps` or `seconds`, got {'both' if step.reps else 'neither'}"
        hold = exercises[step.exercise].kind == "hold"
        if hold and step.reps is not None:
            return "reps", f"{step.exercise} is held: give `seconds` in place of `reps`"
        if not hold and step.seconds is not None:
            return "seconds", f"{step.exercise} is counted: give `reps` in place of `seconds`"
        if step.reach and step.exercise != REACHING:
            return "reach", f"`reach` belongs to {REACHING}, got it for {step.exercise}; take it out"
    if isinstance(step, CheckIn) and not any(isinstance(one, Set) for one in plan.step[:number]):
        return "kind", "a check_in asks about the set before it, got none before; move it behind a set"
    return None


def _line_of(text: str, loc: tuple[int | str, ...]) -> int:
    """The line (from 1) that a pydantic location speaks of: the key in the n-th [[step]], else that step, else 1."""
    lines = text.split("\n")
    keys = [part for part in loc if isinstance(part, str)]
    number = next((part for part in loc if isinstance(part, int)), None)
    headers = [i for i, line in enumerate(lines) if re.match(r"\s*\[\[\s*step\s*\]\]", line)]
    if number is None or number >= len(headers):
        begin, end, fallback = 0, headers[0] if headers else len(lines), 0
    else:
        begin = fallback = headers[number]
        end = headers[number + 1] if number + 1 < len(headers) else len(lines)
    for i in range(begin, end):
        if keys and re.match(rf"\s*(\[\s*)?{re.escape(keys[-1])}\s*[=\]]", lines[i]):
            return i + 1
    return fallback + 1


def _place(error: Any) -> tuple[int | str, ...]:
    loc: tuple[int | str, ...] = error["loc"]
    return (*loc, "kind") if str(error["type"]).startswith("union_tag") else loc


def _in_words(error: Any) -> str:
    loc = error["loc"]
    field = next((str(part) for part in reversed(loc) if isinstance(part, str)), "plan")
    kind = str(error["type"])
    if kind == "union_tag_not_found":
        return f"`kind` is missing; expected one of {KINDS}"
    if kind == "union_tag_invalid":
        return f"unknown `kind` {error['ctx']['tag']!r}; expected one of {KINDS}"
    if kind == "extra_forbidden":
        return f"unknown field `{field}`; take it out or check its spelling"
    if kind == "missing":
        return "no steps; add a [[step]]" if field == "step" else f"`{field}` is missing; add it"
    if kind in ("list_type", "model_type", "model_attributes_type"):
        return f"expected steps that begin with [[step]], got {error['input']!r}"
    message = str(error["msg"]).removeprefix("Input ")
    return f"`{field}` {message[0].lower()}{message[1:]}, got {json.dumps(error['input'], default=str)[:80]}"


def write_plan(plan: Plan) -> str:
    """The plan as TOML; what is at its default is left out. `parse_plan` gives the same plan back."""
    head = plan.model_dump(exclude_defaults=True, exclude={"step"})
    steps = [_lines({"kind": step.kind, **step.model_dump(exclude_defaults=True)}) for step in plan.step]
    return "\n".join([_lines(head), *(f"[[step]]\n{step}" for step in steps)])


def _lines(fields: dict[str, Any]) -> str:
    # a JSON string is a TOML string, but for one control character that JSON leaves as it is
    return "".join(
        f"{name} = {json.dumps(value, ensure_ascii=False)}\n".replace("\x7f", "\\u007f")
        for name, value in fields.items()
        if value is not None
    )


def shipped() -> Iterator[tuple[str, str]]:
    """Name and TOML text of every plan that comes with Formcue."""
    for entry in sorted(resources.files("server").joinpath("plans").iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml"):
            yield entry.name.removesuffix(".toml"), entry.read_text("utf-8")
