"""Native libraries that chat on the standard error stream."""

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final


@contextmanager
def quiet_stderr(*routine: bytes) -> Iterator[None]:
    """Hold back what native code writes to file descriptor 2; all but `routine` beginnings is passed on after.

    For libraries that write straight to the descriptor and offer no switch. The descriptor belongs to the whole process:
    threads whose blocks overlap share one diversion, and nobody waits for anybody.
    """
    _diversion.begin()
    try:
        yield
    finally:
        _diversion.end(routine)


class _Diversion:
    """Descriptor 2 leads to a file while anybody wants it to; what is worth it goes on from there at each end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._kept = self._file = -1
        self._read = 0
        self._rest = b""

    def begin(self) -> None:
        with self._lock:
            if self._users == 0:
                sys.stderr.flush()
                with tempfile.TemporaryFile() as file:
                    self._file = os.dup(file.fileno())
                self._read = 0
                self._kept = os.dup(2)
                os.dup2(self._file, 2)
            self._users += 1

    def end(self, routine: tuple[bytes, ...]) -> None:
        with self._lock:
            sys.stderr.flush()
            self._users -= 1
            if self._users == 0:
                os.dup2(self._kept, 2)
            self._pass_on(routine)
            if self._users == 0:
                os.close(self._kept)
                os.close(self._file)

    def _pass_on(self, routine: tuple[bytes, ...]) -> None:
        new = os.pread(self._file, os.fstat(self._file).st_size - self._read, self._read)
        self._read += len(new)
        lines = (self._rest + new).splitlines(keepends=True)
        # a line that somebody is still writing waits, unless this is the end
        unfinished = self._users > 0 and lines and not lines[-1].endswith(b"\n")
        self._rest = lines.pop() if unfinished else b""
        worth = b"".join(line for line in lines if not line.startswith(routine))
        if worth:
            os.write(self._kept, worth)


_diversion: Final = _Diversion()
