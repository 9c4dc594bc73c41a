"""Packs: what leaves the house for loudspeakers, walls, portals, telecoms, schools and stations, from chosen items."""
