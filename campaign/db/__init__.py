"""The database: one door for reading, one for writing, on SQLite and PostgreSQL alike."""

from campaign.db.database import Database

__all__ = ["Database"]
