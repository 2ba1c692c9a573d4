"""The web app: pages, samples, what can be listed, and live practice."""

import asyncio
import json
import logging
import mimetypes
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Final

from fastapi import FastAPI, Query, Request, WebSocket
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from server import practice_log, practice_progress
from server.estimators import EstimatorMaker
from server.listings import BandInfo, ExerciseInfo, RuleInfo, SampleInfo, ServerInfo, SetPage, SkeletonInfo
from server.messages import PROTOCOL
from server.overrides import Overrides, overrides_for
from server.peers import Peers
from server.plan_folder import PlanFolder
from server.plan_folder import routes as plan_routes
from server.practice import Practice
from server.reviews import Reviews, ReviewSettings
from server.security import Guard
from server.sets import SetStore
from server.settings import MODELS, Settings
from vision.errors import InputError, ModelError
from vision.exercises import load_exercises
from vision.guide import best_view
from vision.pose import MediaPipePose, PoseEstimator, model_path
from vision.reps import Exercise
from vision.rule import Rule, load_rules
from vision.session import rules_of
from vision.skeleton import BONES, LANDMARK_NAMES, MIRROR
from vision.video import use_one_thread

ROOT: Final = Path(__file__).resolve().parent.parent
WEB: Final = ROOT / "web"
SAMPLES: Final = ROOT / "samples"
log = logging.getLogger(__name__)


def create_app(settings: Settings, estimator: EstimatorMaker | None = None, token: str | None = None) -> FastAPI:
    """The ASGI app. `estimator` makes a pose estimator by model name, default MediaPipe.

    With `token` every request needs it.

    Raises RuleError or InputError where a rule or an exercise is broken, before anything is served.
    """
    load_rules()
    load_exercises()
    mimetypes.add_type("text/javascript", ".js")  # Windows' registry may say otherwise
    mimetypes.add_type("text/javascript", ".mjs")
    mimetypes.add_type("application/wasm", ".wasm")
    store = SetStore(settings.data_dir)
    reviews = Reviews(
        ReviewSettings(
            data_dir=settings.data_dir,
            db=settings.db,
            model=settings.analysis_model,
            max_upload_mb=settings.max_upload_mb,
            max_video_minutes=settings.max_video_minutes,
        )
    )

    def limits() -> Overrides:
        with reviews.store.read() as db:
            return overrides_for(db, None)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        use_one_thread()
        make = estimator or MediaPipePose
        app.state.practice = Practice(settings, make, store, limits, app.state.peers)
        reviews.start()
        warming = asyncio.create_task(asyncio.to_thread(_warm_up, make, settings.model))
        try:
            yield
        finally:
            await warming
            await app.state.practice.close()
            await asyncio.to_thread(reviews.stop)

    app = FastAPI(title="Formcue", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.peers = Peers()
    app.add_middleware(Guard, settings=settings, token=token)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(InputError, _not_found)
    _add_pages(app)
    practice_routers = (
        plan_routes(PlanFolder(settings.data_dir)),
        practice_log.routes(reviews.store, keep=settings.keep != "nothing"),
        practice_progress.routes(reviews.store),
    )
    for router in (*reviews.routers, *practice_routers):
        app.include_router(router)

    @app.websocket("/ws/practice")
    async def practice(websocket: WebSocket) -> None:
        await websocket.app.state.practice.serve(websocket)

    @app.get("/api/server")
    def server() -> ServerInfo:
        return ServerInfo(
            version=version("formcue"),
            protocol=PROTOCOL,
            model=settings.model,
            models=[model for model in MODELS if _is_there(model)],
            keeps=settings.keep != "nothing",
            keeps_video=settings.keep == "video",
            secure=settings.tls,
        )

    @app.get("/api/exercises")
    def exercises() -> list[ExerciseInfo]:
        return [_exercise(one) for one in load_exercises().values()]

    @app.get("/api/skeleton")
    def skeleton() -> SkeletonInfo:
        return SkeletonInfo(names=list(LANDMARK_NAMES), mirror=list(MIRROR), bones=list(BONES))

    @app.get("/api/samples")
    def samples() -> list[SampleInfo]:
        return [_sample(path) for path in sorted(SAMPLES.glob("*.mp4"))]

    @app.get("/api/sets")
    def sets(limit: Annotated[int, Query(ge=1, le=200)] = 50, before: str | None = None) -> SetPage:
        return store.page(limit, before)

    @app.get("/api/sets/{set_id}")
    def one_set(set_id: str) -> dict[str, Any]:
        return store.report(set_id)

    return app


def _add_pages(app: FastAPI) -> None:
    """`/` and `/NAME` for each web/NAME.html, its styles and pictures, the modules under /src, the clips under /samples."""
    for path in sorted(WEB.iterdir()):
        if path.suffix == ".html":
            app.get("/" if path.stem == "index" else f"/{path.stem}", name=path.stem)(_page(path))
        elif path.suffix in (".css", ".svg", ".png", ".ico"):
            app.get(f"/{path.name}", name=path.name)(_page(path))
    app.mount("/src", StaticFiles(directory=WEB / "src"))
    for clip in sorted(SAMPLES.glob("*.mp4")):
        app.get(f"/samples/{clip.name}", name=clip.name)(_page(clip))


def _page(path: Path) -> Any:
    async def page() -> FileResponse:
        return FileResponse(path)

    return page


def _warm_up(make: EstimatorMaker, model: str) -> None:
    """Check and load the model once, so that the first set does not wait for it."""
    try:
        estimator: PoseEstimator = make(model)
    except ModelError as error:
        log.error("%s", error)
        return
    estimator.close()


def _is_there(model: str) -> bool:
    try:
        model_path(model)
    except ModelError:
        return False
    return True


def _exercise(exercise: Exercise) -> ExerciseInfo:
    return ExerciseInfo(
        name=exercise.name,
        title=exercise.title,
        kind=exercise.kind,
        views=sorted(exercise.views),
        best_view=best_view(exercise),
        setup_help=exercise.setup_help,
        rules=[_rule(rule) for rule in rules_of(exercise.name).values()],
    )


def _rule(rule: Rule) -> RuleInfo:
    bands = [
        BandInfo(
            fault=band.fault,
            limit=band.limit,
            poor=band.poor,
            error=band.error,
            unit=band.unit,
            source_kind=band.source.kind,
            source=band.source.text,
            internal=rule.cues[band.fault].internal,
            external=rule.cues[band.fault].external,
            muscle=rule.cues[band.fault].muscle,
        )
        for band in rule.bands
    ]
    return RuleInfo(
        id=rule.id,
        title=rule.title,
        judges=rule.judges,
        views=sorted(rule.views),
        best_view=rule.best_view,
        bands=bands,
    )


def _sample(path: Path) -> SampleInfo:
    exercise: str | None = None
    truth = path.with_suffix(".truth.json")
    if truth.is_file():
        exercise = json.loads(truth.read_bytes()).get("exercise")
    known = exercise if exercise in load_exercises() else None
    return SampleInfo(name=path.stem, url=f"/samples/{path.name}", exercise=known)


def _http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": str(error.detail)}, error.status_code, headers=error.headers)


def _invalid(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    return JSONResponse({"error": f"{'.'.join(map(str, first['loc']))}: {first['msg']}"}, 422)


def _not_found(_: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"error": str(error)}, 404)
