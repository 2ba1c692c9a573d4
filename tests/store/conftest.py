"""Every store test runs on SQLite and on a real PostgreSQL, which is started for the tests alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from server.media import Media
from server.reviews import Reviews, ReviewSettings
from server.store import Store
from tests.store.cluster import Cluster


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with Cluster() as started:
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """The URL of an empty database; None = SQLite in the data folder."""
    if request.param == "sqlite":
        yield None
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    with cluster.database() as address:
        yield address


@pytest.fixture
def store(tmp_path: Path, url: str | None) -> Iterator[Store]:
    opened = Store(tmp_path / "data", url)
    yield opened
    opened.close()


@pytest.fixture
def media(store: Store) -> Media:
    return Media(store)


@pytest.fixture
def reviews(tmp_path: Path, url: str | None) -> Iterator[Reviews]:
    """The whole backend, its queue of analyses not started."""
    opened = Reviews(ReviewSettings(tmp_path / "data", url, model="lite", max_upload_mb=50, max_video_minutes=0.5))
    yield opened
    opened.stop()


@pytest.fixture
def client(reviews: Reviews) -> Iterator[TestClient]:
    with serving(reviews) as made:
        yield made


def serving(reviews: Reviews) -> TestClient:
    """A client of an app that holds this backend alone."""
    app = FastAPI()
    for router in reviews.routers:
        app.include_router(router)
    return TestClient(app)
