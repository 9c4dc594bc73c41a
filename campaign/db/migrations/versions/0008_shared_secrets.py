"""Secrets that belong to an account, not to one channel of it.

Zalo's channels have to be connected anew: of two channels that named one account only one can hold the pair of tokens
that still works, and which one is not written anywhere.
"""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("credential") as credential:
        credential.drop_constraint(op.f("fk_credential_channel_key_channel"), type_="foreignkey")
    op.execute("DELETE FROM credential WHERE channel_key IN (SELECT key FROM channel WHERE platform = 'zalo')")
    op.execute("UPDATE channel SET connected_at = NULL, token_expires_at = NULL WHERE platform = 'zalo'")


def downgrade() -> None:
    raise NotImplementedError("Schemas only go forward; a backup goes back.")
