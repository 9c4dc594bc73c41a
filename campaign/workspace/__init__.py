"""A workspace: reads plan, channels, schedules and content; tells every mistake at once."""
