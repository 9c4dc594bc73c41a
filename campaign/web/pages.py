"""Templates by language: every value is escaped, whatever the template is called."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from jinja2 import Environment

    from campaign.web.statics import StaticFiles


class Pages:
    """Renders ``templates/`` with the catalogues of ``locale/``. Compiles a template when it is first asked for."""

    def __init__(self, folder: Path, static_files: StaticFiles) -> None:
        self.folder = folder
        self.static_files = static_files
        self.environment = cache(self._environment)

    def render(self, language: str, template: str, values: dict[str, Any]) -> str:
        """One page or fragment as text."""
        return self.environment(language).get_template(template).render(language=language, **values)

    def translate(self, language: str, sentence: str) -> str:
        """A sentence of ours in ``language``; one that no catalogue knows stays as it is."""
        return str(self._translations(language).ugettext(sentence)) if sentence else ""

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
        environment.filters["day"] = lambda day: words.write_day(day, language)
        environment.filters["month"] = lambda day: words.write_month(day, language)
        environment.filters["weekday"] = lambda day: words.write_weekday(day, language)
        environment.filters["short_day"] = lambda day: words.write_short_day(day, language)
        environment.filters["time"] = words.write_time
        environment.filters["second"] = words.write_second
        environment.filters["moment"] = words.write_moment
        environment.filters["number"] = lambda number: words.write_number(number, language)
        environment.globals["static"] = self.static_files.url
        environment.globals["icon"] = self._icon
        return environment

    def _translations(self, language: str) -> Any:
        from campaign.web.language import translations

        return translations(self.folder / "locale", language)

    def _icon(self, name: str) -> Markup:
        """A glyph of the sprite; the word beside it says what it means, so it is hidden from screen readers."""
        address = escape(f"{self.static_files.url('vendor/lucide/sprite.svg')}#{name}")
        return Markup('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>').format(address)
