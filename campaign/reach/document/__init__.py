"""An official report before it has a form: sections, sentences, tables and charts, from the figures and nothing else.

Word, Excel, PDF and the page print this one structure, so no figure is worked out twice.
"""

from campaign.reach.document.compose import compose
from campaign.reach.document.parts import Annex, Block, Cell, Column, Document, Section, Table

__all__ = ["Annex", "Block", "Cell", "Column", "Document", "Section", "Table", "compose"]
