"""The tables of the practice around the sets."""

import sqlalchemy as sa
from alembic import op

from server.schema import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _key() -> tuple[sa.Column[int], sa.Column[str]]:
    return sa.Column("id", sa.Integer(), nullable=False), sa.Column("uid", sa.String(32), nullable=False)


def _run(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    reference = sa.ForeignKeyConstraint(["run_id"], ["plan_runs.id"], name=f"fk_{table}_run_id", ondelete="SET NULL")
    return sa.Column("run_id", sa.Integer(), nullable=True), reference


def upgrade() -> None:
    """From 0001 to 0002."""
    op.create_table(
        "plan_runs",
        sa.Column("plan", sa.String(200), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        *_key(),
        sa.PrimaryKeyConstraint("id", name="pk_plan_runs"),
        sa.UniqueConstraint("uid", name="uq_plan_runs_uid"),
    )
    op.create_table(
        "body_scans",
        sa.Column("position", sa.String(200), nullable=False),
        sa.Column("short", sa.Boolean(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        *_run("body_scans"),
        *_key(),
        sa.PrimaryKeyConstraint("id", name="pk_body_scans"),
        sa.UniqueConstraint("uid", name="uq_body_scans_uid"),
    )
    op.create_table(
        "check_ins",
        sa.Column("set_id", sa.String(200), nullable=True),
        sa.Column("exercise", sa.String(200), nullable=False),
        sa.Column("target", sa.String(200), nullable=False),
        sa.Column("muscle", sa.String(200), nullable=False),
        sa.Column("felt", sa.String(200), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("effort", sa.Integer(), nullable=False),
        sa.Column("reps", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("scored", sa.Integer(), nullable=True),
        sa.Column("clean", sa.Integer(), nullable=True),
        sa.Column("load_percent", sa.Double(), nullable=True),
        sa.Column("suggestion", sa.String(200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        *_run("check_ins"),
        *_key(),
        sa.PrimaryKeyConstraint("id", name="pk_check_ins"),
        sa.UniqueConstraint("uid", name="uq_check_ins_uid"),
    )
    for table, column in (
        ("plan_runs", "started_at"),
        ("body_scans", "run_id"),
        ("body_scans", "at"),
        ("check_ins", "run_id"),
        ("check_ins", "set_id"),
        ("check_ins", "exercise"),
        ("check_ins", "at"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])
