"""A room's sentence on a page: in the page's language, its Vietnamese parts marked for screen readers."""

from __future__ import annotations

from markupsafe import Markup, escape

from campaign.sentences.said import WRITTEN_IN, Part, parts

_VIETNAMESE = frozenset("àáâãèéêìíòóôõùúýăđĩũơưÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐĨŨƠƯ") | {chr(at) for at in range(0x1EA0, 0x1EFA)}


def marked(sentence: str | None, language: str) -> Markup:
    """Escaped. WCAG 2.2, 3.1.2: https://www.w3.org/WAI/WCAG22/Understanding/language-of-parts"""
    if isinstance(sentence, Markup):
        return sentence
    if not sentence:
        return Markup("")
    if language == WRITTEN_IN:
        return escape(sentence)
    return Markup("").join(_stretch(part) for part in parts(str(sentence), language))


def _stretch(part: Part) -> Markup:
    if part.kept and not _VIETNAMESE.isdisjoint(part.text):
        return Markup('<span lang="{}">{}</span>').format(WRITTEN_IN, part.text)
    return escape(part.text)
