"""One file per exercise; `load_exercises` finds them by folder, each defines `EXERCISE`."""

import importlib
import pkgutil
from functools import cache

from vision.errors import InputError
from vision.reps import Exercise


@cache
def load_exercises() -> dict[str, Exercise]:
    """Every exercise by name, in order of file name."""
    found: dict[str, Exercise] = {}
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda info: info.name):
        exercise = importlib.import_module(f"{__name__}.{module.name}").EXERCISE
        assert isinstance(exercise, Exercise)
        found[exercise.name] = exercise
    return found


def exercise_named(name: str) -> Exercise:
    """The exercise of that name; InputError names the known ones."""
    exercises = load_exercises()
    if name not in exercises:
        raise InputError(f"unknown exercise {name!r}: expected one of {', '.join(exercises)}")
    return exercises[name]
