"""Composition: puts the rooms together into a running program."""
