"""Everything in one zip, and back in: rows as JSON lines by table, files by their content's hash.

Rows refer to each other by `uid`, so numbers are given anew on the other side. Taking the same zip in twice changes nothing.
A zip from elsewhere is checked before anything of it is kept: names, sizes, hashes, types, references.
"""

import json
import shutil
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Column, Table, insert, select, update
from sqlalchemy.orm import Session as Db

from server import practice_schema  # noqa: F401  (its tables are Base's too)
from server.ingest import count_reviews
from server.media import FILE_NAME, LOCK, Media, digest, referenced
from server.plan import MAX_BYTES
from server.plan_folder import NAME as PLAN_NAME
from server.schema import Base
from server.uploads import RESERVE
from vision.errors import InputError
from vision.files import atomic_write

FORMAT: Final = 1
_HEAD: Final = "formcue.json"
_SAME: Final = {
    "athletes": ("name",),
    "sessions": ("set_id",),
    "reps": ("session_id", "index"),
    "findings": ("rep_id", "rule"),
    "reviews": ("finding_id", "coach"),
    "missed_faults": ("rep_id", "rule", "fault", "coach"),
    "tags": ("rep_id", "name"),
}
"""By which columns a row that came with another uid is the same as one that is here."""
_FILES: Final = ("report_file", "recording_file", "media_file")
_BATCH: Final = 2000
_WANTED: Final = "expected a zip made by `formcue export`"

Row = dict[str, Any]


def export(media: Media, target: Path) -> dict[str, int]:
    """Write the zip, whole or not at all; returns rows by table. Nothing is deleted meanwhile, so it fits together."""
    counts: dict[str, int] = {}
    with (
        media.store.locked(LOCK),
        media.store.snapshot() as db,
        atomic_write(target) as partial,
        zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as bundle,
    ):
        bundle.writestr(_HEAD, json.dumps({"format": FORMAT}))
        for table in Base.metadata.sorted_tables:
            counts[table.name] = 0
            with bundle.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as stream:
                for row in _rows(db, table):
                    stream.write(json.dumps(row).encode() + b"\n")
                    counts[table.name] += 1
        for name in sorted(referenced(db)):
            # video and recordings are packed already
            bundle.write(media.path(name), f"files/{name}", zipfile.ZIP_STORED)
        for path in sorted((media.store.data_dir / "plans").glob("*.toml")):
            if _is_plan(path.name):
                bundle.write(path, f"plans/{path.name}")
    return counts


def _is_plan(name: str) -> bool:
    return name.endswith(".toml") and PLAN_NAME.fullmatch(name.removesuffix(".toml")) is not None


def _rows(db: Db, table: Table) -> Iterator[Row]:
    parents = {column.name: _uids(db, column) for column in table.columns if column.foreign_keys}
    query = select(table).order_by(table.c.id)
    if table.name == "jobs":
        query = query.where(table.c.state != "uploading")
    for row in db.execute(query.execution_options(yield_per=_BATCH)).mappings():
        plain: Row = {}
        for name, value in row.items():
            if name in parents:
                plain[name] = parents[name].get(value)
            elif isinstance(value, datetime):
                plain[name] = value.isoformat()
            elif name != "id":
                plain[name] = value
        yield plain


def _uids(db: Db, column: Column[Any]) -> dict[int, str]:
    parent = next(iter(column.foreign_keys)).column.table
    return dict(db.execute(select(parent.c.id, parent.c.uid)).all())


def take_in(media: Media, source: Path) -> dict[str, int]:
    """Merge a zip into the store; returns new rows by table. InputError, with nothing kept, where anything in it is off."""
    taken: list[str] = []
    try:
        with zipfile.ZipFile(source) as bundle, media.store.locked(LOCK):
            _check(media, bundle)
            _take_files(media, bundle, taken)
            with media.store.write() as db:
                counts = _take_rows(db, bundle)
                lost = next((name for name in referenced(db) if not media.path(name).exists()), None)
                if lost is not None:
                    raise InputError(f"{source}: {_WANTED}, got one whose rows name a file it doesn't hold ({lost[:12]}...)")
            _take_plans(media, bundle)
            return counts
    except InputError:
        media.forget(taken)
        raise
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError, NotImplementedError, RuntimeError) as error:
        media.forget(taken)
        raise InputError(f"{source}: {_WANTED}, got a file that can't be read as one: {str(error)[:200]}") from error


def _check(media: Media, bundle: zipfile.ZipFile) -> None:
    """Refuse a zip with anything in it that an export doesn't hold, before a byte of it is unpacked."""
    allowed = {_HEAD, *(f"tables/{table.name}.jsonl" for table in Base.metadata.sorted_tables)}
    free = shutil.disk_usage(media.root).free - RESERVE
    size = 0
    for member in bundle.infolist():
        folder, _, name = member.filename.partition("/")
        plan = folder == "plans" and _is_plan(name) and member.file_size <= MAX_BYTES
        if member.filename not in allowed and not plan and not (folder == "files" and FILE_NAME.fullmatch(name)):
            raise InputError(f"{_WANTED}, got one that holds {member.filename[:80]!r}")
        size += member.file_size
    if size > free:
        raise InputError(f"expected at most the {free // 1_000_000} MB that are free, got {size // 1_000_000} MB; make room")
    head = json.loads(bundle.read(_HEAD))
    if head.get("format") != FORMAT:
        raise InputError(f"{_WANTED} of format {FORMAT}, got format {head.get('format')!r}; use the Formcue that made it")


def _take_files(media: Media, bundle: zipfile.ZipFile, taken: list[str]) -> None:
    for member in bundle.infolist():
        name = member.filename.partition("/")[2]
        if not member.filename.startswith("files/") or media.path(name).exists():
            continue
        partial = media.staging / f"put-{uuid4().hex}{Path(name).suffix}"
        try:
            with bundle.open(member) as packed, partial.open("wb") as file:
                shutil.copyfileobj(packed, file, 1 << 20)
            with partial.open("rb") as file:
                if digest(file) != name.partition(".")[0]:
                    raise InputError(f"{_WANTED}, got one with a damaged file ({name[:12]}...); export it again")
            taken.append(media.put(partial, "move"))
        finally:
            partial.unlink(missing_ok=True)


def _take_plans(media: Media, bundle: zipfile.ZipFile) -> None:
    """Plans that are not here yet; what is wrong in one shows in the page, as with any other."""
    for member in bundle.infolist():
        target = media.store.data_dir / member.filename
        if member.filename.startswith("plans/") and not target.exists():
            with atomic_write(target) as partial:
                partial.write_bytes(bundle.read(member))


def _take_rows(db: Db, bundle: zipfile.ZipFile) -> dict[str, int]:
    counts: dict[str, int] = {}
    known: dict[str, dict[str, int]] = {}
    reviewed: set[int] = set()
    held = set(bundle.namelist())
    for table in Base.metadata.sorted_tables:
        known[table.name] = {uid: number for number, uid in db.execute(select(table.c.id, table.c.uid))}
        same = _same_rows(db, table)
        fresh: list[Row] = []
        counts[table.name] = 0
        if f"tables/{table.name}.jsonl" not in held:
            continue  # made before there was such a table
        with bundle.open(f"tables/{table.name}.jsonl") as lines:
            for line in lines:
                row = _row(table, json.loads(line), known)
                uid = row["uid"]
                number = known[table.name].get(uid) or same.get(_key(table, row))
                if table.name == "reviews":
                    reviewed.add(row["finding_id"])
                if number is None:
                    fresh.append(row)
                    counts[table.name] += 1
                else:
                    known[table.name][uid] = number
                    if table.name == "reviews":
                        _newer(db, table, number, row)
        for start in range(0, len(fresh), _BATCH):
            db.execute(insert(table), fresh[start : start + _BATCH])
        added = dict(db.execute(select(table.c.uid, table.c.id)).all())
        known[table.name] |= added
    for finding_id in reviewed:
        count_reviews(db, finding_id)
    return counts


def _row(table: Table, plain: Row, known: dict[str, dict[str, int]]) -> Row:
    """A row for this database, every cell checked. Raises KeyError, TypeError or ValueError where it doesn't fit."""
    row: Row = {}
    for column in table.columns:
        if column.name == "id":
            continue
        value = plain[column.name]
        if value is None:
            if not column.nullable:
                raise ValueError(f"{table.name}.{column.name} is missing")
        elif column.foreign_keys:
            parent = next(iter(column.foreign_keys)).column.table
            value = known[parent.name][value]
        else:
            value = _cell(column, value)
        row[column.name] = value
    if table.name == "jobs" and row["state"] == "running":
        row["state"] = "queued"
    return row


def _cell(column: Column[Any], value: Any) -> Any:
    kind = column.type.python_type
    if kind is datetime:
        value = datetime.fromisoformat(value)
        if value.tzinfo is None:
            raise ValueError(f"{column} has a time without a zone")
        return value
    if kind is float and type(value) is int:
        value = float(value)
    json_column = column.type.__class__.__name__ == "JSON"
    if not (isinstance(value, dict | list) if json_column else type(value) is kind):
        raise TypeError(f"{column} is a {type(value).__name__}")
    if column.name in _FILES and not FILE_NAME.fullmatch(value):
        raise ValueError(f"{column} names no stored file")
    return value


def _same_rows(db: Db, table: Table) -> dict[tuple[Any, ...], int]:
    names = _SAME.get(table.name)
    if names is None:
        return {}
    rows = db.execute(select(table.c.id, *(table.c[name] for name in names)))
    return {tuple(key): number for number, *key in rows if key[0] is not None}


def _key(table: Table, row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in _SAME.get(table.name, ()))


def _newer(db: Db, table: Table, number: int, row: Row) -> None:
    """A coach's later verdict takes the place of the earlier one."""
    values = {name: value for name, value in row.items() if name not in {"uid", "finding_id"}}
    db.execute(update(table).where(table.c.id == number, table.c.at < row["at"]).values(**values))
