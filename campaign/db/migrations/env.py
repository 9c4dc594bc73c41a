"""Alembic's entry: the connection comes from ``campaign.db.schema``, never from an ini file."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import campaign.models  # noqa: F401

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
