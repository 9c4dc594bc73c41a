"""How Vietnamese text is said: numbers, dates, abbreviations, addresses in words, for whoever reads aloud. Pure."""

from campaign.packs.voice.reading import read_aloud

__all__ = ["read_aloud"]
