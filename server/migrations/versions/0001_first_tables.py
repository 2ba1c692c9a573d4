"""The first tables."""

import sqlalchemy as sa
from alembic import op

from server.schema import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQLITE, POSTGRESQL = sa.text("flagged = 1"), sa.text("flagged")
QUEUE = {
    "athlete": ["athlete_name", "rank", "id"],
    "exercise": ["exercise", "rank", "id"],
    "newest": ["captured_at", "id"],
    "of_athlete": ["athlete_id", "rank", "id"],
    "of_athlete_newest": ["athlete_id", "captured_at", "id"],
    "rule": ["rule", "rank", "id"],
    "severity": ["rank", "id"],
    "unreviewed": ["review_count", "rank", "id"],
    "unreviewed_athlete": ["review_count", "athlete_name", "rank", "id"],
    "unreviewed_exercise": ["review_count", "exercise", "rank", "id"],
    "unreviewed_newest": ["review_count", "captured_at", "id"],
    "unreviewed_rule": ["review_count", "rule", "rank", "id"],
}


def _key() -> tuple[sa.Column[int], sa.Column[str]]:
    return sa.Column("id", sa.Integer(), nullable=False), sa.Column("uid", sa.String(32), nullable=False)


def upgrade() -> None:
    """Make them."""
    op.create_table(
        "athletes",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        *_key(),
        sa.PrimaryKeyConstraint("id", name="pk_athletes"),
        sa.UniqueConstraint("name", name="uq_athletes_name"),
        sa.UniqueConstraint("uid", name="uq_athletes_uid"),
    )
    op.create_table(
        "band_overrides",
        sa.Column("rule", sa.String(200), nullable=False),
        sa.Column("fault", sa.String(200), nullable=False),
        sa.Column("limit", sa.Double(), nullable=False),
        sa.Column("athlete_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(200), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(200), nullable=True),
        *_key(),
        sa.ForeignKeyConstraint(["athlete_id"], ["athletes.id"], name="fk_band_overrides_athlete_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_band_overrides"),
        sa.UniqueConstraint("uid", name="uq_band_overrides_uid"),
    )
    op.create_index("ix_band_overrides_athlete_id", "band_overrides", ["athlete_id"])
    op.create_table(
        "sessions",
        sa.Column("athlete_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(200), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("exercise", sa.String(200), nullable=True),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("view", sa.String(200), nullable=False),
        sa.Column("fps", sa.Double(), nullable=False),
        sa.Column("duration_s", sa.Double(), nullable=False),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("frames_with_pose", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("driver", sa.String(200), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("report_file", sa.String(200), nullable=False),
        sa.Column("recording_file", sa.String(200), nullable=False),
        sa.Column("media_file", sa.String(200), nullable=True),
        sa.Column("set_id", sa.String(200), nullable=True),
        sa.Column("captured_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        *_key(),
        sa.ForeignKeyConstraint(["athlete_id"], ["athletes.id"], name="fk_sessions_athlete_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.UniqueConstraint("uid", name="uq_sessions_uid"),
        sa.UniqueConstraint("set_id", name="uq_sessions_set_id"),
    )
    op.create_index("ix_sessions_athlete_id", "sessions", ["athlete_id"])
    op.create_index("ix_sessions_captured_at", "sessions", ["captured_at"])
    op.create_index("ix_sessions_media_file", "sessions", ["media_file"])
    op.create_index("ix_sessions_recording_file", "sessions", ["recording_file"])
    op.create_table(
        "cues",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("t", sa.Double(), nullable=False),
        sa.Column("rule", sa.String(200), nullable=False),
        sa.Column("fault", sa.String(200), nullable=False),
        sa.Column("focus", sa.String(200), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("muscle", sa.String(200), nullable=False),
        *_key(),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_cues_session_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_cues"),
        sa.UniqueConstraint("uid", name="uq_cues_uid"),
    )
    op.create_index("ix_cues_session_id", "cues", ["session_id"])
    op.create_table(
        "jobs",
        sa.Column("kind", sa.String(200), nullable=False),
        sa.Column("state", sa.String(200), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_file", sa.String(200), nullable=True),
        sa.Column("athlete_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("captured_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        *_key(),
        sa.ForeignKeyConstraint(["athlete_id"], ["athletes.id"], name="fk_jobs_athlete_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_jobs_session_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("uid", name="uq_jobs_uid"),
    )
    op.create_index("ix_jobs_athlete_id", "jobs", ["athlete_id"])
    op.create_index("ix_jobs_media_file", "jobs", ["media_file"])
    op.create_index("ix_jobs_session_id", "jobs", ["session_id"])
    op.create_index("ix_jobs_state", "jobs", ["state"])
    op.create_table(
        "reps",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("athlete_id", sa.Integer(), nullable=True),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("exercise", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(200), nullable=False),
        sa.Column("side", sa.String(200), nullable=True),
        sa.Column("t_start", sa.Double(), nullable=False),
        sa.Column("t_turn", sa.Double(), nullable=False),
        sa.Column("t_end", sa.Double(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("view", sa.String(200), nullable=False),
        sa.Column("phases", sa.JSON(), nullable=False),
        *_key(),
        sa.ForeignKeyConstraint(["athlete_id"], ["athletes.id"], name="fk_reps_athlete_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_reps_session_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_reps"),
        sa.UniqueConstraint("session_id", "index", name="uq_reps_session_id_index"),
        sa.UniqueConstraint("uid", name="uq_reps_uid"),
    )
    op.create_index("ix_reps_athlete_id_exercise_score", "reps", ["athlete_id", "exercise", "score"])
    op.create_table(
        "comments",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("rep_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("t", sa.Double(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        *_key(),
        sa.ForeignKeyConstraint(["rep_id"], ["reps.id"], name="fk_comments_rep_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_comments_session_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sa.UniqueConstraint("uid", name="uq_comments_uid"),
    )
    op.create_index("ix_comments_rep_id", "comments", ["rep_id"])
    op.create_index("ix_comments_session_id", "comments", ["session_id"])
    op.create_table(
        "drawings",
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("rep_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("t", sa.Double(), nullable=False),
        sa.Column("shapes", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        *_key(),
        sa.ForeignKeyConstraint(["rep_id"], ["reps.id"], name="fk_drawings_rep_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_drawings_session_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_drawings"),
        sa.UniqueConstraint("uid", name="uq_drawings_uid"),
    )
    op.create_index("ix_drawings_rep_id", "drawings", ["rep_id"])
    op.create_index("ix_drawings_session_id", "drawings", ["session_id"])
    op.create_table(
        "findings",
        sa.Column("rep_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("athlete_id", sa.Integer(), nullable=True),
        sa.Column("athlete_name", sa.String(200), nullable=False),
        sa.Column("exercise", sa.String(200), nullable=False),
        sa.Column("captured_at", UtcDateTime(), nullable=False),
        sa.Column("rule", sa.String(200), nullable=False),
        sa.Column("grade", sa.String(200), nullable=False),
        sa.Column("flagged", sa.Boolean(), nullable=False),
        sa.Column("fault", sa.String(200), nullable=True),
        sa.Column("judged", sa.String(200), nullable=True),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("limit", sa.Double(), nullable=True),
        sa.Column("error", sa.Double(), nullable=True),
        sa.Column("unit", sa.String(200), nullable=False),
        sa.Column("severity", sa.Double(), nullable=False),
        sa.Column("rank", sa.Double(), nullable=False),
        sa.Column("t_worst", sa.Double(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("view", sa.String(200), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("bands", sa.Text(), nullable=False),
        sa.Column("landmarks", sa.JSON(), nullable=False),
        sa.Column("episodes", sa.JSON(), nullable=False),
        sa.Column("measures", sa.JSON(), nullable=False),
        sa.Column("review_count", sa.Integer(), nullable=False),
        *_key(),
        sa.ForeignKeyConstraint(["athlete_id"], ["athletes.id"], name="fk_findings_athlete_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["rep_id"], ["reps.id"], name="fk_findings_rep_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name="fk_findings_session_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
        sa.UniqueConstraint("rep_id", "rule", name="uq_findings_rep_id_rule"),
        sa.UniqueConstraint("uid", name="uq_findings_uid"),
    )
    op.create_index("ix_findings_session_id", "findings", ["session_id"])
    for name, columns in QUEUE.items():
        op.create_index(f"ix_queue_{name}", "findings", columns, sqlite_where=SQLITE, postgresql_where=POSTGRESQL)
    op.create_table(
        "missed_faults",
        sa.Column("rep_id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(200), nullable=False),
        sa.Column("fault", sa.String(200), nullable=False),
        sa.Column("coach", sa.String(200), nullable=False),
        sa.Column("t", sa.Double(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("limit", sa.Double(), nullable=True),
        sa.Column("view", sa.String(200), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("bands", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        *_key(),
        sa.ForeignKeyConstraint(["rep_id"], ["reps.id"], name="fk_missed_faults_rep_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_missed_faults"),
        sa.UniqueConstraint("rep_id", "rule", "fault", "coach", name="uq_missed_faults_rep_id_rule_fault_coach"),
        sa.UniqueConstraint("uid", name="uq_missed_faults_uid"),
    )
    op.create_index("ix_missed_faults_rule", "missed_faults", ["rule"])
    op.create_table(
        "tags",
        sa.Column("rep_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        *_key(),
        sa.ForeignKeyConstraint(["rep_id"], ["reps.id"], name="fk_tags_rep_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_tags"),
        sa.UniqueConstraint("rep_id", "name", name="uq_tags_rep_id_name"),
        sa.UniqueConstraint("uid", name="uq_tags_uid"),
    )
    op.create_index("ix_tags_name", "tags", ["name"])
    op.create_table(
        "reviews",
        sa.Column("finding_id", sa.Integer(), nullable=False),
        sa.Column("coach", sa.String(200), nullable=False),
        sa.Column("verdict", sa.String(200), nullable=False),
        sa.Column("reason", sa.String(200), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("fault", sa.String(200), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("limit", sa.Double(), nullable=True),
        sa.Column("view", sa.String(200), nullable=False),
        sa.Column("model", sa.String(200), nullable=False),
        sa.Column("bands", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        *_key(),
        sa.CheckConstraint("verdict IN ('agree', 'disagree')", name="ck_reviews_verdict"),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name="fk_reviews_finding_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.UniqueConstraint("finding_id", "coach", name="uq_reviews_finding_id_coach"),
        sa.UniqueConstraint("uid", name="uq_reviews_uid"),
    )
    op.create_index("ix_reviews_coach", "reviews", ["coach"])
