"""Plans as the page lists and edits them: those that come with Formcue, and a person's own in the folder `plans`."""

import re
from pathlib import Path
from typing import Final

from fastapi import HTTPException, Response
from fastapi.routing import APIRouter
from pydantic import BaseModel

from server.drills import DRILLS, Drill
from server.plain_errors import api_router
from server.plan import MAX_BYTES, Plan, PlanError, parse_plan, shipped, write_plan
from vision.errors import OutputError
from vision.files import atomic_write

NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
MOST_PLANS: Final = 500


class PlanAnswer(BaseModel):
    """One plan. Where it can't be used `plan` is null, `error` says why, and `line` (from 1) where; `text` is its TOML."""

    name: str
    shipped: bool
    text: str
    plan: Plan | None
    error: str | None
    line: int | None


class PlanText(BaseModel):
    """A plan as TOML."""

    text: str


class Checked(BaseModel):
    """What is wrong with a text, or the plan it is."""

    plan: Plan | None
    error: str | None
    line: int | None


class DrillAnswer(BaseModel):
    """One drill of `server.drills`; `exercise` null where no camera can check it."""

    name: str
    title: str
    muscle: str
    feel: str
    steps: list[str]
    litmus: str
    prepares: list[str]
    exercise: str | None


class PlanFolder:
    """A person's own plans, one file each: `NAME.toml`, made in the page or with an editor."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "plans"
        self._shipped = dict(shipped())

    def all(self) -> list[PlanAnswer]:
        """Own plans first, then the shipped ones; those that can't be used as well, with what is wrong."""
        own = sorted(path.stem for path in self.folder.glob("*.toml") if NAME.fullmatch(path.stem))
        return [self.get(name) for name in (*(name for name in own if name not in self._shipped), *self._shipped)]

    def get(self, name: str) -> PlanAnswer:
        """The plan of that name; 404 where there is none."""
        if name in self._shipped:
            text = self._shipped[name]
        else:
            try:
                text = self._path(name).read_text("utf-8")
            except (OSError, ValueError) as error:
                raise HTTPException(404, f"there is no plan {name!r} that can be read; /api/plans lists them") from error
        checked = check(text, f"{name}.toml")
        return PlanAnswer(
            name=name,
            shipped=name in self._shipped,
            text=text,
            plan=checked.plan,
            error=checked.error,
            line=checked.line,
        )

    def save(self, name: str, text: str) -> PlanAnswer:
        """Write an own plan. PlanError for a text that is none; 409 for the name of a shipped one."""
        path = self._path(name)
        if name in self._shipped:
            raise HTTPException(409, f"expected a name of your own, got {name!r}, which comes with Formcue; choose another")
        parse_plan(text, f"{name}.toml")
        if not path.exists() and len(list(self.folder.glob("*.toml"))) >= MOST_PLANS:
            raise HTTPException(409, f"expected at most {MOST_PLANS} plans, got one more; delete one first")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise OutputError(f"cannot make {self.folder}: {error.strerror}; name another --data-dir") from error
        with atomic_write(path) as partial:
            partial.write_text(text, "utf-8")
        return self.get(name)

    def delete(self, name: str) -> None:
        """Remove an own plan; 404 where there is none, 409 for a shipped one."""
        path = self._path(name)
        if name in self._shipped:
            raise HTTPException(409, f"expected a plan of your own, got {name!r}, which comes with Formcue; leave it")
        try:
            path.unlink()
        except FileNotFoundError as error:
            raise HTTPException(404, f"there is no plan {name!r}; /api/plans lists them") from error

    def _path(self, name: str) -> Path:
        if not NAME.fullmatch(name):
            raise HTTPException(
                422, f"expected a name of small letters, digits, - and _, at most 60, got {name[:80]!r}; choose another"
            )
        return self.folder / f"{name}.toml"


def check(text: str, name: str = "plan") -> Checked:
    """The plan of a text, or the first mistake in it."""
    try:
        return Checked(plan=parse_plan(text, name), error=None, line=None)
    except PlanError as error:
        return Checked(plan=None, error=error.reason, line=error.line)


def routes(folder: PlanFolder) -> APIRouter:
    """The endpoints about plans."""
    router = api_router()

    @router.get("/plans")
    def plans() -> list[PlanAnswer]:
        return folder.all()

    @router.get("/drills")
    def drills() -> list[DrillAnswer]:
        return [_drill(name, drill) for name, drill in DRILLS.items()]

    @router.post("/plans/check")
    def checked(wanted: PlanText) -> Checked:
        return check(wanted.text[: MAX_BYTES + 1])

    @router.post("/plans/write")
    def written(plan: Plan) -> PlanText:
        return PlanText(text=write_plan(plan))

    @router.get("/plans/{name}")
    def plan(name: str) -> PlanAnswer:
        return folder.get(name)

    @router.put("/plans/{name}")
    def save(name: str, wanted: PlanText) -> PlanAnswer:
        return folder.save(name, wanted.text)

    @router.delete("/plans/{name}", status_code=204)
    def delete(name: str) -> Response:
        folder.delete(name)
        return Response(status_code=204)

    return router


def _drill(name: str, drill: Drill) -> DrillAnswer:
    return DrillAnswer(
        name=name,
        title=drill.title,
        muscle=drill.muscle,
        feel=drill.feel,
        steps=list(drill.steps),
        litmus=drill.litmus,
        prepares=list(drill.prepares),
        exercise=drill.exercise or None,
    )
