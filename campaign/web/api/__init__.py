"""``/api/v1``: what the pages do, for programs. The same desk, the same roles, the same JSON as the commands."""
