"""Which limits set by coaches are in force."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session as Db

from server.schema import BandOverride
from vision.rule import load_rules

Overrides = dict[str, dict[str, float]]


def overrides_for(db: Db, athlete_id: int | None) -> Overrides:
    """Limits in force for an athlete (None = for nobody in particular), as `SessionSettings.bands` takes them.

    Limits of rules that are gone are left out, so that an update of Formcue stops no analysis.
    """
    rules = load_rules()
    known = {(key, band.fault) for key, rule in rules.items() for band in rule.bands}
    bands: Overrides = {}
    for row in in_force_for(db, athlete_id).values():
        if (row.rule, row.fault) in known:
            bands.setdefault(row.rule, {})[row.fault] = row.limit
    return bands


def in_force_for(db: Db, athlete_id: int | None) -> dict[tuple[str, str], BandOverride]:
    """The override in force by rule and fault: the athlete's own before the one for all, the newest before older ones."""
    mine = or_(BandOverride.athlete_id.is_(None), BandOverride.athlete_id == athlete_id)
    query = select(BandOverride).where(BandOverride.ended_at.is_(None), mine)
    rows = sorted(db.scalars(query), key=lambda row: (row.athlete_id is not None, row.id))
    return {(row.rule, row.fault): row for row in rows}
