"""The Alembic environment of the host and of every plugin: runs on the connection that ``toolbox_core.migrate`` gives.

The caller has already begun the transaction and holds the lock, so a step that fails is rolled back whole.
"""

from alembic import context

attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    version_table=attributes["version_table"],
    target_metadata=attributes["metadata"],
    render_as_batch=attributes["connection"].dialect.name == "sqlite",
    transactional_ddl=True,
    on_version_apply=attributes.get("on_version_apply"),
)
with context.begin_transaction():
    context.run_migrations()
