"""Finished sets in the data folder: one report (`ID.json`, schema 1) and one landmark recording (`ID.npz`) each.

Where the person asked for it, a video (`ID.webm`) of the same pictures, on the same clock.
"""

import json
import re
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from server.listings import SetPage, SetSummary
from server.set_video import SetVideo
from vision.errors import InputError, OutputError
from vision.recording import save
from vision.report import SessionReport, write_json
from vision.types import Recording

_ID: Final = re.compile(r"(\d{8}T\d{6}Z)-[a-z0-9_]{1,64}-[0-9a-f]{8}")


class SetStore:
    """The folder `sets` of the data folder, made with the first set."""

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "sets"
        self._staging = data_dir / "staging"  # what a stopped server leaves there goes at the next start

    def new_id(self, exercise: str) -> str:
        """A name for a set that ends now; names sort by time."""
        return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{exercise}-{secrets.token_hex(4)}"

    def new_video(self) -> SetVideo:
        """What takes the pictures of a set that begins; `keep` takes over the file that comes of it."""
        return SetVideo(self._staging)

    def keep(self, set_id: str, report: SessionReport, recording: Recording, video: Path | None = None) -> None:
        """Write the files; the report last, since a set is there once its report is. OutputError where that fails.

        `video` is moved.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if video is not None:
                video.replace(self.folder / f"{set_id}.webm")
        except OSError as error:
            raise OutputError(f"cannot write to {self.folder}: {error.strerror}; name another --data-dir") from error
        save(recording, self.folder / f"{set_id}.npz")
        write_json(report, self.folder / f"{set_id}.json")

    def page(self, limit: int, before: str | None = None) -> SetPage:
        """The newest sets; `before` (an id) goes on from there. A report that can't be read is left out."""
        ids = sorted((p.stem for p in self.folder.glob("*.json") if _ID.fullmatch(p.stem)), reverse=True)
        wanted = [set_id for set_id in ids if before is None or set_id < before]
        shown = wanted[:limit]
        items = [summary for summary in map(self._summary, shown) if summary is not None]
        return SetPage(items=items, total=len(ids), next=shown[-1] if len(wanted) > limit else None)

    def report(self, set_id: str) -> dict[str, Any]:
        """The report of one set. InputError where there is none of that name."""
        if not _ID.fullmatch(set_id):
            raise InputError(f"expected the name of a set, got {set_id[:80]!r}; /api/sets lists them")
        try:
            report: dict[str, Any] = json.loads((self.folder / f"{set_id}.json").read_bytes())
        except (OSError, ValueError) as error:
            raise InputError(f"there is no set {set_id}; /api/sets lists them") from error
        return report

    def _summary(self, set_id: str) -> SetSummary | None:
        try:
            report = self.report(set_id)
            ended = datetime.strptime(set_id.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            return SetSummary(
                id=set_id,
                ended=ended.isoformat().replace("+00:00", "Z"),
                exercise=report["exercise"],
                duration_s=report["duration_s"],
                reps=len(report["reps"]),
                flagged=sum(rep["flagged"] for rep in report["reps"]),
                cues=len(report["cues"]),
            )
        except (InputError, ValueError, KeyError, TypeError):  # another program's file, or a damaged one
            return None
