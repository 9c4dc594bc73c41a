"""Bringing a table of items in: its columns, a preview, every mistake at its row, then all of it or nothing."""
