"""A real server of coach review for the kill test: `python -m tests.store.kill_server FOLDER URL PORT`."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from server.reviews import Reviews, ReviewSettings


def main(folder: str, url: str, port: str) -> None:
    reviews = Reviews(ReviewSettings(Path(folder), url or None, model="lite"))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        reviews.start()
        yield
        reviews.stop()

    app = FastAPI(lifespan=lifespan)
    for router in reviews.routers:
        app.include_router(router)
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_level="warning")


if __name__ == "__main__":
    main(*sys.argv[1:])
