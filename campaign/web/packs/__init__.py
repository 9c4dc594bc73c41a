"""Packs on the pages: choose one, choose items, look at what it will hold, take it; and bring back what came of it."""
