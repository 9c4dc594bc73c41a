"""The campaign program: items from a library go out on a calendar to channels, each exactly once."""

__version__ = "0.1.0"
