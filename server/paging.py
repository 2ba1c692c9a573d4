"""Lists a page at a time: where a page ends is named by the sort key of its last row, so later pages cost no more.

All columns of an order run the same way: then one comparison of rows finds the place, and an index serves it.
"""

import base64
import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final, Generic, Literal, TypeVar

from fastapi import Depends, HTTPException, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from sqlalchemy import ColumnElement, Select, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm import Session as Db

from server.store import Store

COUNTED: Final = 10_000
"""Rows are counted up to here: nobody reads on, and counting all of them would cost more than the page."""
_EXPORT_ROWS: Final = 200
_CURSOR: Final = "expected a cursor from the page before, got another text; start at the first page"

Item = TypeVar("Item")
Items = Callable[[Db, list[Any]], Sequence[BaseModel]]
Limit = Annotated[int, Query(ge=1, le=200)]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of a list, and as what."""

    limit: Limit = 50
    cursor: Annotated[str | None, Query(max_length=2000)] = None
    format: Annotated[Literal["page", "csv", "json"], Query()] = "page"


Paging = Annotated[Wanted, Depends()]


class Page(BaseModel, Generic[Item]):
    """One page of a list. `next` is the cursor of the page after, null at the end; `more`: `total` stopped counting."""

    items: list[Item]
    next: str | None
    total: int
    more: bool


@dataclass(frozen=True, slots=True)
class Order:
    """Columns to sort by, most important first; the last is unique. None of them is ever null."""

    columns: tuple[InstrumentedAttribute[Any], ...]
    descending: bool = False

    def apply(self, query: Select[Any], *, backwards: bool = False) -> Select[Any]:
        """The query in this order, or in the opposite one."""
        down = self.descending is not backwards
        return query.order_by(*(column.desc() if down else column.asc() for column in self.columns))

    def after(self, key: Sequence[Any], *, backwards: bool = False) -> ColumnElement[bool]:
        """Rows that come after (before) the row with that sort key."""
        values = [literal(value, column.type) for value, column in zip(key, self.columns, strict=True)]
        down = self.descending is not backwards
        here = tuple_(*self.columns)
        return here < tuple_(*values) if down else here > tuple_(*values)

    def key(self, row: Any) -> list[Any]:
        """The sort key of a row."""
        return [getattr(row, column.key) for column in self.columns]


def listed(store: Store, query: Select[Any], order: Order, wanted: Wanted, *, name: str, items: Items) -> Any:
    """One page of a list, or all of it as a download; `items` turns rows into what is sent."""
    if wanted.format != "page":
        return download(_every(store, query, order, items), wanted.format, name)
    with store.read() as db:
        rows, following, total = _page(db, query, order, wanted)
        shown = {"items": items(db, rows), "next": following}
        return shown | {"total": min(total, COUNTED), "more": total > COUNTED}


def _page(db: Db, query: Select[Any], order: Order, wanted: Wanted) -> tuple[list[Any], str | None, int]:
    """(rows, cursor of the next page, rows counted). 400 for a broken cursor."""
    total = db.scalar(select(func.count()).select_from(query.order_by(None).limit(COUNTED + 1).subquery())) or 0
    paged = query.where(order.after(_decode(wanted.cursor, order))) if wanted.cursor else query
    rows = list(db.scalars(order.apply(paged).limit(wanted.limit + 1)).unique())
    following = _encode(order.key(rows[wanted.limit - 1])) if len(rows) > wanted.limit else None
    return rows[: wanted.limit], following, total


def _every(store: Store, query: Select[Any], order: Order, items: Items) -> Iterator[BaseModel]:
    """All items in order, loaded a few at a time; each few in a transaction of its own, so that a slow reader holds none."""
    key: list[Any] | None = None
    while True:
        with store.read() as db:
            paged = query if key is None else query.where(order.after(key))
            rows = list(db.scalars(order.apply(paged).limit(_EXPORT_ROWS)).unique())
            sent = items(db, rows)
            key = order.key(rows[-1]) if rows else None
        yield from sent
        if len(rows) < _EXPORT_ROWS:
            return


def only(query: Select[Any], wanted: dict[Any, Any]) -> Select[Any]:
    """The query with those columns equal to what is wanted, None = any."""
    for column, value in wanted.items():
        if value is not None:
            query = query.where(column == value)
    return query


def download(items: Iterable[BaseModel], kind: str, name: str) -> Response:
    """The items as a CSV or JSON file, sent while they are read."""
    text = _csv(items) if kind == "csv" else _json(items)
    media_type = "text/csv; charset=utf-8" if kind == "csv" else "application/json"
    return StreamingResponse(
        (part.encode() for part in text),
        media_type=media_type,
        headers={"Content-Disposition": f'attachment; filename="formcue-{name}.{kind}"'},
    )


def _json(items: Iterable[BaseModel]) -> Iterator[str]:
    yield "["
    for i, item in enumerate(items):
        yield (",\n" if i else "\n") + item.model_dump_json()
    yield "\n]\n"


def _csv(items: Iterable[BaseModel]) -> Iterator[str]:
    header = False
    for item in items:
        row = flat(item.model_dump(mode="json"))
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        if not header:
            writer.writerow(row)
            header = True
        writer.writerow(map(_cell, row.values()))
        yield buffer.getvalue()


def flat(item: dict[str, Any]) -> dict[str, Any]:
    """`{"athlete": {"id": 1}}` -> `{"athlete_id": 1}`; lists stay JSON. An athlete that is null keeps its columns."""
    row: dict[str, Any] = {}
    for name, value in item.items():
        if name == "athlete":
            row |= {"athlete_id": (value or {}).get("id"), "athlete_name": (value or {}).get("name")}
        elif isinstance(value, dict | list):
            row[name] = json.dumps(value, ensure_ascii=False)
        else:
            row[name] = value
    return row


def _cell(value: Any) -> Any:
    # https://owasp.org/www-community/attacks/CSV_Injection
    return "'" + value if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def _encode(key: list[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in key]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode()


def _decode(cursor: str, order: Order) -> list[Any]:
    try:
        plain = json.loads(base64.urlsafe_b64decode(cursor.encode()))
        wanted = [column.type.python_type for column in order.columns]
        if len(plain) != len(wanted):
            raise ValueError
        key = [datetime.fromisoformat(v) if w is datetime else w(v) for v, w in zip(plain, wanted, strict=True)]
    except (ValueError, TypeError) as error:
        raise HTTPException(400, _CURSOR) from error
    if any(isinstance(value, datetime) and value.tzinfo is None for value in key):
        raise HTTPException(400, _CURSOR)
    return key
