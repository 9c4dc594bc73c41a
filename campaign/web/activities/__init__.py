"""Work that no API sees: its list, the form, tables, counts for targets, and returns of units."""
