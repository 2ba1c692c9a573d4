"""Chatter of native libraries is held back, what matters is passed on, and threads don't lose the stream."""

import os
import threading

import pytest

from vision.stderr import quiet_stderr


def test_routine_lines_go_and_others_stay(capfd):
    with quiet_stderr(b"W0"):
        os.write(2, b"W0000 00:00:1.5 routine\nE0000 00:00:1.5 something broke\n")
    os.write(2, b"W0 after\n")
    assert capfd.readouterr().err == "E0000 00:00:1.5 something broke\nW0 after\n"


def test_what_was_written_before_an_error_is_passed_on(capfd):
    with pytest.raises(RuntimeError), quiet_stderr(b"W0"):
        os.write(2, b"important\n")
        raise RuntimeError
    assert capfd.readouterr().err == "important\n"


def test_overlapping_threads_keep_the_stream(capfd):
    inside, leave = threading.Event(), threading.Event()

    def first() -> None:
        with quiet_stderr(b"W0"):
            inside.set()
            leave.wait(5)

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait(5)
    with quiet_stderr(b"W0"):
        leave.set()
        thread.join()
    os.write(2, b"still here\n")
    assert capfd.readouterr().err == "still here\n"
