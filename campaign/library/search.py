"""Search over the library, with or without marks: the same answers in the same order on both databases.

SQLite: FTS5 (https://www.sqlite.org/fts5.html). PostgreSQL: three tsvector columns
(https://www.postgresql.org/docs/current/textsearch-controls.html). Every word of the question has to occur, the last
one may be unfinished.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Session

from campaign.library.fields import ItemFields
from campaign.library.words import folded, words_of
from campaign.models import Item, ItemText

MOST_WORDS = 12
"""Of a question; what comes after them is not looked at."""


@dataclass(frozen=True)
class Question:
    """What somebody typed, as words."""

    exact: tuple[str, ...]
    folded: tuple[str, ...]


def read_question(text: str) -> Question | None:
    """None where nothing in it is a word (``***``, an emoji)."""
    words = words_of(text)[:MOST_WORDS]
    return Question(tuple(words), tuple(filter(None, folded(words)))) if words else None


def keep(session: Session, item: Item, fields: ItemFields) -> None:
    """What the item says from now on. In the transaction of the revision that says it."""
    session.merge(_text(item, fields))
    session.flush()


def add(session: Session, said: Sequence[tuple[Item, ItemFields]]) -> None:
    """The same of items that are new: many in one statement."""
    session.add_all(_text(item, fields) for item, fields in said)
    session.flush()


def found(session: Session, question: Question) -> sa.CTE:
    """``item_id, rank``: every item that matches, of whatever unit and state; the higher ``rank`` goes first.

    The words as typed and side by side count most, then as typed, then with the last one unfinished; then the same
    without marks. Among equals those that have all the words in the title go first.
    """
    sqlite = session.get_bind().dialect.name == "sqlite"
    if not sqlite:
        session.execute(sa.text(_INDEX_IS_CHEAP))
    look, write = (_SQLITE, _fts5) if sqlite else (_POSTGRESQL, _tsquery)
    tests = _tests(question)
    cases = {title: [_case(look, test) for test in tests[:-1] if (test.where == "title") == title] for title in (0, 1)}
    sql = _RANKED.format(matching=look.format(test=tests[-1]), text=" ".join(cases[0]), title=" ".join(cases[1]))
    asked = sa.text(sql).bindparams(**{test.name: write(test) for test in tests})
    return asked.columns(sa.column("item_id", sa.Integer), sa.column("rank", sa.Integer)).cte("found")


_RANKED = """
SELECT item_id, CASE {text} ELSE 0 END + CASE {title} ELSE 0 END AS rank
FROM ({matching}) AS matching
"""
_SQLITE = "SELECT rowid AS item_id FROM search_words WHERE search_words MATCH :{test.name}"
_POSTGRESQL = "SELECT item_id FROM item_text WHERE search_words_{test.where} @@ to_tsquery('simple', :{test.name})"
_INDEX_IS_CHEAP = "SELECT set_config('random_page_cost', '1.1', true)"
"""For this transaction: the planner does not count what unpacking the words of every row costs, and would do that."""


def _case(look: str, test: _Test) -> str:
    return f"WHEN item_id IN ({look.format(test=test)}) THEN {test.rank}"


@dataclass(frozen=True)
class _Test:
    """One way to match. ``side_by_side``: as a phrase. ``unfinished``: the last word may go on."""

    rank: int
    where: Literal["exact", "folded", "title"]
    words: Sequence[str]
    side_by_side: bool = False
    unfinished: bool = False

    @property
    def name(self) -> str:
        """Of its parameter."""
        return f"{self.where}_{self.rank}"


def _tests(question: Question) -> list[_Test]:
    """The best first; the last one matches whatever any other does. Titles count for less than one step of the text."""
    several, marked = len(question.exact) > 1, question.exact != question.folded
    tests = [
        _Test(12, "exact", question.exact),
        _Test(9, "exact", question.exact, unfinished=True),
        _Test(3, "folded", question.folded),
        _Test(2, "title", question.folded),
        _Test(1, "title", question.folded, unfinished=True),
        _Test(0, "folded", question.folded, unfinished=True),
    ]
    if several:  # the dearest test, so it is made once: with marks where the question has any
        tests.insert(0 if marked else 2, _side_by_side(question, marked))
    return tests


def _side_by_side(question: Question, marked: bool) -> _Test:
    if marked:
        return _Test(15, "exact", question.exact, side_by_side=True, unfinished=True)
    return _Test(6, "folded", question.folded, side_by_side=True, unfinished=True)


_FTS5_COLUMNS = {"exact": "{title rest}", "folded": "{title_folded rest_folded}", "title": "{title_folded}"}


def _fts5(test: _Test) -> str:
    """Words hold letters and digits alone: in quotes nothing of them is read as syntax."""
    parts = [f'"{" ".join(test.words)}"'] if test.side_by_side else [f'"{word}"' for word in test.words]
    return f"{_FTS5_COLUMNS[test.where]} : ({' AND '.join(parts)}{' *' if test.unfinished else ''})"


def _tsquery(test: _Test) -> str:
    parts = [f"'{word}'" for word in test.words]
    return (" <-> " if test.side_by_side else " & ").join(parts) + (":*" if test.unfinished else "")


def _text(item: Item, fields: ItemFields) -> ItemText:
    title, rest = words_of(fields.title), words_of("\n".join((fields.summary, " ".join(fields.tags), fields.body)))
    return ItemText(
        item_id=item.id or 0,
        title=" ".join(title),
        rest=" ".join(rest),
        title_folded=" ".join(folded(title)),
        rest_folded=" ".join(folded(rest) + folded(words_of(item.slug))),
    )
