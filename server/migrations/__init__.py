"""Alembic migrations; `server.store` runs them when a database is opened."""
