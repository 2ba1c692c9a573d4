"""Live sets become sessions: whatever lies in the folder `sets` and isn't in the database yet."""

import json
import logging
import re
from datetime import UTC, datetime

from sqlalchemy import select

from server.ingest import NewSession, keep
from server.media import Media
from server.schema import Session
from server.sessions import found, pictures_of
from vision.errors import FormcueError
from vision.recording import load

_SET_ID = re.compile(r"(\d{8}T\d{6}Z)-[a-z0-9_]{1,64}-[0-9a-f]{8}")
_log = logging.getLogger(__name__)


class SetAdopter:
    """Looks into the folder when it has changed. A set that can't be used is told of once and left where it is."""

    def __init__(self, media: Media) -> None:
        self._media = media
        self._seen_ns = -1
        self._useless: set[str] = set()

    def look(self) -> int:
        """Take in new sets; returns how many."""
        folder = self._media.sets
        try:
            changed = folder.stat().st_mtime_ns
        except FileNotFoundError:
            return 0
        if changed == self._seen_ns:
            return 0
        found = {path.stem for path in folder.glob("*.json") if _SET_ID.fullmatch(path.stem)}
        with self._media.store.read() as db:
            known = set(db.scalars(select(Session.set_id).where(Session.set_id.is_not(None))))
        taken = sum(self._take(set_id) for set_id in sorted(found - known - self._useless))
        self._seen_ns = changed
        return taken

    def _take(self, set_id: str) -> bool:
        folder = self._media.sets
        paths = folder / f"{set_id}.json", folder / f"{set_id}.npz"
        video = folder / f"{set_id}.webm"
        try:
            report = json.loads(paths[0].read_bytes())
            recording = load(paths[1])
            new = NewSession(
                report=report,
                report_path=paths[0],
                recording=paths[1],
                kind="set",
                captured_at=datetime.strptime(set_id.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
                image_size=recording.image_size,
                video=video if video.exists() else None,
                set_id=set_id,
                how="link",
            )
            session_id = keep(self._media, new)
        except (FormcueError, OSError, ValueError, KeyError, TypeError) as error:
            _log.warning("set %s can't be reviewed: %s", set_id, error)
            self._useless.add(set_id)
            return False
        if new.video is not None:
            with self._media.store.read() as db:
                pictures = pictures_of(self._media, found(db, session_id))
            pictures.times()  # the video is read through once: now, not while a coach waits
        return True
