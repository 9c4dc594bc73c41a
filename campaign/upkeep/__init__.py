"""Backup and restore, the move to PostgreSQL, new keys, and the doctor: what keeps an installation alive."""
