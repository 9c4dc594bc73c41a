"""Templates by language: every value is escaped, whatever the template is called."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from campaign.sentences.said import LOCALE, say
from campaign.sentences.template import chosen
from campaign.web.sentences import marked

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context

    from campaign.web.statics import StaticFiles


class Pages:
    """Renders ``templates/`` with the catalogues of the sentences. Compiles a template when it is first asked for."""

    def __init__(self, folder: Path, static_files: StaticFiles) -> None:
        self.folder = folder
        self.static_files = static_files
        self.environment = cache(self._environment)

    def render(self, language: str, template: str, values: dict[str, Any]) -> str:
        """One page or fragment as text."""
        return self.environment(language).get_template(template).render(language=language, **values)

    def translate(self, language: str, sentence: str) -> str:
        """A sentence of ours in ``language``; one that no catalogue knows stays as it is."""
        return say(sentence, language)

    def said(self, language: str, sentence: str) -> Markup:
        """The same for a page: what stays Vietnamese on a page of another language is marked as such."""
        return marked(sentence, language)

    def _environment(self, language: str) -> Environment:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        from campaign.web import language as words

        environment = Environment(
            loader=FileSystemLoader(self.folder / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.i18n"],
        )
        environment.install_gettext_translations(self._translations(language), newstyle=True)  # type: ignore[attr-defined]
        environment.globals["gettext"] = self._gettext(language)
        environment.filters["day"] = lambda day: words.write_day(day, language)
        environment.filters["month"] = lambda day: words.write_month(day, language)
        environment.filters["weekday"] = lambda day: words.write_weekday(day, language)
        environment.filters["short_day"] = lambda day: words.write_short_day(day, language)
        environment.filters["said"] = lambda sentence: marked(sentence, language)
        environment.filters["word"] = lambda sentence: say(sentence or "", language)
        environment.filters["time"] = words.write_time
        environment.filters["second"] = words.write_second
        environment.filters["moment"] = lambda moment, zone: words.write_moment(moment, zone, language)
        environment.filters["number"] = lambda number: words.write_number(number, language)
        environment.globals["static"] = self.static_files.url
        environment.globals["icon"] = self._icon
        return environment

    def _gettext(self, language: str) -> Any:
        """As Jinja's own, and one of two words by a number: ``%(n)s {n|post|posts}``."""
        from jinja2 import pass_context

        known = self._translations(language)

        @pass_context
        def gettext(context: Context, sentence: str, /, **held: Any) -> str:
            text = chosen(known.ugettext(sentence), held)
            return (Markup(text) if context.eval_ctx.autoescape else text) % held  # noqa: S704  (as Jinja's)

        return gettext

    def _translations(self, language: str) -> Any:
        from campaign.web.language import translations

        return translations(LOCALE, language)

    def _icon(self, name: str) -> Markup:
        """A glyph of the sprite; the word beside it says what it means, so it is hidden from screen readers."""
        address = escape(f"{self.static_files.url('vendor/lucide/sprite.svg')}#{name}")
        return Markup('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>').format(address)
