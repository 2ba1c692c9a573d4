"""Recordings, reports and videos beside the database, named by the hash of their content.

A file is written under another name, made durable and renamed before any row names it; a row goes before its file. Both
happen under `Store.locked("files")`, so that clearing up never meets a file whose row is still to come.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Collection, Iterable
from io import BufferedReader
from pathlib import Path
from typing import Final, Literal
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session as Db

from server.schema import Job, Session
from server.store import Store
from vision.errors import InputError

FILE_NAME: Final = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,8}")
LOCK: Final = "files"
_BLOCK: Final = 1 << 20


class Media:
    """The files of a store. `cache_dir` holds what can be made again: thumbnails, clips, frame times."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.root = store.data_dir / "files"
        self.uploads = store.data_dir / "uploads"
        self.staging = store.data_dir / "staging"
        self.cache = store.data_dir / "cache"
        self.sets = store.data_dir / "sets"
        for folder in (self.root, self.uploads, self.staging, self.cache):
            folder.mkdir(exist_ok=True)

    def path(self, name: str) -> Path:
        """Where the file of that name is. InputError for anything that is no such name."""
        if not FILE_NAME.fullmatch(name):
            raise InputError(f"expected the name of a stored file (64 hex digits and a suffix), got {name[:80]!r}")
        return self.root / name[:2] / name

    def put(self, source: Path, how: Literal["copy", "link", "move"] = "copy", suffix: str | None = None) -> str:
        """Take a file and return its name; it is durable then. Call it under the lock `LOCK`.

        `link` only for files that nobody writes to again. `suffix` where the source's own doesn't say what it is.
        """
        partial = source
        if how != "move" or source.stat().st_dev != self.root.stat().st_dev:
            partial = self.staging / f"put-{uuid4().hex}"
            _link(source, partial) if how == "link" else shutil.copyfile(source, partial)
        with partial.open("rb") as file:
            name = digest(file) + (suffix or suffix_of(source))
            os.fsync(file.fileno())
        target = self.path(name)
        if not target.parent.exists():
            target.parent.mkdir()
            _sync_folder(self.root)
        partial.replace(target)
        _sync_folder(target.parent)
        if how == "move":
            source.unlink(missing_ok=True)
        return name

    def part_of(self, uid: str) -> Path:
        """What has arrived so far of an upload."""
        return self.uploads / f"{uid}.part"

    def remove_set(self, set_id: str) -> None:
        """Remove a live set's own files."""
        for suffix in (".json", ".npz", ".webm"):
            (self.sets / (set_id + suffix)).unlink(missing_ok=True)

    def cache_of(self, recording: str) -> Path:
        """The folder for what is made from a recording."""
        folder = self.cache / self.path(recording).stem
        folder.mkdir(exist_ok=True)
        return folder

    def forget(self, names: Iterable[str | None]) -> None:
        """Remove those of the named files that no row names any more."""
        with self.store.locked(LOCK):
            with self.store.read() as db:
                gone = {name for name in names if name} - referenced(db)
            self._remove(gone)

    def sweep(self) -> int:
        """Remove what a stopped server left half done; returns how many files. Only while nobody else serves the folder."""
        with self.store.locked(LOCK):
            with self.store.read() as db:
                kept = referenced(db)
                uploading = {uid for (uid,) in db.execute(select(Job.uid).where(Job.state == "uploading"))}
            orphans = {path.name for path in self.root.glob("??/*") if path.name not in kept}
            self._remove(orphans)
            stale = [path for path in self.uploads.iterdir() if path.stem not in uploading]
            stale += self.staging.iterdir()
            stems = {Path(name).stem for name in kept}
            stale += [path for path in self.cache.iterdir() if path.name not in stems]
            for path in stale:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
            return len(orphans) + len(stale)

    def size(self, names: Collection[str]) -> int:
        """Bytes of the named files together."""
        return sum(path.stat().st_size for path in map(self.path, names) if path.exists())

    def _remove(self, names: Iterable[str]) -> None:
        for name in names:
            path = self.root / name[:2] / name
            path.unlink(missing_ok=True)
            shutil.rmtree(self.cache / path.stem, ignore_errors=True)


def referenced(db: Db) -> set[str]:
    """Every file that a row names."""
    rows = db.execute(select(Session.report_file, Session.recording_file, Session.media_file))
    names = {name for row in rows for name in row if name}
    return names | {name for (name,) in db.execute(select(Job.media_file)) if name}


def digest(file: BufferedReader) -> str:
    """SHA-256 of an open file, in hex."""
    return hashlib.file_digest(file, "sha256").hexdigest()


def suffix_of(path: Path) -> str:
    """The suffix, lower case, or `.bin` where it is none that a stored file may have."""
    suffix = path.suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ".bin"


def _link(source: Path, target: Path) -> None:
    """A second name for the file where the disk allows it, else a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
