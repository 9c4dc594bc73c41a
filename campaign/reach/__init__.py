"""Figures, as platforms gave them: appended, marked, never invented."""
