"""Errors of the API as one sentence: `{"error": "what was expected, what came, what to do"}`."""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from vision.errors import FormcueError, OutputError

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PlainErrorRoute(APIRoute):
    """A route whose errors are one sentence."""

    def get_route_handler(self) -> Handler:
        """The handler with every foreseen error turned into an answer."""
        inner = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                return await inner(request)
            except HTTPException as error:
                return JSONResponse({"error": str(error.detail)}, error.status_code, error.headers)
            except RequestValidationError as error:
                return JSONResponse({"error": _sentence(error)}, 422)
            except OutputError as error:
                return JSONResponse({"error": str(error)}, 507)
            except FormcueError as error:
                return JSONResponse({"error": str(error)}, 422)

        return handle


def api_router() -> APIRouter:
    """A router under /api with such routes."""
    return APIRouter(prefix="/api", route_class=PlainErrorRoute)


def missing(kind: str, number: int) -> HTTPException:
    """The 404 for a thing that isn't there."""
    return HTTPException(404, f"expected a {kind} that exists, got number {number}; it may have been deleted")


def _sentence(error: RequestValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"] if part not in {"body", "query", "path"})
    return f"{where or 'request'}: {first['msg']}, got {str(first.get('input'))[:80]!r}"
