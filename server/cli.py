"""`formcue`: serve, analyze, extract, rules, doctor, export, import, athlete.

Exit status: 0 all went well; 1 some of several clips failed (the others are done); 2 misuse, or nothing could be done;
130 stopped with Ctrl-C.
"""

import argparse
import glob
import json
import math
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from server import serve, store_cli
from vision.errors import FormcueError, InputError, OutputError

if TYPE_CHECKING:
    from rich.progress import Progress

    from server.batch import Job

# The pose model, OpenCV and the plotting library take a second to import: commands that do without them stay quick.
# ruff: noqa: PLC0415

DONE, SOME_FAILED, MISUSE, STOPPED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; never a traceback for what a person can mend."""
    try:
        options = _parser().parse_args(arguments)
        status: int = options.command(options)
        sys.stdout.flush()
        return status
    except FormcueError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        print("formcue: stopped", file=sys.stderr)
        return STOPPED
    except BrokenPipeError:  # `formcue rules | head`: whoever read us has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="formcue", description="What a good coach would note about recorded exercise.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    analyze = commands.add_parser("analyze", help="reps, findings and cues of clips", description=_analyze.__doc__)
    analyze.add_argument("inputs", nargs="+", metavar="CLIP", help="video, picture, recording (.npz), folder or glob")
    analyze.add_argument("--exercise", default="auto", help="lateral_lunge, plank, deadlift or auto (default)")
    _model_options(analyze)
    analyze.add_argument("--workers", type=_count, default=1, metavar="N", help="processes (default 1)")
    for kind in ("json", "csv", "html", "video"):
        analyze.add_argument(f"--{kind}", type=Path, metavar="DIR", help=f"write a {kind} report per clip to DIR")
    analyze.add_argument("--focus", choices=("auto", "internal", "external"), default="auto", help="wording of cues")
    analyze.add_argument("--load-percent", type=_positive, metavar="P", help="load in percent of the one-rep maximum")
    analyze.add_argument("--explosive", action="store_true", help="explosive work: external cues")
    analyze.add_argument("--cue-gap", type=_positive, default=4.0, metavar="S", help="seconds between cues (default 4)")
    analyze.add_argument("--bands", type=Path, metavar="FILE", help="JSON with own limits: rule id -> fault -> number")
    analyze.add_argument("--store", action="store_true", help="keep clips and findings for a coach to review")
    analyze.add_argument("--athlete", metavar="NAME", help="whose clips they are (with --store)")
    store_cli.place_options(analyze)
    analyze.set_defaults(command=_analyze)

    extract = commands.add_parser("extract", help="landmark recording of a clip", description=_extract.__doc__)
    extract.add_argument("input", type=Path, metavar="CLIP")
    extract.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="default: the clip's name with .npz, in this folder"
    )
    _model_options(extract)
    extract.set_defaults(command=_extract)

    rules = commands.add_parser("rules", help="every rule with its limits", description=_rules.__doc__)
    rules.set_defaults(command=_rules)

    doctor = commands.add_parser("doctor", help="is this machine ready", description=_doctor.__doc__)
    doctor.add_argument("--port", type=int, default=8000, help="port the web app would use (default 8000)")
    doctor.set_defaults(command=_doctor)

    serve.add_parser(commands)
    store_cli.add_commands(commands)
    return parser


def _model_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", choices=("lite", "full", "heavy"), default="full", help="pose model (default full)")
    parser.add_argument("--fps", type=_positive, default=30.0, help="most frames a second to look at (default 30)")


def _analyze(options: argparse.Namespace) -> int:
    """Find the reps of every clip, judge them and say what helps."""
    from vision.exercises import load_exercises
    from vision.rule import bands_in_force, load_rules
    from vision.session import AUTO, SessionSettings

    exercises = (*load_exercises(), AUTO)
    if options.exercise not in exercises:
        raise InputError(f"unknown exercise {options.exercise!r}: expected one of {', '.join(exercises)}")
    bands = _bands(options.bands)
    bands_in_force(load_rules(), bands)
    session = SessionSettings(
        options.exercise, options.focus, options.load_percent, options.explosive, options.cue_gap, bands
    )

    from server import batch
    from server.table import console, report_table
    from vision.pose import model_path
    from vision.recording import SUFFIX

    jobs = batch.jobs_for(_clips(options.inputs))
    folders = {kind: getattr(options, kind) for kind in batch.FORMATS if getattr(options, kind) is not None}
    _check_targets(jobs, folders)
    if any(job.path.suffix.lower() != SUFFIX for job in jobs):
        model_path(options.model)

    out, failed = console(), 0
    with _progress() as progress, tempfile.TemporaryDirectory(prefix="formcue-") as staging:
        keeper = store_cli.Keeper(options) if options.store else None
        if keeper is not None:
            folders["store"] = Path(staging)
        settings = batch.BatchSettings(session, options.model, options.fps, folders)
        task = progress.add_task("analysing", total=1.0)
        for outcome in batch.run(jobs, settings, options.workers, lambda share: progress.update(task, completed=share)):
            if outcome.report is not None:
                out.print(report_table(outcome.report))
                if keeper is not None:
                    out.print(keeper.keep(outcome, Path(staging) / outcome.job.name), markup=False)
                continue
            failed += 1
            if outcome.trace:
                print(outcome.trace, file=sys.stderr)
            _fail(outcome.error or "")
    if failed == len(jobs):
        return MISUSE
    return SOME_FAILED if failed else DONE


def _extract(options: argparse.Namespace) -> int:
    """Write the landmarks of a clip to a recording, which analyze takes wherever it takes a video."""
    from server.extract import Extractor
    from vision.recording import SUFFIX, save
    from vision.session import AUTO, SessionSettings

    target = options.output or Path(options.input.name).with_suffix(SUFFIX)
    if options.input.suffix.lower() == SUFFIX:
        raise InputError(f"{options.input}: expected a video or picture, got a recording; analyze takes it as it is")
    if target.suffix.lower() != SUFFIX:
        raise InputError(f"{target}: expected a name that ends in {SUFFIX}; analyze knows recordings by it")
    _check_folder(target.parent)
    with _progress() as progress, Extractor(options.model, options.fps) as extractor:
        task = progress.add_task("extracting", total=1.0)
        recording, _ = extractor.read(
            options.input, SessionSettings(AUTO), lambda share: progress.update(task, completed=share)
        )
        save(recording, target)
    seen = sum(recording.frame(i).people > 0 for i in range(len(recording)))
    print(f"{target}: {len(recording)} frames, a person in {seen}")
    return DONE


def _rules(_: argparse.Namespace) -> int:
    """Print every rule: what it judges, from which view, its limits with their source, its cues."""
    from server.table import console, rules_table
    from vision.rule import load_rules

    console().print(rules_table(load_rules().values()))
    return DONE


def _doctor(options: argparse.Namespace) -> int:
    """Check whether this machine is ready, and say what to do where it is not."""
    from server.doctor import check_all
    from server.table import console

    out, ready = console(), True
    for check in check_all(options.port):
        ready = ready and (check.ok or not check.needed)
        mark, style = ("ok", "green") if check.ok else (("NO", "red") if check.needed else ("--", "yellow"))
        out.print(f"[{style}]{mark}[/]  [bold]{check.name}[/]: ", end="")
        out.print(check.words, markup=False)
    return DONE if ready else SOME_FAILED


def _clips(inputs: list[str]) -> list[Path]:
    """Files that the arguments name. InputError for an argument that names none."""
    from vision.recording import SUFFIX
    from vision.video import STILL_SUFFIXES, VIDEO_SUFFIXES

    suffixes = {SUFFIX, *VIDEO_SUFFIXES, *STILL_SUFFIXES}
    paths: list[Path] = []
    for argument in inputs:
        path = Path(argument)
        if path.is_dir():
            found = [p for p in sorted(path.iterdir()) if p.suffix.lower() in suffixes and not p.name.startswith(".")]
            if not found:
                raise InputError(f"{path}: expected a folder with videos, pictures or recordings in it, found none")
            paths += found
        elif not path.exists() and glob.has_magic(argument):
            found = [Path(name) for name in sorted(glob.glob(argument, recursive=True)) if not Path(name).is_dir()]
            if not found:
                raise InputError(f"{argument}: expected files of this pattern, found none; check the folder")
            paths += found
        else:
            paths.append(path)
    return paths


def _bands(path: Path | None) -> dict[str, dict[str, float]]:
    if path is None:
        return {}
    form = 'expected JSON like {"spinal_lean": {"side_bend": 12}}'
    try:
        bands = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: {form}, got: {error}") from error
    if not isinstance(bands, dict) or not all(isinstance(limits, dict) for limits in bands.values()):
        raise InputError(f"{path}: {form}, got JSON of another shape")
    return bands


def _check_targets(jobs: Sequence["Job"], folders: dict[str, Path]) -> None:
    """Refuse, before hours of work, a folder that can't be written to or a result that would land on an input."""
    from server.batch import targets

    for folder in folders.values():
        _check_folder(folder)
    inputs = {job.path.resolve() for job in jobs}
    for job in jobs:
        for target in targets(job, folders).values():
            if target.resolve() in inputs:
                raise OutputError(f"{target}: expected a place for the result, got the clip itself; name another folder")


def _check_folder(folder: Path) -> None:
    from vision.files import atomic_write

    probe = folder / ".formcue-write-test"
    with atomic_write(probe):
        pass
    probe.unlink(missing_ok=True)


def _progress() -> "Progress":
    from rich.console import Console
    from rich.progress import Progress

    err = Console(stderr=True)
    return Progress(console=err, transient=True, disable=not err.is_terminal)


def _positive(text: str) -> float:
    value = float(text)
    if not (math.isfinite(value) and value > 0):
        raise argparse.ArgumentTypeError(f"expected a number above 0, got {text}")
    return value


def _count(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 64:
        raise argparse.ArgumentTypeError(f"expected a number from 1 to 64, got {text}")
    return value


def _fail(words: str) -> int:
    print(f"formcue: {words}", file=sys.stderr)
    return MISUSE


if __name__ == "__main__":
    sys.exit(main())
