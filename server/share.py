"""One HTML file with chosen reps, their clips, drawings and words, that opens without a network and without scripts."""

import base64
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any, Final

from fastapi import Response
from fastapi.routing import APIRouter
from jinja2 import Environment, PackageLoader
from sqlalchemy import select
from sqlalchemy.orm import Session as Db

from server.media import Media
from server.pictures import CachedPictures
from server.plain_errors import api_router
from server.report_words import amount, clock, limit_words, plain, title
from server.review_requests import ShareRequest
from server.review_rows import judged, rule_titles
from server.schema import Comment, Drawing, Finding, Rep, now
from server.sessions import found_rep, pictures_of
from vision.video import encode_jpeg, reduced

STILL_SIDE: Final = 720
COLOUR: Final = "#ff8440"


@dataclass(frozen=True, slots=True)
class Still:
    """A picture as a data URL, its size, and shapes to lay over it (SVG attributes in picture pixels)."""

    url: str
    width: int
    height: int
    t: str
    shapes: list[dict[str, Any]]
    author: str = ""


def share_page(db: Db, media: Media, asked: ShareRequest) -> str:
    """The whole file. 404 where a rep is not there."""
    reps = [found_rep(db, number) for number in dict.fromkeys(asked.rep_ids)]
    shown = [_rep(db, media, rep, asked) for rep in reps]
    names = list(dict.fromkeys(rep.session.athlete.name for rep in reps if rep.session.athlete))
    environment = Environment(loader=PackageLoader("server"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template("share.html.j2").render(
        title=asked.title or (f"For {', '.join(names)}" if names else "Your reps"),
        intro=asked.intro,
        reps=shown,
        made=f"{now():%Y-%m-%d}",
    )


def _rep(db: Db, media: Media, rep: Rep, asked: ShareRequest) -> dict[str, Any]:
    pictures = pictures_of(media, rep.session)
    findings = list(db.scalars(select(Finding).where(Finding.rep_id == rep.id).order_by(Finding.rank)))
    within = rep.t_start - 1.0, rep.t_end + 1.0
    drawings, comments = [], []
    if asked.drawings:
        query = select(Drawing).where(Drawing.session_id == rep.session_id, Drawing.t.between(*within))
        drawings = [_still(pictures, drawing) for drawing in db.scalars(query.order_by(Drawing.t))]
    if asked.comments:
        words = select(Comment).where(Comment.session_id == rep.session_id, Comment.t.between(*within)).order_by(Comment.t)
        comments = [{"t": clock(row.t), "author": row.author, "text": row.text} for row in db.scalars(words)]
    worst = next((finding for finding in findings if finding.flagged), None)
    return {
        "heading": f"{title(rep.exercise)}, {rep.kind} {rep.index}" + (f", {rep.side} leg" if rep.side else ""),
        "when": f"{rep.session.captured_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        "words": asked.words.get(rep.id, ""),
        "clip": _data_url(_clip(pictures, rep, asked.skeleton), "video/webm") if asked.clips else None,
        "worst": _data_url(pictures.thumbnail(judged(worst)), "image/jpeg") if worst else None,
        "worst_alt": _sentence(worst) if worst else "",
        "findings": [_finding(finding) for finding in findings],
        "drawings": drawings,
        "comments": comments,
    }


def _clip(pictures: CachedPictures, rep: Rep, skeleton: bool) -> Path:
    return pictures.clip(rep.t_start, rep.t_end, skeleton=skeleton)[0]


def _finding(finding: Finding) -> dict[str, Any]:
    name = rule_titles().get(finding.rule, title(finding.rule))
    if finding.grade == "not_scored":
        return {"title": name, "text": f"not scored: {finding.reason}", "flagged": False}
    return {"title": name, "text": _sentence(finding), "flagged": finding.flagged}


def _sentence(finding: Finding) -> str:
    value = judged(finding)
    said = plain(finding.fault) if finding.fault else "inside the limit"
    return f"{said}: {amount(value.value, value.unit)}, {limit_words(value)}"


def _still(pictures: CachedPictures, drawing: Drawing) -> Still:
    _, image = pictures.frame(drawing.t, skeleton=False)
    image = reduced(image, STILL_SIDE)
    height, width = image.shape[:2]
    url = "data:image/jpeg;base64," + base64.b64encode(encode_jpeg(image)).decode()
    shapes = [_shape(shape, width, height) for shape in drawing.shapes]
    return Still(url, width, height, clock(drawing.t), shapes, drawing.author)


def _shape(shape: dict[str, Any], width: int, height: int) -> dict[str, Any]:
    """A drawn shape in picture pixels. The numbers were checked when they came in; they are numbers here too."""
    points = [(round(float(x) * width, 1), round(float(y) * height, 1)) for x, y in shape["points"]]
    return {
        "points": " ".join(f"{x},{y}" for x, y in points),
        "arrow": shape["type"] == "arrow",
        "colour": shape.get("colour") or COLOUR,
        "width": float(shape.get("width") or 4.0),
        "text": shape.get("text") or "",
        "at": points[len(points) // 2],
    }


def _data_url(path: Path, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"


def routes(media: Media) -> APIRouter:
    """The endpoint that makes the file."""
    router = api_router()

    @router.post("/share")
    def share(asked: ShareRequest) -> Response:
        with media.store.read() as db:
            page = share_page(db, media, asked)
        headers = {"Content-Disposition": f'attachment; filename="formcue-{now():%Y%m%d-%H%M%S}.html"'}
        return Response(page, media_type="text/html; charset=utf-8", headers=headers)

    return router
