"""The official report as a Word file, by a template that the clerk may edit (docxtpl: https://docxtpl.readthedocs.io/).

A unit's own form is ``reports/<unit>.docx`` in the workspace, ``reports/all.docx`` for all units together; else the
program's, in the form of Decree 30/2020/NĐ-CP. A template is run in Jinja's sandbox and sees only the document.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from campaign.errors import Mistake
from campaign.reach.document import Document
from campaign.reach.document.plain import as_plain
from campaign.reach.pictures import pictures
from campaign.rendering.steady import steady

WIDTH_MM = 145
"""Of a chart: a little less than the text."""
FOR_ALL = "all"


def own_template(workspace: Path, unit: str) -> Path | None:
    """The form that this workspace has for a unit (empty: all of them), if it has one."""
    for name in (unit or FOR_ALL, FOR_ALL):
        file = workspace / "reports" / f"{name}.docx"
        if file.is_file():
            return file
    return None


def as_docx(document: Document, template: Path | None = None) -> bytes:
    """Raises Mistake for a template of one's own that cannot be filled in."""
    if template is not None:
        return _filled(document, template)
    with as_file(files("campaign.reach") / "templates" / "report.docx") as file:
        return _filled(document, file)


def _filled(document: Document, file: Path) -> bytes:
    from docx.opc.exceptions import PackageNotFoundError
    from docx.shared import Mm
    from docxtpl import DocxTemplate, InlineImage
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    drawn = pictures(document.charts.values(), "png")
    try:
        template = DocxTemplate(str(file))
        said = as_plain(document)
        said["pictures"] = {
            key: InlineImage(template, io.BytesIO(picture), width=Mm(WIDTH_MM)) for key, picture in drawn.items()
        } | {key: f"(Không vẽ được; số liệu ở phụ lục: {document.charts[key].title})"
             for key in document.charts if key not in drawn}  # fmt: skip
        environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
        template.render(said, jinja_env=environment, autoescape=True)
    except (TemplateError, PackageNotFoundError, KeyError, TypeError, ValueError) as wrong:
        raise Mistake(f"Không điền được mẫu {file.name}: {wrong}. Hãy sửa mẫu trong Word, hoặc bỏ tệp đó đi.") from None
    _describe(template.docx, drawn, said)
    _name(template.docx, said)
    _mark(template.docx, said["watermark"])
    out = io.BytesIO()
    template.save(out)
    return steady(out.getvalue())


def _describe(word: Any, drawn: Mapping[str, bytes], said: dict[str, Any]) -> None:
    """Alternative texts: a picture is known by its bytes, wherever the template put it."""
    of_picture = {picture: said["charts"][key] for key, picture in drawn.items()}
    for shape in word.inline_shapes:
        blip = shape._inline.graphic.graphicData.pic.blipFill.blip
        chart = of_picture.get(word.part.related_parts[blip.embed].blob)
        if chart:
            shape._inline.docPr.set("title", chart["title"])
            shape._inline.docPr.set("descr", chart["description"])


def _mark(word: Any, watermark: str) -> None:
    """A form of one's own may have forgotten it: no page goes without."""
    for section in word.sections if watermark else ():
        first = [section.first_page_header] if section.different_first_page_header_footer else []
        for header in (section.header, *first):
            if watermark not in " ".join(paragraph.text for paragraph in header.paragraphs):
                header.add_paragraph().add_run(watermark).bold = True


def _name(word: Any, said: dict[str, Any]) -> None:
    word.core_properties.title = said["subject"][:250]
    word.core_properties.author = said["letterhead"]["body"][:250]
