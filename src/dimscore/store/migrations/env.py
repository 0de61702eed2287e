"""How Alembic reaches the store; `Store.migrate` hands it the open connection."""

from __future__ import annotations

from alembic import context

from dimscore.store.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    user_module_prefix="",
)
context.run_migrations()
