"""The commands about what is stored: export, import, athlete, and `analyze --store`."""

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.settings import load
from vision.errors import InputError

if TYPE_CHECKING:
    from server.batch import Outcome
    from server.media import Media

# SQLAlchemy takes half a second to import: commands that store nothing stay quick.
# ruff: noqa: PLC0415


def place_options(parser: argparse.ArgumentParser) -> None:
    """Where things are stored."""
    parser.add_argument("--data-dir", metavar="DIR", help="folder for what is kept; default: your data folder")
    parser.add_argument("--db", metavar="URL", help="database, postgresql://...; default: SQLite in that folder")


def add_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Export, import and athlete."""
    export = commands.add_parser("export", help="everything that is stored, in one zip", description=_export.__doc__)
    export.add_argument("file", type=Path, metavar="FILE.zip")
    export.set_defaults(command=_export)
    take_in = commands.add_parser("import", help="take in what export wrote", description=_import.__doc__)
    take_in.add_argument("file", type=Path, metavar="FILE.zip")
    take_in.set_defaults(command=_import)
    athlete = commands.add_parser("athlete", help="list athletes, or remove one for good", description=_athlete.__doc__)
    athlete.add_argument("action", choices=("list", "delete"))
    athlete.add_argument("name", nargs="?", metavar="NAME", help="whom to delete")
    athlete.add_argument("--yes", action="store_true", help="don't ask")
    athlete.set_defaults(command=_athlete)
    for parser in (export, take_in, athlete):
        place_options(parser)


def open_media(options: argparse.Namespace) -> "Media":
    """The store that the options, or else the environment, name."""
    from server.media import Media
    from server.store import Store

    settings = load({"data_dir": options.data_dir, "db": options.db}, os.environ)
    return Media(Store(settings.data_dir, settings.db))


def _export(options: argparse.Namespace) -> int:
    """Write all rows and files to one zip; a server may go on meanwhile."""
    from server.transfer import export

    _say(export(open_media(options), options.file), f"{options.file}: ", "")
    return 0


def _import(options: argparse.Namespace) -> int:
    """Take in a zip that export wrote; what is here already stays as it is, a coach's later verdict wins."""
    from server.transfer import take_in

    _say(take_in(open_media(options), options.file), "taken in: ", " (the rest was here already)")
    return 0


def _say(counts: dict[str, int], before: str, after: str) -> None:
    words = ", ".join(f"{count} {name.replace('_', ' ')}" for name, count in counts.items() if count)
    print(before + (words or "nothing") + after)


def _athlete(options: argparse.Namespace) -> int:
    """List athletes with what is stored of them, or delete one: sessions, videos, verdicts, words, everything."""
    from sqlalchemy import select

    from server.athletes import answers
    from server.removal import footprint, remove_athlete
    from server.schema import Athlete, Session

    media = open_media(options)
    if options.action == "list":
        with media.store.read() as db:
            for one in answers(db, list(db.scalars(select(Athlete).order_by(Athlete.name)))):
                print(f"{one.name}: {one.sessions} sessions, {one.reps} reps, {one.unreviewed} findings to review")
        return 0
    with media.store.read() as db:
        athlete = db.scalar(select(Athlete).where(Athlete.name == options.name))
        if athlete is None:
            raise InputError(f"expected the name of an athlete, got {options.name!r}; `formcue athlete list` shows them")
        goes = footprint(db, media, Session.athlete_id == athlete.id)
    print(
        f"{athlete.name}: {goes.sessions} sessions, {goes.reps} reps, {goes.reviews} verdicts, {goes.comments} comments, "
        f"{goes.files} files ({goes.bytes / 1e6:.1f} MB) will be gone for good."
    )
    if not options.yes and not _agreed():
        print("Nothing was deleted.")
        return 0
    remove_athlete(media, athlete)
    print("Deleted.")
    return 0


def _agreed() -> bool:
    if not sys.stdin.isatty():
        raise InputError("expected --yes where nobody can be asked; nothing was deleted")
    return input("Delete? Type yes: ").strip().lower() == "yes"


class Keeper:
    """Takes the clips of `formcue analyze --store` into the store."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._media = open_media(options)
        self._athlete_id = self._athlete(options.athlete) if options.athlete else None

    def keep(self, outcome: "Outcome", folder: Path) -> str:
        """Store one analysed clip from the folder with its report and recording; returns a sentence about it."""
        import json

        from server.ingest import NewSession, keep
        from vision.recording import SUFFIX, load

        path = outcome.job.path
        video = None if path.suffix.lower() == SUFFIX else path
        twin = self._twin(video or folder / "recording.npz", recording=video is None)
        if twin is not None:
            return f"{path.name}: here already, as session {twin}"
        new = NewSession(
            report=json.loads((folder / "report.json").read_text(encoding="ascii")),
            report_path=folder / "report.json",
            recording=folder / "recording.npz",
            kind="video",
            captured_at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
            image_size=load(folder / "recording.npz").image_size,
            video=video,
            athlete_id=self._athlete_id,
        )
        return f"{path.name}: stored as session {keep(self._media, new)}"

    def _twin(self, path: Path, *, recording: bool) -> int | None:
        from sqlalchemy import select

        from server.media import digest
        from server.schema import Session

        with path.open("rb") as file:
            content = digest(file) + ".%"
        column: Any = Session.recording_file if recording else Session.media_file
        with self._media.store.read() as db:
            found: int | None = db.scalar(select(Session.id).where(column.like(content)).limit(1))
            return found

    def _athlete(self, name: str) -> int:
        from sqlalchemy import select

        from server.schema import Athlete

        with self._media.store.write() as db:
            athlete = db.scalar(select(Athlete).where(Athlete.name == name)) or Athlete(name=name)
            db.add(athlete)
            db.flush()
            return athlete.id
