"""The host's migrations, and the one Alembic environment in which everybody's migrations run."""
