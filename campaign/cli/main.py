"""``campaign``: the commands of the contract, put together."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from campaign.cli import (
    activity,
    adopt,
    alerts,
    calendar,
    channels,
    content,
    editorial,
    export,
    feeds,
    post,
    rehearse,
    report,
    run_it,
    tables,
    tokens,
    upkeep,
    users,
)
from campaign.cli.output import complain
from campaign.errors import Mistake

app = typer.Typer(
    name="campaign",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Chiến dịch truyền thông: một thư viện, một lịch, nhiều kênh; mỗi bài lên kênh đúng một lần.",
)


@app.callback()
def common(
    context: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", help="Thư mục làm việc (mặc định: $CAMPAIGN_WORKSPACE, hoặc thư mục này)."),
    ] = None,
) -> None:
    """Options before the command."""
    context.obj = workspace


for room in (content, editorial, post, calendar, rehearse, run_it, adopt, tables, export, report, upkeep):
    room.add_to(app)
app.add_typer(channels.app, name="channel")
app.add_typer(activity.app, name="activity")
app.add_typer(feeds.app, name="feed")
app.add_typer(users.app, name="user")
app.add_typer(tokens.app, name="token")
app.add_typer(alerts.app, name="alerts")


def run() -> None:
    """Run the command line; a person's mistake is one sentence on stderr and exit 1."""
    try:
        app()
    except Mistake as mistake:
        complain(str(mistake))
        sys.exit(1)
    except BrokenPipeError:  # `campaign deliveries | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
