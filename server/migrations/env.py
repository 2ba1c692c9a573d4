"""What Alembic runs; `server.store` hands over the connection."""

from alembic import context

from server.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
context.run_migrations()
