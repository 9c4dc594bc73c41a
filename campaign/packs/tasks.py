"""Where what comes of a pack counts, unless a person says otherwise."""

from __future__ import annotations

from campaign.packs.places import task_for
from campaign.packs.table import PACKS
from campaign.workspace.plan import Plan


def usual_task(plan: Plan, pack: str) -> str:
    """The task item of the outlet that names the pack, else the first of the pack's own that the plan has; or ""."""
    return task_for(plan, pack) or next((task for task in PACKS[pack].tasks if task in plan.task_item_by_id), "")
