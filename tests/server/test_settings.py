import argparse
import socket
from pathlib import Path

import pytest

from server import serve, settings
from server.cli import main
from vision.errors import InputError


def load(arguments=(), **environment):
    parser = argparse.ArgumentParser()
    settings.add_flags(parser)
    return settings.load(vars(parser.parse_args(list(arguments))), environment)


def test_defaults():
    one = load()
    assert (one.host, one.port, one.model, one.keep, one.open_browser) == ("127.0.0.1", 8000, "lite", "video", True)
    assert one.workers == settings.cores()
    assert one.max_sessions == settings.SESSIONS_PER_CORE * one.workers
    assert one.loopback
    assert not one.tls


def test_flags_before_environment_before_defaults(tmp_path):
    one = load(["--port", "1"], FORMCUE_PORT="2", FORMCUE_MODEL="full", FORMCUE_DATA_DIR=str(tmp_path))
    assert (one.port, one.model, one.data_dir) == (1, "full", tmp_path)


def test_every_setting_stands_in_the_docs():
    docs = (Path(__file__).parents[2] / "docs" / "live.md").read_text(encoding="utf-8")
    for row in settings.TABLE:
        assert f"`{row.flag}`" in docs, row.flag
        assert not row.default or row.default in docs, row.flag


def test_every_row_has_flag_variable_and_help(capsys):
    with pytest.raises(SystemExit):
        load(["--help"])
    shown = " ".join(capsys.readouterr().out.split())
    for row in settings.TABLE:
        assert row.flag in shown
        assert row.variable in shown
        assert row.help[:20] in shown


@pytest.mark.parametrize(
    ("arguments", "environment", "named"),
    [
        (["--port", "70000"], {}, "--port"),
        (["--port", "²"], {}, "--port"),
        ([], {"FORMCUE_PORT": "http"}, "FORMCUE_PORT"),
        (["--host", " "], {}, "--host"),
        (["--model", "huge"], {}, "--model"),
        (["--keep", "everything"], {}, "--keep"),
        (["--max-fps", "nan"], {}, "--max-fps"),
        (["--max-fps", "x"], {}, "--max-fps"),
        (["--workers", "0"], {}, "--workers"),
        (["--token", "short"], {}, "--token"),
        (["--open-browser", "perhaps"], {}, "--open-browser"),
        (["--tls-cert", "/nowhere.pem"], {}, "--tls-cert"),
        (["--tls-cert", __file__], {}, "--tls-key"),
    ],
)
def test_a_wrong_value_is_named(arguments, environment, named):
    with pytest.raises(InputError, match=named):
        load(arguments, **environment)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("127.8.8.8", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("box.lan", False)],
)
def test_loopback(host, loopback):
    assert load(["--host", host]).loopback is loopback


@pytest.mark.parametrize(
    ("system", "environment", "end"),
    [
        ("Linux", {}, ".local/share/formcue"),
        ("Linux", {"XDG_DATA_HOME": "/data"}, "/data/formcue"),
        ("Darwin", {}, "Library/Application Support/formcue"),
        ("Windows", {"LOCALAPPDATA": "/local"}, "/local/formcue"),
    ],
)
def test_data_folder(system, environment, end):
    assert settings.default_data_dir(environment, system).as_posix().endswith(end)


@pytest.mark.parametrize(
    ("arguments", "token", "link"),
    [
        ([], None, "http://127.0.0.1:80/"),
        (["--host", "::1"], None, "http://[::1]:80/"),
        (["--host", "10.0.0.5"], "t", "http://10.0.0.5:80/?token=t"),
        (["--host", "0.0.0.0"], "t", f"http://{socket.gethostname()}:80/?token=t"),
        (["--tls-cert", __file__, "--tls-key", __file__], None, "https://127.0.0.1:80/"),
    ],
)
def test_the_link(arguments, token, link):
    assert serve.address(load(arguments), 80, token) == link


def test_a_port_that_is_taken_is_one_line(capsys, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port), "--data-dir", str(tmp_path)]) == 2
    assert f"port {port}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("environment", "system", "screen"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "w"}, "linux", True),
        ({}, "darwin", True),
        ({"SSH_CONNECTION": "x"}, "darwin", False),
    ],
)
def test_has_screen(environment, system, screen):
    assert serve.has_screen(environment, system) is screen


def test_the_data_folder_may_start_with_a_tilde():
    assert load(["--data-dir", "~/x"]).data_dir == Path.home() / "x"


def test_answers_leave_at_once():
    """Else the kernel keeps an answer back until the client's next picture (Nagle's algorithm meets delayed ACK)."""
    with (
        serve.listen(load(["--port", "0"])) as listener,
        socket.create_connection(listener.getsockname()),
        listener.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_port_or_host_that_cannot_be_had():
    with serve.listen(load(["--port", "0"])) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=rf"port {port}: .*in use"):
            serve.listen(load(["--port", str(port)]))
    with pytest.raises(InputError, match=r"192\.0\.2\.1 .*--host"):  # an address that no machine has
        serve.listen(load(["--host", "192.0.2.1"]))


def test_tls_files_that_are_none(tmp_path, capsys):
    for name in ("cert.pem", "key.pem"):
        (tmp_path / name).write_text("rubbish")
    files = ["--tls-cert", str(tmp_path / "cert.pem"), "--tls-key", str(tmp_path / "key.pem")]
    assert main(["serve", *files]) == 2
    assert "expected a PEM certificate and its key" in capsys.readouterr().err
