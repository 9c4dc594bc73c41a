"""Commands that run: the server, a worker, one tick, the sandbox, the demo."""

from __future__ import annotations

from typing import Annotated

import typer

from campaign.cli.output import complain
from campaign.cli.parts import database_of, settings_of
from campaign.errors import Mistake


def add_to(app: typer.Typer) -> None:
    for command in (serve, worker, tick, sandbox, demo):
        app.command()(command)


def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option("--host", help="Địa chỉ để nghe.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Cổng để nghe.")] = 8000,
) -> None:
    """Trang web, trang công khai, đồng hồ và bộ gửi trong một chương trình."""
    from campaign.app.open import start_log
    from campaign.app.serve import serve as run

    settings = settings_of(context)
    start_log(settings.log)
    run(settings, host, port, announce=lambda url: print(f"Đang chạy: {url}", flush=True))


def worker(
    context: typer.Context,
    concurrency: Annotated[int, typer.Option("--concurrency", min=1, max=256, help="Số bài gửi cùng lúc.")] = 32,
) -> None:
    """Đồng hồ và bộ gửi trên một máy nữa, không có trang web; cần PostgreSQL."""
    from campaign.app.worker import work

    if settings_of(context).is_sqlite:
        raise Mistake("worker cần PostgreSQL (CAMPAIGN_DATABASE_URL). Với SQLite, campaign serve đã làm cả việc này.")
    with database_of(context) as (settings, database):
        work(database, settings, concurrency)


def tick(context: typer.Context) -> None:
    """Làm mọi việc đến hạn lúc này, cho đến khi không còn gì đến hạn, rồi kết thúc."""
    from campaign.app.tick import tick_until_idle
    from campaign.db.instance_lock import InstanceLock

    with InstanceLock(settings_of(context).database_url), database_of(context) as (settings, database):
        tick_until_idle(database, settings)


def sandbox(
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Cổng để nghe.")] = 8900,
    faults: Annotated[
        str, typer.Option("--faults", help="Lỗi giả theo tỷ lệ, ví dụ lost=0.1,500-before=0.05,seed=7.")
    ] = "",
) -> None:
    """Nền tảng tập dượt: nhận bài như nền tảng thật và cho xem bức tường."""
    from campaign.sandbox.serve import run

    try:
        run(port, faults)
    except (ValueError, OSError) as error:
        raise Mistake(f"Không chạy được nền tảng tập dượt: {error}") from None


def demo(
    context: typer.Context,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Cổng của trang web.")] = 8000,
    sandbox_port: Annotated[
        int, typer.Option("--sandbox-port", min=0, max=65535, help="Cổng của nền tảng tập dượt.")
    ] = 8900,
    seed: Annotated[
        int | None,
        typer.Option("--seed", metavar="N", min=1, help="Chỉ đổ N bài đã đăng với số liệu giả lập, rồi kết thúc."),
    ] = None,
) -> None:
    """Chạy thử trọn vẹn: thư mục var/demo, nền tảng tập dượt, trang web; tự duyệt nội dung khởi đầu."""
    from campaign.app.open import start_log
    from campaign.demo.run import run_demo

    if seed is not None:
        _seed(context, seed)
        return
    settings = settings_of(context)
    start_log(settings.log)
    complain("Đang chuẩn bị bản chạy thử...")
    run_demo(settings.workspace / "var" / "demo", port, sandbox_port)


def _seed(context: typer.Context, count: int) -> None:
    """Into the workspace itself; a new one is brought in first."""
    from campaign.app.open import start_log
    from campaign.db import Database
    from campaign.db.schema import current_revision, require_current
    from campaign.demo.seed import seed
    from campaign.desk.sync import sync

    settings = settings_of(context)
    start_log(settings.log)
    database = Database(settings.database_url)
    try:
        if current_revision(database) is None:
            sync(database, settings)
        require_current(database)
        samples = seed(database, count)
    finally:
        database.close()
    complain(f"Đã đổ {count} bài với {samples} số đo giả lập. Mọi trang và mọi tệp của thư mục này đều ghi rõ như vậy.")
