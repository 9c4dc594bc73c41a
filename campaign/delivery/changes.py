"""What a person may do to a delivery: each an UPDATE that names the states it is allowed in, else a clear sentence.

Every function works in the caller's transaction and raises NotFound or Conflict.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from campaign.delivery.effects import published
from campaign.delivery.rows import locked
from campaign.errors import Conflict, Mistake, NotFound
from campaign.models import Channel, Delivery, Item
from campaign.models.birth import born
from campaign.models.delivery import CHANGEABLE
from campaign.platforms.seam import Receipt
from campaign.workspace.stored import kinds_now

BUSY = {
    "sending": "Bài đang được gửi, không kịp nữa. Chờ vài giây rồi xem lại; nếu đã lên kênh, hãy gỡ bài.",
    "published": "Bài đã lên kênh. Muốn gỡ, hãy chạy: campaign retract",
    "uncertain": "Chưa rõ bài đã lên kênh hay chưa. Hãy xem trên kênh rồi trả lời bằng: campaign resolve",
    "cancelled": "Lượt đăng này đã hủy.",
}


def schedule_by_hand(
    session: Session, now: datetime, item: Item, channel: Channel, due_at: datetime, by: str, urgent: bool = False
) -> tuple[Delivery, bool]:
    """One delivery of ``item`` to ``channel``; (row, True if it is new). The same again gives the row that is there.

    Raises Conflict where that very delivery has been cancelled: a cancelled one stays cancelled; Mistake for a channel
    where an item of this kind cannot go.
    """
    kind = kinds_now(session).get(item.kind)
    if kind is not None and not kind.goes_to(channel.platform, channel.key):
        raise Mistake(f"Loại “{kind.title}” không đăng được lên kênh {channel.title} (theo [[kind]] của plan.toml).")
    there = _by_hand(session, item.id or 0, channel.key, due_at)
    if there is None:
        row = born(
            session, now=now, item_id=item.id or 0, channel=channel, due_at=due_at, created_by=by,
            urgent=urgent, urgent_by=by if urgent else "",
        )  # fmt: skip
        return row, True
    if there.state == "cancelled":
        raise Conflict(f"Đúng lượt này đã có và đã bị hủy (số {there.id}). Hãy chọn giờ khác, ví dụ sau một phút.")
    return there, False


def cancel(session: Session, delivery_id: int, now: datetime) -> Delivery:
    """Nothing of it goes out any more once this is committed. Cancelling twice is the same as once.

    One that the calendar had cancelled by itself loses its code, without which the planner never brings it back.
    A hidden draft that it leaves at its platform is taken away by the next tick.
    """
    delivery = _locked(session, delivery_id)
    if delivery.state == "cancelled":
        delivery.error_code = delivery.error_message = None
        return delivery
    _require(delivery, CHANGEABLE)
    delivery.state, delivery.held_reason = "cancelled", None
    delivery.next_try_at = now if delivery.progress else None
    delivery.queued_at = delivery.error_code = delivery.error_message = None
    return delivery


def reschedule(session: Session, delivery_id: int, due_at: datetime) -> Delivery:
    """To another time; a failed or held one gets a new chance there, judged anew. One that waits for an approval still
    waits for it, at the new time."""
    delivery = _locked(session, delivery_id)
    _require(delivery, CHANGEABLE)
    _no_part(delivery, "dời lịch")
    other = _by_hand(session, delivery.item_id, delivery.channel_key, due_at)
    if delivery.slot_key is None and other is not None and other.id != delivery.id:
        raise Conflict(f"Mục này đã có lượt đăng khác trên kênh đúng giờ đó (số {other.id}). Hãy chọn giờ khác.")
    lacks_approval = (delivery.state, delivery.held_reason) == ("held", "approval")
    why = delivery.error_code, delivery.error_message
    delivery.due_at = due_at
    _afresh(delivery)
    if lacks_approval:
        delivery.state, delivery.held_reason = "held", "approval"
        delivery.error_code, delivery.error_message = why
    return delivery


def release(session: Session, delivery_id: int, now: datetime) -> Delivery:
    """Let a held one go: a person says so, so it is due now. What lacks an approval still has to get it."""
    delivery = _locked(session, delivery_id)
    if delivery.state != "held":
        raise Conflict(f"Lượt đăng này không bị giữ (đang là {delivery.state}).")
    refusals = {
        "approval": "Bài còn thiếu người duyệt. Hãy duyệt bài ở mục Chờ duyệt.",
        "unauthorized": "Kênh cần kết nối lại, ở trang Kênh.",
        "preflight": f"Bài chưa qua kiểm tra trước khi đăng: {delivery.error_message}",
        "manual": "Bài này do người đăng tay. Đăng xong hãy trả lời: campaign resolve",
    }
    if refusal := refusals.get(delivery.held_reason or ""):
        raise Conflict(refusal)
    delivery.due_at, delivery.released_at = now, now
    _afresh(delivery)
    return delivery


def retry(session: Session, delivery_id: int, now: datetime) -> Delivery:
    """Try a failed one again now."""
    delivery = _locked(session, delivery_id)
    if delivery.state != "failed":
        raise Conflict(f"Chỉ thử lại được lượt đăng bị lỗi (lượt này đang là {delivery.state}).")
    if not delivery.part:
        delivery.due_at = now
    _afresh(delivery)
    return delivery


def publish_now(session: Session, delivery_id: int, now: datetime) -> Delivery:
    """Bring a scheduled one forward to this moment."""
    delivery = _locked(session, delivery_id)
    _require(delivery, ("scheduled",))
    _no_part(delivery, "đăng ngay")
    delivery.due_at = now
    _afresh(delivery)
    return delivery


def resolve_published(session: Session, delivery_id: int, now: datetime, permalink: str = "") -> Delivery:
    """A person has seen it there (or has posted it by hand)."""
    delivery = _locked(session, delivery_id)
    if delivery.state != "uncertain" and (delivery.state, delivery.held_reason) != ("held", "manual"):
        raise Conflict(f"Lượt đăng này không chờ trả lời (đang là {delivery.state}).")
    if permalink and not permalink.startswith(("https://", "http://")):
        raise Mistake("Đường dẫn bài đăng phải bắt đầu bằng https:// hoặc http://")
    began = delivery.uncertain_at or now
    published(session, delivery, Receipt(remote_id=f"by-hand/{delivery.id}", permalink=permalink), now)
    delivery.published_at, delivery.remote_id, delivery.receipt = began, None, None  # nobody knows the platform's id
    return delivery


def resolve_absent(session: Session, delivery_id: int, now: datetime) -> Delivery:
    """A person has looked and it is not there: send it (again), now, under the same rules as ever."""
    delivery = _locked(session, delivery_id)
    if delivery.state != "uncertain":
        raise Conflict(f"Lượt đăng này không chờ trả lời (đang là {delivery.state}).")
    if not delivery.part:
        delivery.due_at = now
    delivery.state, delivery.next_try_at, delivery.uncertain_at = "scheduled", None, None
    delivery.error_code = delivery.error_message = None
    return delivery


def _by_hand(session: Session, item_id: int, channel_key: str, due_at: datetime) -> Delivery | None:
    query = sa.select(Delivery).where(
        col(Delivery.item_id) == item_id,
        col(Delivery.channel_key) == channel_key,
        col(Delivery.due_at) == due_at,
        col(Delivery.part) == "",
        col(Delivery.slot_key).is_(None),
    )
    return session.scalars(query).one_or_none()


def _locked(session: Session, delivery_id: int) -> Delivery:
    delivery = locked(session, delivery_id)
    if delivery is None:
        raise NotFound(f"Không có lượt đăng số {delivery_id}. Xem danh sách: campaign deliveries")
    return delivery


def _require(delivery: Delivery, states: tuple[str, ...]) -> None:
    if delivery.state not in states:
        raise Conflict(BUSY.get(delivery.state, f"Không làm được khi lượt đăng đang là {delivery.state}."))


def _no_part(delivery: Delivery, what: str) -> None:
    if delivery.part:
        raise Conflict(f"Đây là phần đi kèm của lượt số {delivery.after_id}; không {what} riêng được.")


def _afresh(delivery: Delivery) -> None:
    """Scheduled, and rendered anew when its time comes. A hidden draft of earlier steps stays on record until then, so
    that it is taken away."""
    delivery.state, delivery.held_reason, delivery.next_try_at = "scheduled", None, None
    delivery.error_code = delivery.error_message = delivery.queued_at = None
    if not delivery.part:
        delivery.post = delivery.text = delivery.text_sha256 = None
        delivery.content_sha256 = delivery.template_sha256 = None
