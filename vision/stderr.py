"""Native libraries that chat on the standard error stream."""

import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_turn: Final = threading.RLock()


@contextmanager
def quiet_stderr(*routine: bytes) -> Iterator[None]:
    """Hold back what native code writes to file descriptor 2; all but `routine` beginnings is passed on after.

    For libraries that write straight to the descriptor and offer no switch. The descriptor belongs to the whole process, so
    keep the block short: another thread that wants the same waits, for two that swap one descriptor would lose it.
    """
    with _turn, _held_back(routine):
        yield


@contextmanager
def _held_back(routine: tuple[bytes, ...]) -> Iterator[None]:
    sys.stderr.flush()
    with tempfile.TemporaryFile() as held:
        kept = os.dup(2)
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(kept, 2)
            os.close(kept)
            held.seek(0)
            worth = b"".join(line for line in held if not line.startswith(routine))
            if worth:
                os.write(2, worth)
