"""`formcue serve`: the web app on this machine, or with a token for others."""

import argparse
import logging
import os
import secrets
import socket
import ssl
import sys
import threading
import webbrowser
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, cast

from server import settings as table
from server.settings import Settings
from vision.errors import InputError

if TYPE_CHECKING:
    import uvicorn

MOST_CONNECTIONS: Final = 1000

# The web server and the pose model take seconds to import: `formcue --help` stays quick.
# ruff: noqa: PLC0415


def add_parser(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add `serve` with a flag for each setting."""
    parser = commands.add_parser("serve", help="the web app: live practice and review", description=__doc__)
    table.add_flags(parser)
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C. InputError for a wrong setting or a port that is taken."""
    settings = table.load(vars(options), os.environ)
    _check_certificate(settings)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    _allow_files(2 * MOST_CONNECTIONS)
    listener = listen(settings)
    token = None if settings.loopback else settings.token or secrets.token_urlsafe(16)
    server = make_server(settings, token)
    link = address(settings, listener.getsockname()[1], token)
    print("Formcue is starting ...", flush=True)
    threading.Thread(target=_announce, args=(server, settings, link), daemon=True).start()
    with suppress(KeyboardInterrupt):  # Ctrl-C is how it ends; open sets have been kept by then
        server.run(sockets=[listener])
    return 0


def make_server(settings: Settings, token: str | None) -> "uvicorn.Server":
    """The app in uvicorn, set for live pictures: JPEG doesn't shrink, and a client that doesn't answer pings is let go."""
    import uvicorn

    from server.app import create_app
    from server.connection import MAX_MESSAGE_BYTES
    from server.protocols import protocols

    app = create_app(settings, token=token)
    ws, http = protocols(app.state.peers)
    config = uvicorn.Config(
        app,
        ws=cast("Any", ws),  # uvicorn calls it as it would call its own class
        http=cast("Any", http),
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=5.0,
        ws_ping_timeout=10.0,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
        limit_concurrency=MOST_CONNECTIONS,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
    )
    return uvicorn.Server(config)


def address(settings: Settings, port: int, token: str | None) -> str:
    """The link to open."""
    host = settings.host
    if host in ("0.0.0.0", "::"):
        host = socket.gethostname()
    if ":" in host:
        host = f"[{host}]"
    return f"{'https' if settings.tls else 'http'}://{host}:{port}/" + (f"?token={token}" if token else "")


def listen(settings: Settings) -> socket.socket:
    """The socket to serve on. InputError where the address can't be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        listener = socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise InputError(
            f"cannot listen on {settings.host} port {settings.port}: {error.strerror or error}; "
            "choose another with --host or --port (0 = a free one)"
        ) from error
    # Accepted connections inherit it. asyncio sets it only for sockets that were made with IPPROTO_TCP, and without it an
    # answer waits in the kernel for the client's next picture.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _check_certificate(settings: Settings) -> None:
    """InputError where the TLS files don't make a pair."""
    if settings.tls_cert is None:
        return
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(settings.tls_cert, settings.tls_key)
    except OSError as error:  # SSLError is one
        raise InputError(
            f"--tls-cert {settings.tls_cert}, --tls-key {settings.tls_key}: expected a PEM certificate and its key, got "
            f"files that can't be used: {error.strerror or error}; make a pair anew"
        ) from error


def _allow_files(wanted: int) -> None:
    """Let the process open as many files as it may hold connections; where that isn't allowed, as many as is."""
    with suppress(ImportError, OSError, ValueError):  # no such limits on Windows
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        if soft != resource.RLIM_INFINITY and soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _announce(server: "uvicorn.Server", settings: Settings, link: str) -> None:
    """Print the link once the server answers, and open it where there is a screen."""
    pause = threading.Event()
    while not server.started:
        if server.should_exit:
            return
        pause.wait(0.05)
    print(f"Formcue: {link}   (Ctrl-C ends it)", flush=True)
    if settings.keep != "nothing":
        video = "video where the person asks for it" if settings.keep == "video" else "no video"
        print(f"Sets are kept in {settings.data_dir / 'sets'} (landmarks and reports, {video})", flush=True)
    if not settings.loopback and not settings.tls:
        print(
            "Warning: browsers give no camera to pages without HTTPS, except on this machine itself; "
            "and others in the network can read along. Give --tls-cert and --tls-key.",
            file=sys.stderr,
            flush=True,
        )
    if settings.open_browser and has_screen(os.environ, sys.platform):
        webbrowser.open(link)


def has_screen(environment: Mapping[str, str], system: str) -> bool:
    """Whether a browser can be shown here."""
    if system in ("darwin", "win32"):
        return "SSH_CONNECTION" not in environment
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
