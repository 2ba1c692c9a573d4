"""The settings of the web app, in one table: flag, environment variable, default, help."""

import argparse
import ipaddress
import os
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, Literal

from vision.errors import InputError

MODELS: Final = ("lite", "full", "heavy")
SESSIONS_PER_CORE: Final = 4
"""Four people on a core still get about 8 answers a second each, enough for slow reps; more would judge too little."""


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def default_data_dir(environment: Mapping[str, str], system: str) -> Path:
    """Where a person's data belongs on this platform."""
    home = Path.home()
    if system == "Windows":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "formcue"
    if system == "Darwin":
        return home / "Library" / "Application Support" / "formcue"
    return Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share") / "formcue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What `formcue serve` runs with; each field is a row of `TABLE`."""

    host: str = "127.0.0.1"
    port: int = 8000
    model: Literal["lite", "full", "heavy"] = "lite"
    data_dir: Path
    db: str | None = None
    max_upload_mb: int = 4000
    max_video_minutes: int = 60
    analysis_model: Literal["lite", "full", "heavy"] = "full"
    keep: Literal["video", "recordings", "nothing"] = "video"
    workers: int = 1
    max_sessions: int = SESSIONS_PER_CORE
    max_fps: float = 30.0
    allowed_hosts: tuple[str, ...] = ()
    token: str | None = None
    tls_cert: Path | None = None
    tls_key: Path | None = None
    open_browser: bool = True

    @property
    def loopback(self) -> bool:
        """True where only this machine can reach the server."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def tls(self) -> bool:
        """True where the server itself speaks HTTPS."""
        return self.tls_cert is not None


@dataclass(frozen=True, slots=True)
class Setting:
    """One row: `name` is the field, `--name-with-dashes` the flag, `FORMCUE_NAME` the variable."""

    name: str
    read: Callable[[str], Any]
    default: str
    help: str

    @property
    def flag(self) -> str:
        """The command line flag."""
        return "--" + self.name.replace("_", "-")

    @property
    def variable(self) -> str:
        """The environment variable."""
        return "FORMCUE_" + self.name.upper()


def _text(text: str) -> str:
    if not text.strip():
        raise ValueError("some text")
    return text.strip()


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not (text.strip().isdecimal() and low <= int(text) <= high):
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return read


def _rate(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1.0 <= value <= 120.0:
        raise ValueError("a number from 1 to 120")
    return value


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return text

    return read


def _yes_no(text: str) -> bool:
    words = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
    if text.lower() not in words:
        raise ValueError("yes or no")
    return words[text.lower()]


def _file(text: str) -> Path | None:
    if not text:
        return None
    if not Path(text).is_file():
        raise ValueError("a file that exists")
    return Path(text)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip().lower() for name in text.split(",") if name.strip())


def _token(text: str) -> str | None:
    if text and not (len(text) >= 16 and text.isascii() and all(c.isalnum() or c in "-_" for c in text)):
        raise ValueError("at least 16 letters, digits, - or _")
    return text or None


TABLE: Final[tuple[Setting, ...]] = (
    Setting("host", _text, "127.0.0.1", "address to listen on; any but this machine's own needs the printed access link"),
    Setting("port", _whole(0, 65535), "8000", "port to listen on; 0 takes a free one"),
    Setting("model", _one_of(*MODELS), "lite", "pose model of live practice: lite, full or heavy"),
    Setting(
        "data_dir", lambda text: Path(_text(text)).expanduser(), "", "folder for what is kept; default: your data folder"
    ),
    Setting("db", lambda text: text.strip() or None, "", "database URL (postgresql://...); default: SQLite in that folder"),
    Setting("max_upload_mb", _whole(1, 1_000_000), "4000", "largest video that can be uploaded, in MB"),
    Setting("max_video_minutes", _whole(1, 600), "60", "longest video that is analysed, in minutes"),
    Setting("analysis_model", _one_of(*MODELS), "full", "pose model for uploaded videos: lite, full or heavy"),
    Setting(
        "keep",
        _one_of("video", "recordings", "nothing"),
        "video",
        "what is kept of a set: recordings (landmarks, report), video (that too where the person asks for it) or nothing",
    ),
    Setting("workers", _whole(1, 64), "", "pose workers; default: one per core"),
    Setting(
        "max_sessions", _whole(1, 256), "", f"people at once, more wait in a queue; default: {SESSIONS_PER_CORE} per worker"
    ),
    Setting("max_fps", _rate, "30", "most pictures a second of one person"),
    Setting("allowed_hosts", _names, "", "other names this server is reached by, with commas between"),
    Setting("token", _token, "", "access token where others can reach the server; default: a new one at each start"),
    Setting("tls_cert", _file, "", "certificate file (PEM), for HTTPS"),
    Setting("tls_key", _file, "", "its private key (PEM)"),
    Setting("open_browser", _yes_no, "yes", "open the page in the browser: yes or no"),
)


def add_flags(parser: argparse.ArgumentParser) -> None:
    """A flag for each row, and --no-open."""
    for row in TABLE:
        shown = f" (default {row.default})" if row.default else ""
        name = row.name.rpartition("_")[2].upper()
        parser.add_argument(row.flag, metavar=name, help=f"{row.help}{shown} [{row.variable}]")
    parser.add_argument("--no-open", dest="open_browser", action="store_const", const="no", help="same as --open-browser no")


def load(flags: Mapping[str, str | None], environment: Mapping[str, str]) -> Settings:
    """Settings from flags, then the environment, then defaults. InputError names the flag or variable that is wrong."""
    values: dict[str, Any] = {}
    for row in TABLE:
        given, where = flags.get(row.name), row.flag
        if given is None and row.variable in environment:
            given, where = environment[row.variable], row.variable
        text = row.default if given is None else given
        if not text and row.name in ("data_dir", "workers", "max_sessions"):
            continue
        try:
            values[row.name] = row.read(text)
        except ValueError as error:
            raise InputError(f"{where}: expected {error}, got {text!r}") from error
    values.setdefault("data_dir", default_data_dir(environment, platform.system()))
    values.setdefault("workers", cores())
    values.setdefault("max_sessions", SESSIONS_PER_CORE * values["workers"])
    if (values["tls_cert"] is None) != (values["tls_key"] is None):
        raise InputError("HTTPS: expected --tls-cert and --tls-key together, got one of them; name both or none")
    settings = Settings(**values)
    assert {field.name for field in fields(settings)} == {row.name for row in TABLE}
    return settings
