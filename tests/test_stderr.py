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
    def fails() -> None:
        os.write(2, b"important\n")
        raise RuntimeError

    with pytest.raises(RuntimeError), quiet_stderr(b"W0"):
        fails()
    assert capfd.readouterr().err == "important\n"


def test_a_slow_thread_holds_up_no_other_and_what_matters_comes_through_meanwhile(capfd):
    began, go = threading.Event(), threading.Event()

    def slow() -> None:
        with quiet_stderr(b"W0"):
            began.set()
            go.wait(20)
            os.write(2, b"W0 routine\nlast words")

    thread = threading.Thread(target=slow)
    thread.start()
    assert began.wait(20)
    with quiet_stderr(b"W0"):
        os.write(2, b"W0 routine\nimportant\nhalf a li")
    assert capfd.readouterr().err == "important\n"
    os.write(2, b"ne\n")
    go.set()
    thread.join()
    assert capfd.readouterr().err == "half a line\nlast words"


def test_threads_keep_the_stream(capfd):
    def chat() -> None:
        for _ in range(20):
            with quiet_stderr(b"W0"), quiet_stderr(b"W0"):
                os.write(2, b"W0 routine\n")

    threads = [threading.Thread(target=chat) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os.write(2, b"still here\n")
    assert capfd.readouterr().err == "still here\n"
