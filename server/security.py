"""What every request and websocket passes first: Host, Origin, the access token; and the headers of every answer."""

import hmac
import html
import ipaddress
import re
import socket
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.settings import Settings

COOKIE: Final = "formcue_access"
MAX_BODY_BYTES: Final = 1_000_000
"""Of any request but a piece of an upload: what comes as JSON is parsed on the event loop, at about 100 MB a second."""
_UPLOADS: Final = "/api/uploads/"
_PLAIN_PATH: Final = re.compile(r"(/[A-Za-z0-9._~-]+)*/?")
CSP: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": CSP,
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_SIGN_IN: Final = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Formcue</title>
<meta http-equiv="refresh" content="0; url={path}"><p><a href="{path}">Go on to Formcue</a></p></html>"""


class Guard:
    """ASGI middleware. `token` None = no token is asked for (only this machine can reach the server)."""

    def __init__(self, app: ASGIApp, settings: Settings, token: str | None) -> None:
        self._app = app
        self._token = token
        self._loopback = settings.loopback
        self._secure = settings.tls
        self._hosts = {"localhost", settings.host.lower(), *settings.allowed_hosts}
        if not settings.loopback:
            name = socket.gethostname().lower()
            self._hosts |= {name, f"{name}.local"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a sound request through; answer any other, and refuse a websocket before it is accepted."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, _bounded(scope, receive), self._with_headers(scope, send))
        elif scope["type"] == "http":
            await refusal(scope, receive, self._with_headers(scope, send))
        else:
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": "refused"})

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not self._knows(host):
            return _error(400, f"expected this server's own address, got the host {host[:80]!r}; see --allowed-hosts")
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
            return _error(403, f"expected a request from this server's own pages, got one from {origin[:80]!r}")
        behind = scope["type"] == "websocket" or scope["path"].startswith("/api/") or scope["method"] not in ("GET", "HEAD")
        if behind and headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return _error(403, "expected a request from this server's own pages, got one from another site")
        if _is_bounded(scope) and int(headers.get("content-length", "0") or "0") > MAX_BODY_BYTES:
            return _error(413, _TOO_LARGE)
        return self._token_refusal(scope, headers) if self._token else None

    def _knows(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        if name in self._hosts:
            return True
        try:
            address = ipaddress.ip_address(name)
        except ValueError:
            return False
        # a page elsewhere can make its own NAME point here (DNS rebinding), but not a bare address
        return address.is_loopback or not self._loopback

    def _token_refusal(self, scope: Scope, headers: Headers) -> Response | None:
        assert self._token is not None
        if _same(cookie_parser(headers.get("cookie", "")).get(COOKIE, ""), self._token):
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"))
        if scope["type"] == "http" and _same(dict(query).get("token", ""), self._token):
            # a page, not a redirect: after a redirect from elsewhere browsers hold a strict cookie back
            path = scope["path"] if _PLAIN_PATH.fullmatch(scope["path"]) else "/"
            rest = urlencode([(name, value) for name, value in query if name != "token"])
            target = html.escape(f"{path}?{rest}" if rest else path)
            response = HTMLResponse(_SIGN_IN.format(path=target), headers={"Cache-Control": "no-store"})
            response.set_cookie(COOKIE, self._token, httponly=True, samesite="strict", secure=self._secure, path="/")
            return response
        return _error(401, "open the link that was printed when the server started: it holds the access token")

    def _with_headers(self, scope: Scope, send: Send) -> Send:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store" if scope["path"].startswith("/api/") else "no-cache")
            await send(message)

        return sending


_TOO_LARGE: Final = f"expected a request of at most {MAX_BODY_BYTES} bytes, got a larger one; send less at a time"


def _is_bounded(scope: Scope) -> bool:
    return scope["type"] == "http" and not scope["path"].startswith(_UPLOADS)


def _bounded(scope: Scope, receive: Receive) -> Receive:
    """The same, but a body that turns out too large ends in 413: not everybody announces a length, or keeps to it."""
    if not _is_bounded(scope):
        return receive
    received = 0

    async def receiving() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MAX_BODY_BYTES:
            raise HTTPException(413, _TOO_LARGE)
        return message

    return receiving


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())


def _error(status: int, text: str) -> Response:
    return JSONResponse({"error": text}, status)
