"""By e-mail: one letter for one person. A letter that may have been taken is sent again, under the same Message-ID, so
that mail programs show it once."""

from __future__ import annotations

from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from campaign.alerts.message import Message
from campaign.alerts.ways import NotTold, Setting
from campaign.net.client import AddressRefused
from campaign.net.deadline import Deadline
from campaign.net.mail import MailNotSent, MailServer, MailUnknown, Security, send_mail

WITHIN_S = 20.0
FOOT = (
    "Bạn nhận thư này vì có tài khoản trong chương trình lịch truyền thông. Chọn điều muốn nghe và giờ yên lặng: {url}"
)
SECURITIES: dict[str, Security] = {"starttls": "starttls", "tls": "tls", "none": "none"}


class EmailWay:
    def tell(self, setting: Setting, message: Message) -> None:
        given = setting.contacts.read("email")
        if not given or message.user is None:
            raise NotTold("Chưa nối máy chủ thư.", way=True)
        try:
            send_mail(server_of(given), letter(given, message, setting), Deadline.after(WITHIN_S))
        except AddressRefused:
            raise NotTold("Máy chủ thư không mã hóa: hãy dùng starttls hoặc tls.", way=True) from None
        except MailNotSent as failure:
            raise NotTold(f"Máy chủ thư không nhận ({failure}).", way=failure.server) from None
        except MailUnknown as failure:
            raise NotTold(f"Máy chủ thư không trả lời ({failure}); thư có thể đã đi.") from None


def server_of(given: Mapping[str, str]) -> MailServer:
    """From the sealed settings, which were looked at when they were stored."""
    said = given
    return MailServer(
        host=said["host"],
        port=int(said["port"]),
        security=SECURITIES[said.get("security", "starttls")],
        user=said.get("user", ""),
        password=said.get("password", ""),
        ca=said.get("ca", ""),
    )


def letter(given: Mapping[str, str], message: Message, setting: Setting) -> EmailMessage:
    """Plain text: every mail program and every phone shows it whole. Subjects come from people: no line break in them
    reaches a header."""
    assert message.user is not None
    sender = given["from"]
    name, address = parseaddr(sender)
    contacts = setting.contacts
    with contacts.database.read() as session:
        now = contacts.database.now(session)
    made = EmailMessage()
    made["From"] = Address(name or "Lịch truyền thông", addr_spec=address)
    made["To"] = Address(_one_line(message.user.name), addr_spec=message.user.email)
    made["Subject"] = _one_line(message.subject)
    made["Date"] = format_datetime(now)
    made["Message-ID"] = f"<{message.id}@{address.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday answer comes back
    if message.urgent:
        made["Importance"] = "high"
    foot = message.say(FOOT.format(url=f"{message.address}/account#alerts"))
    made.set_content(f"{message.text}\n\n-- \n{foot}\n", cte="base64")
    return made


def _one_line(text: str) -> str:
    return " ".join(text.split())
