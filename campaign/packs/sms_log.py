"""What the telecoms confirm after a wave: ``date,wave,network,sent,delivered,document``. No telephone numbers."""

from __future__ import annotations

from campaign.errors import Mistake
from campaign.packs.cells import read_day, read_number
from campaign.packs.columns import SMS
from campaign.packs.logs import Came, Known, Row, Table, read_log, row_key

NEEDED = ("date", "wave", "network", "delivered")


def read(name: str, table: Table, known: Known) -> list[Came]:
    """One activity for each network and wave. Raises logs.WrongRows, Mistake."""
    return read_log(name, table, SMS, NEEDED, lambda row: _row(row, known))


def _row(row: Row, known: Known) -> Came | None:
    if not row["date"] and not row["delivered"]:
        return None
    on, wave, network = read_day(row["date"], known.today), row["wave"], row["network"]
    if not wave or not network:
        raise Mistake("phải có tên đợt và tên nhà mạng")
    sent = read_number("số tin gửi", row["sent"])
    delivered = read_number("số thuê bao nhận", row["delivered"])
    if sent is not None and delivered is not None and delivered > sent:
        raise Mistake(f"số thuê bao nhận {delivered} lớn hơn số tin gửi {sent}")
    told = [f"gửi {sent}" if sent is not None else "", f"nhận {delivered}" if delivered is not None else ""]
    return Came(
        task=known.task, kind="sms_wave", on=on, title=f"Đợt nhắn tin “{wave}”, {network}"[:300],
        unit=known.units.get(network, known.units.get(network.casefold(), "")), place=network[:300],
        audience=delivered,
        notes=tuple(note for note in ("; ".join(part for part in told if part), row["document"][:500]) if note),
        key=row_key("sms_log", on.isoformat(), wave.casefold(), network.casefold()),
    )  # fmt: skip
