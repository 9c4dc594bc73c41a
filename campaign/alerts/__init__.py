"""What a person must hear, derived from rows, and told. Nobody calls this room but the clock and the watchman."""
