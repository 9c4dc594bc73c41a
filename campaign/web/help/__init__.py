"""Help where it is needed: a short page made from the editors' guide, and the list of keys."""
