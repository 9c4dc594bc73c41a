"""The library: search, filters, what is done with many items, and one item with all its uses."""
