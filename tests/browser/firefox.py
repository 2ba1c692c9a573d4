"""A real Firefox, driven over WebDriver BiDi, which it speaks itself: no driver, no patched browser."""

import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

PREFERENCES = {
    "media.navigator.streams.fake": True,  # a camera that shows plain colours
    "media.navigator.permission.disabled": True,
    "remote.prefs.recommended": True,  # no updates, no telemetry, no first-run pages
    "app.normandy.enabled": False,
    "network.captive-portal-service.enabled": False,
    "services.settings.server": "data:,#none",  # no experiments are fetched
}
START_S = 60.0


class Firefox:
    """One page; `wrong` collects what the console and the network complained of."""

    def __init__(self, socket: ClientConnection) -> None:
        self.wrong: list[str] = []
        self._socket = socket
        self._last = 0
        self.call("session.new", capabilities={})
        self.call("session.subscribe", events=["log.entryAdded", "network.responseCompleted", "network.fetchError"])
        self.context: str = self.call("browsingContext.create", type="tab")["context"]

    def call(self, method: str, **params: Any) -> Any:
        """A command of BiDi and its result."""
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": params}))
        while (message := json.loads(self._socket.recv(timeout=90))).get("id") != self._last:
            self._heard(message.get("method"), message.get("params"))
        if message["type"] == "error":
            pytest.fail(f"{method}: {message['error']}: {message['message']}")
        return message["result"]

    def open(self, url: str) -> None:
        """Go there and wait for all of it."""
        self.call("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def js(self, expression: str) -> Any:
        """The value of an expression, through JSON; counts as a person's click for the page."""
        answer = self.call(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({expression})) ?? 'null')()",
            target={"context": self.context},
            awaitPromise=True,
            userActivation=True,
        )
        if answer["type"] == "exception":
            pytest.fail(f"{expression}: {answer['exceptionDetails']['text']}")
        return json.loads(answer["result"]["value"])

    def until(self, expression: str, seconds: float = 30.0) -> None:
        """Wait for an expression to hold."""
        end = time.monotonic() + seconds
        while not self.js(expression):
            if time.monotonic() > end:
                pytest.fail(f"did not come true within {seconds:g} s: {expression}")
            time.sleep(0.1)

    def _heard(self, event: str | None, about: Any) -> None:
        if event == "log.entryAdded" and about["level"] in ("warn", "error"):
            self.wrong.append(str(about["text"]))
        elif event == "network.responseCompleted" and about["response"]["status"] >= 400:
            self.wrong.append(f"{about['response']['status']} {about['response']['url']}")


@contextmanager
def firefox() -> Iterator[Firefox]:
    """A fresh one with a page open; the test fails, and is not skipped, where there is none."""
    binary = shutil.which("firefox") or shutil.which("firefox-esr")
    if binary is None:
        pytest.fail("no Firefox found: install it (Debian: apt-get install --no-install-recommends firefox-esr)")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
        Path(folder, "user.js").write_text("\n".join(lines))
        command = [binary, "--headless", "--no-remote", "--profile", folder, "--remote-debugging-port", "0"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            port = _port(Path(folder, "WebDriverBiDiServer.json"))
            with connect(f"ws://127.0.0.1:{port}/session", max_size=None) as socket:
                yield Firefox(socket)
        finally:
            process.terminate()
            process.wait(20)


def _port(told: Path) -> int:
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        if told.exists() and told.read_text():
            return int(json.loads(told.read_text())["ws_port"])
        time.sleep(0.1)
    pytest.fail(f"Firefox did not start within {START_S:g} s")
