"""Writing a file whole or not at all: to a temporary name beside the target, then renamed."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from vision.errors import OutputError


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Yield a new empty file beside `path` to write to; it becomes `path` when the block ends well, else it is removed.

    The temporary name starts with a dot and keeps the target's suffix, because video and image encoders choose their format
    by it. Missing folders are made. Raises `OutputError` where the file cannot be made, written or renamed: do only writing
    inside the block, since every `OSError` in it is taken for a failed write. Ctrl-C removes the temporary file as well.
    """
    temporary = path.with_name(f".formcue-{secrets.token_hex(4)}.part{path.suffix}")
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, "a folder of this name is in the way")
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.touch(exist_ok=False)
        yield temporary
        os.replace(temporary, path)
    except OSError as error:
        why = error.strerror or str(error)
        raise OutputError(
            f"cannot write {path}: expected a folder that can be written to, got: {why}; choose another place or free it"
        ) from error
    finally:
        # after os.replace there is nothing left to remove; unlink may fail only where touch failed too
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
