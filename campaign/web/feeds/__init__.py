"""The newsroom's own feeds: the list, the rules of each, and how asking it went."""
