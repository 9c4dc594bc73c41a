"""Who reports to whom, under which signs: the frame of an official report, as data.

What the plan's ``[[report]]`` leaves out follows from its units and deadlines; what follows from nothing stays open as
dots, to be written in by hand. No person is ever named.
"""

from __future__ import annotations

from typing import Any

from campaign.workspace.plan import Letterhead, Plan

OPEN = "…"


def letterhead(plan: Plan, unit: str) -> dict[str, Any]:
    """``{superior, body, symbol, place, to: [...], copies: [...], signatory}`` of ``unit``'s report (empty: all)."""
    said = next((each for each in plan.letterheads if each.unit == unit), None) or Letterhead()
    reports = unit or next((each.id for each in plan.units if each.role == "coordinator"), "")
    names = {each.id: each.name for each in plan.units}
    to = [due.to_unit for due in plan.deadlines if reports in due.from_units and due.to_unit]
    readers = said.readers or [names[each] for each in dict.fromkeys(to) if each in names]
    return {
        "superior": said.superior or plan.about.issuer or OPEN,
        "body": said.body or names.get(reports, OPEN),
        "symbol": said.symbol or "BC-" + OPEN,
        "place": said.place or OPEN,
        "to": readers,
        "copies": said.copies or [*(["Như trên"] if readers else []), "Lưu: VT."],
        "signatory": said.signatory or "THỦ TRƯỞNG ĐƠN VỊ",
    }
