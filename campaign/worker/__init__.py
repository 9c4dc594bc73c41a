"""The clock of a running program."""
