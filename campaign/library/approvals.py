"""The editorial step: submit, approve, return. A yes is one person's, to one exact content, and never to one's own.

Who a person is and whether the role allows it is judged by the caller (campaign.desk). ``by``: a lower-case e-mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from campaign.errors import Conflict, NotFound
from campaign.models import Approval, Item, ItemReturn, Revision
from campaign.models.approvals import approvers_of, authors_of, is_approved
from campaign.models.item import FILES_APPROVER


def item_by_slug(session: Session, slug: str, *, for_change: bool = False) -> Item:
    """The item of that slug, its row locked if it will be changed. Raises NotFound."""
    query = select(Item).where(col(Item.slug) == slug)
    item = session.exec(query.with_for_update() if for_change else query).first()
    if item is None:
        raise NotFound(f"Không có mục nào tên {slug}. Xem tên các mục trong thư viện, hoặc chạy: campaign sync")
    return item


def submit(session: Session, now: datetime, item: Item, by: str, required: int) -> None:
    """Hand the item's current content to whoever approves. Raises Conflict."""
    if item.state == "archived":
        raise Conflict(f"Mục {item.slug} đã lưu kho; hãy đưa ra khỏi kho trước khi gửi duyệt.")
    if item.state == "submitted":
        raise Conflict(f"Mục {item.slug} đã được gửi duyệt rồi.")
    if required and is_approved(session, item, required):
        raise Conflict(f"Nội dung này của mục {item.slug} đã được duyệt, không cần gửi nữa.")
    if required and (back := latest_return(session, item)) and (back.returned_by, back.revision) == (by, item.revision):
        raise Conflict(
            f"Bạn đã trả lại mục {item.slug} và từ đó chưa ai sửa gì. Hãy để tác giả sửa rồi gửi lại, hoặc sửa rồi gửi."
        )
    item.state = "submitted"
    item.submitted_by = by
    item.updated_at = now


def approve(session: Session, now: datetime, item: Item, by: str, required: int) -> list[str]:
    """Record ``by``'s yes to the current content; returns everyone whose yes counts. Raises Conflict.

    Whoever wrote any of it since it was last approved and who submitted it cannot be its approvers, save where no
    approval is asked for. A person's draft and a returned item have to be handed in first: their author may still be
    writing. What files or a feed brought in is nobody's draft and may be approved as it stands.
    """
    approvers = approved_by(session, item)
    if by in approvers:
        raise Conflict(f"{by} đã duyệt nội dung này của mục {item.slug} rồi.")
    if required and is_approved(session, item, required):
        raise Conflict(f"Mục {item.slug} đã được duyệt đủ rồi ({', '.join(approvers)}).")
    if required and by in own_people(session, item, required):
        raise Conflict(f"{by} viết hoặc gửi mục {item.slug} nên không thể tự duyệt; hãy nhờ một người khác duyệt.")
    if not may_be_decided(session, item):
        raise Conflict(
            f"Mục {item.slug} chưa được gửi duyệt. Hãy gửi duyệt trước "
            f"(trên trang: nút Gửi duyệt; dòng lệnh: campaign submit {item.slug} --by EMAIL)."
        )
    _record(session, now, item, by)
    return approved_by(session, item)


def approve_files(session: Session, now: datetime, items: Sequence[Item]) -> int:
    """plan.toml says that what the files hold is approved: record it for the current contents, once; how many were new.

    One that is on record already stays as it is, also if it was set aside by a return: files never overrule a person.
    """
    ids = [item.id for item in items]
    rows = session.exec(
        select(Approval.item_id, Approval.content_sha256).where(
            col(Approval.item_id).in_(ids), col(Approval.approver) == FILES_APPROVER
        )
    )
    there = set(rows)
    new = [item for item in items if (item.id, item.content_sha256) not in there]
    session.add_all(_yes(item, FILES_APPROVER, now) for item in new)
    session.flush()
    return len(new)


def bypass(session: Session, now: datetime, item: Item, by: str, reason: str, required: int) -> list[str]:
    """Record that ``by`` lets the current content go alone, though it may be their own; returns whose yes counts.

    It is a row of record with its reason, enough for any number of approvals that is asked for. Raises Conflict.
    """
    if item.state == "archived":
        raise Conflict(f"Mục {item.slug} đã lưu kho; hãy đưa ra khỏi kho trước.")
    if is_approved(session, item, required):
        raise Conflict(f"Mục {item.slug} đã được duyệt đủ rồi, không cần duyệt thay.")
    if item.state == "returned":
        raise Conflict(f"Mục {item.slug} đã bị trả lại. Hãy sửa theo lý do trả lại rồi gửi duyệt lại.")
    _record(session, now, item, by, reason)
    return approved_by(session, item)


def return_to_author(session: Session, now: datetime, item: Item, by: str, reason: str) -> None:
    """Send the item back, the reason on record: every yes to its current content stops counting. Raises Conflict."""
    given = _given(session, item)
    if item.state != "submitted" and not given:
        raise Conflict(f"Mục {item.slug} chưa được gửi duyệt nên không có gì để trả lại.")
    for approval in given:
        approval.returned_at = now
    item.state = "returned"
    item.submitted_by = ""
    item.updated_at = now
    session.add(ItemReturn(item_id=item.id or 0, revision=item.revision, returned_by=by, at=now, reason=reason))
    session.flush()


def latest_return(session: Session, item: Item) -> ItemReturn | None:
    """Why the item came back, while it waits for its author; None for one that nobody has sent back."""
    if item.state != "returned":
        return None
    return session.exec(
        select(ItemReturn).where(col(ItemReturn.item_id) == item.id).order_by(col(ItemReturn.id).desc())
    ).first()


def approved_by(session: Session, item: Item) -> list[str]:
    """Whose yes to the current content counts: e-mails in order, or ``["files"]``."""
    return approvers_of(session, item.id or 0, item.content_sha256)


def own_people(session: Session, item: Item, required: int) -> set[str]:
    """Who wrote any of it since it was last approved, or submitted it."""
    return (authors_of(session, item, required) | {item.submitted_by}) - {""}


def may_be_decided(session: Session, item: Item) -> bool:
    """Was it handed in, or is it nobody's draft: brought in by files or a feed, or with a yes to it already?"""
    if item.state != "draft":
        return item.state == "submitted"
    wrote = select(Revision.author).where(col(Revision.item_id) == item.id, col(Revision.number) == item.revision)
    return "@" not in session.exec(wrote).one() or bool(_given(session, item))


def _given(session: Session, item: Item) -> list[Approval]:
    return list(
        session.exec(
            select(Approval).where(
                col(Approval.item_id) == item.id,
                col(Approval.content_sha256) == item.content_sha256,
                col(Approval.returned_at).is_(None),
            )
        )
    )


def _record(session: Session, now: datetime, item: Item, approver: str, bypass_reason: str = "") -> None:
    """A yes that was set aside by a return is given anew in its own row."""
    earlier = session.exec(
        select(Approval).where(
            col(Approval.item_id) == item.id,
            col(Approval.content_sha256) == item.content_sha256,
            col(Approval.approver) == approver,
        )
    ).first()
    if earlier is None:
        earlier = _yes(item, approver, now)
    earlier.at, earlier.returned_at, earlier.bypass_reason = now, None, bypass_reason
    session.add(earlier)
    session.flush()


def _yes(item: Item, approver: str, now: datetime) -> Approval:
    return Approval(item_id=item.id or 0, content_sha256=item.content_sha256, approver=approver, at=now)
