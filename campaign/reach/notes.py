"""What a reader has to know beside the figures: how they were counted, what is missing, what has changed names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from campaign.models import Channel
from campaign.reach.activities import KINDS, Counted
from campaign.reach.columns import Loaded, loads_of
from campaign.reach.counted import EVERYTHING, Wanted
from campaign.reach.gaps import Gap
from campaign.reach.periods import Period
from campaign.reach.tallies import Cell
from campaign.reach.targets import Standing
from campaign.workspace.plan import Plan, Unit

METHOD = (
    "Mức tin cậy: Đ là đo qua API của nền tảng hoặc bộ đếm của chính chương trình; X là đơn vị hoặc người nhập "
    "báo cáo, có minh chứng; U là ước tính; - là không có số liệu. Không có số liệu không có nghĩa là bằng 0.",
    "Số người tiếp cận của từng bài do nền tảng ước tính; không cộng số người giữa các bài, các ngày hoặc các kênh vì "
    "một người có thể được tính nhiều lần, nên chỉ ghi số của bài cao nhất.",
    "Lượt xem do từng nền tảng định nghĩa và có thể được làm tròn; số liệu gồm cả người xem ngoài địa bàn.",
    "Lượt nhấp là lượt mở liên kết rút gọn của chính chương trình, không đếm máy quét đã biết và không theo dõi "
    "người đọc.",
    "Bài đã gỡ được đếm riêng và không có số liệu; bài bị nền tảng xóa vẫn được tính là đã đăng.",
)


@dataclass
class Noted:
    """What the notes of one report are made from."""

    plan: Plan
    period: Period
    now: datetime
    unit: str
    cells: Mapping[tuple[str, str, str], Cell]
    channels: Mapping[str, Channel]
    activities: Sequence[Counted]
    targets: Sequence[Standing]
    uncertain: int
    waiting: int = 0
    gaps: Sequence[Gap] = ()
    active_units: set[str] = field(default_factory=set)
    wanted: Wanted = EVERYTHING
    watermark: str = ""
    columns: Sequence[Loaded] = ()

    def title(self, channel_key: str) -> str:
        channel = self.channels.get(channel_key)
        return channel.title if channel else channel_key


def notes(noted: Noted) -> list[str]:
    """Sentences in the order in which they are read."""
    return [
        *([noted.watermark] if noted.watermark else []), *_narrowed(noted), *_as_of(noted), *METHOD, *_coverage(noted),
        *_left_out(noted), *_columns(noted), *_activities(noted), *_targets(noted), *_units(noted),
    ]  # fmt: skip


def _narrowed(noted: Noted) -> Iterator[str]:
    """A part of the figures must never be taken for the whole."""
    wanted, plan = noted.wanted, noted.plan
    said = [
        f"nội dung {wanted.task}" if wanted.task else "",
        f"kênh {noted.title(wanted.channel)}" if wanted.channel else "",
        f"loại {(KINDS | plan.kinds).get(wanted.kind, wanted.kind)}" if wanted.kind else "",
        f"đối tượng {wanted.audience}" if wanted.audience else "",
    ]
    if any(said):
        yield (
            f"Báo cáo đã lọc, chỉ gồm: {', '.join(each for each in said if each)}. Số người theo dõi, số tiếp cận của "
            "cả kênh, mức tối thiểu và chỉ tiêu không chịu bộ lọc này."
        )
    if wanted.channel or wanted.audience:
        yield "Hoạt động không gắn với kênh hay đối tượng nào nên không nằm trong báo cáo đã lọc này."


def _as_of(noted: Noted) -> Iterator[str]:
    period, about, zone = noted.period, noted.plan.about, noted.period.zone
    today = noted.now.astimezone(zone).date()
    if noted.plan.ended(today):
        yield (
            f"Kế hoạch {about.number or about.id} đã kết thúc ngày {_day(about.period.to_on)} "
            f"(kỳ của kế hoạch: {_day(about.period.from_on)} - {_day(about.period.to_on)})."
        )
    if noted.now < period.to_at:
        yield f"Số liệu tính đến {_moment(noted.now, zone)}; kỳ báo cáo chưa kết thúc."
    else:
        yield f"Số liệu lấy đến hết ngày {_day(period.to_on)}; số đo sau ngày đó không tính vào kỳ này."


def _coverage(noted: Noted) -> Iterator[str]:
    zone = noted.period.zone
    newest = {
        key: max((cell.newest_at for (_, channel, _), cell in noted.cells.items() if channel == key and cell.newest_at),
                 default=None)
        for key in noted.channels
    }  # fmt: skip
    for gap in noted.gaps:
        last = newest.get(gap.channel_key)
        nearest = f"; giá trị gần nhất ngày {_day(last.astimezone(zone).date())}" if last else ""
        yield (
            f"Không lấy được số liệu của {gap.posts} bài trên {noted.title(gap.channel_key)} "
            f"{_days(gap.first_at, gap.last_at, zone)} ({gap.message.rstrip('.')}){nearest}."
        )
    for key in noted.channels:
        own = [cell for (_, channel, _), cell in noted.cells.items() if channel == key]
        posts = sum(cell.posts for cell in own)
        if posts and not any(cell.figures for cell in own):
            yield f"Không có số liệu nào của nền tảng cho {posts} bài trên {noted.title(key)}."
        by_hand = sum(cell.figures["reach"].by_hand for cell in own if "reach" in cell.figures)
        if by_hand:
            yield f"Số người tiếp cận của {by_hand} bài trên {noted.title(key)} do người nhập (mức X)."


def _left_out(noted: Noted) -> Iterator[str]:
    known = noted.plan.task_item_by_id
    astray = sum(cell.posts for (task, _, _), cell in noted.cells.items() if task not in known)
    if astray:
        yield (
            f"{astray} bài đã đăng không thuộc nội dung nhiệm vụ nào của kế hoạch nên không nằm trong các mục trên; "
            "hãy ghi `task` cho mục hoặc cho kênh."
        )
    strange = sum(row.count for row in noted.activities if row.task not in known)
    if strange:
        yield f"{strange} hoạt động ghi cho nội dung nhiệm vụ mà kế hoạch không có nên không nằm trong các mục trên."
    if noted.uncertain:
        yield f"{noted.uncertain} lượt đăng chưa rõ kết quả, chưa tính là đã đăng."
    if noted.waiting:
        yield f"{noted.waiting} hoạt động còn chờ người thứ hai xem, chưa tính."


def _columns(noted: Noted) -> Iterator[str]:
    """Under the outlet of the plan that columns serve; a filter by kind or audience says nothing about a column."""
    wanted = noted.wanted
    outlets = [each for each in noted.plan.outlets if each.serve == "widget"]
    tasks = list(dict.fromkeys(task for each in outlets for task in each.task_items))
    if wanted.kind or wanted.audience or (wanted.task and wanted.task not in tasks):
        return
    own = [
        channel
        for channel in noted.channels.values()
        if noted.unit in ("", channel.unit) and wanted.channel in ("", channel.key)
    ]
    loads = loads_of(noted.columns, own)
    if loads:
        place = f"{', '.join(tasks)}: cột" if tasks else "Cột"
        yield (
            f"{place} tin nhúng trên cổng, trang khác được tải {loads} lần trong kỳ (mức Đ, bộ đếm của chính chương "
            "trình, không cookie); đó là lượt hiển thị, không phải số người, và không cộng vào lượt xem hay lượt nhấp."
        )


def _activities(noted: Noted) -> Iterator[str]:
    for row in noted.activities:
        kind = f"{row.task}, {KINDS.get(row.kind, row.kind).lower()}"
        if 0 < row.with_audience < row.count:
            yield f"{kind}: số lượt người chỉ có ở {row.with_audience} trên {row.count} hoạt động."
        if row.without_evidence:
            yield f"{kind}: {row.without_evidence} trên {row.count} hoạt động chưa kèm minh chứng."


def _targets(noted: Noted) -> Iterator[str]:
    for standing in noted.targets:
        target = standing.target
        if target.op == "qualitative":
            continue
        if target.evidence == "survey" and standing.numerator is None:
            yield (
                f"{target.id}: chưa đủ căn cứ kết luận; số đo của nền tảng không chứng minh được chỉ tiêu này, "
                "cần khảo sát."
            )
        elif standing.denominator is None:
            yield f"{target.id}: chưa có mẫu số nên chưa có tỷ lệ."
        if standing.denominator is not None and standing.as_of is not None:
            yield (
                f"{target.id}: mẫu số {standing.denominator} ({standing.source}, ngày {_day(standing.as_of)})"
                + ("." if standing.numerator is not None else "; chưa có tử số trong kỳ.")
            )


def _units(noted: Noted) -> Iterator[str]:
    """A name that lapsed hides nothing: the work stays with the name under which it was done."""
    leads = {unit for item in noted.plan.task_items for unit in item.lead}
    of_channels = {channel.unit for channel in noted.channels.values()}
    wanted = {noted.unit} if noted.unit else leads | of_channels | noted.active_units
    for unit in noted.plan.units:
        if unit.id in wanted and unit.lapsed(noted.period.to_on):
            yield _lapsed(unit, noted.plan.successor_of(unit.id))


def _lapsed(unit: Unit, successor: Unit | None) -> str:
    assert unit.valid_to is not None
    after = f"đơn vị kế thừa: {successor.name} ({successor.id})" if successor else "kế hoạch chưa nêu đơn vị kế thừa"
    return f"{unit.name} ({unit.id}) mang tên này đến hết ngày {_day(unit.valid_to)}; {after}."


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _days(first: datetime, last: datetime, zone: ZoneInfo) -> str:
    one, other = (moment.astimezone(zone).date() for moment in (first, last))
    return f"ngày {_day(one)}" if one == other else f"từ ngày {_day(one)} đến {_day(other)}"


def _moment(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M ngày %d/%m/%Y}"
