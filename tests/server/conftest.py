import threading
from contextlib import ExitStack, contextmanager

import pytest
from starlette.testclient import TestClient

from server.app import create_app
from tests.server.practising import Client, Playback, settings


@pytest.fixture
def serve(tmp_path):
    """Make a running app: `serve(estimator_maker, **settings)` gives `connect()`, a context manager of a Client."""
    with ExitStack() as stack:

        def make(maker=None, **changes):
            warm = threading.Event()

            def made(model):
                if not warm.is_set():  # the app loads its model once before anybody comes
                    warm.set()
                    return Playback()
                return maker(model) if maker else Playback()

            app = create_app(settings(tmp_path, **changes), made)
            http = stack.enter_context(TestClient(app, base_url="http://127.0.0.1:8000"))

            assert warm.wait(60)

            @contextmanager
            def connect(**options):
                with http.websocket_connect("ws://127.0.0.1:8000/ws/practice", **options) as socket:
                    yield Client(socket)

            connect.http = http
            return connect

        yield make
