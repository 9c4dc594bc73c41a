"""What stands in an archive: the page of contents that it is checked against."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

SHA256 = r"^[0-9a-f]{64}$"

MANIFEST = "manifest.json"
DATABASE = "campaign.db"
KEY = "secret.key"
MEDIA = "media/"
WORKSPACE = "workspace/"

LAST_BACKUP = "last_backup_at"
"""The fact that an archive was written; its place is its value."""


class Listed(BaseModel):
    """One file of the archive."""

    model_config = ConfigDict(extra="forbid")
    name: str
    sha256: str = Field(pattern=SHA256)
    size: int = Field(ge=0)


class ListedMedia(BaseModel):
    """One stored media file. ``contained`` false: only named; a daily archive leaves the bytes where they are."""

    model_config = ConfigDict(extra="forbid")
    sha256: str = Field(pattern=SHA256)
    size: int = Field(ge=0)
    contained: bool


class ListedTable(BaseModel):
    """``campaign.upkeep.tables.Extent`` of one table."""

    model_config = ConfigDict(extra="forbid")
    count: int = Field(ge=0)
    digest: str


class Manifest(BaseModel):
    """``manifest.json``: version 1 of the format."""

    model_config = ConfigDict(extra="forbid")
    format: Literal[1] = 1
    program: str
    schema_revision: str = Field(pattern=r"^[0-9]{4}$")
    made_at: datetime
    database_kind: Literal["sqlite", "postgresql"]
    """Where the rows came from; in the archive they are a SQLite file in any case."""
    database: Listed
    tables: dict[str, ListedTable]
    media: list[ListedMedia]
    files: list[Listed]
    """The workspace's own files, and the key where it was asked for."""

    def listed(self) -> dict[str, Listed]:
        """Every file that the archive must hold beside this one, by its name there."""
        media = [
            Listed(name=media_name(one.sha256), sha256=one.sha256, size=one.size) for one in self.media if one.contained
        ]
        return {one.name: one for one in (self.database, *self.files, *media)}


def media_name(sha256: str) -> str:
    """Where a media file stands in an archive."""
    return f"{MEDIA}{sha256[:2]}/{sha256}"
