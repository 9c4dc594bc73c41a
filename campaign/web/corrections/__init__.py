"""Putting right what has been published: every place of an item in one dialog."""
