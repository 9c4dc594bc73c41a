"""One letter to one mail server, by SMTP: TLS that is checked, a total deadline, nothing tried twice.

RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 8314 (TLS from the first byte). Plain SMTP is for loopback only, as plain http
is: a password never crosses a wire unencrypted.
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Literal

from campaign.net.client import AddressRefused, is_loopback
from campaign.net.deadline import Deadline

Security = Literal["starttls", "tls", "none"]
CONNECT_S = 10.0


class MailNotSent(Exception):
    """Certainly not taken. ``server``: the server itself is the trouble, so other letters need not be tried now."""

    def __init__(self, what: str, *, server: bool) -> None:
        super().__init__(what)
        self.server = server


class MailUnknown(Exception):
    """The letter was being handed over and no answer came: it may have been taken."""


@dataclass(frozen=True)
class MailServer:
    """``ca``: PEM of the authority that the server's certificate comes from; empty: the machine's own list."""

    host: str
    port: int
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    ca: str = ""


def send_mail(server: MailServer, letter: EmailMessage, deadline: Deadline) -> None:
    """Hand the letter over. Raises MailNotSent, MailUnknown, AddressRefused; their texts hold no password."""
    if server.security == "none" and not is_loopback(server.host):
        raise AddressRefused("plain SMTP is only for this machine: use starttls or tls")
    handing_over = False
    problem: Exception
    try:
        with _Connected(server, deadline) as smtp:
            handing_over = True
            smtp.send_message(letter)
            return
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as refused:
        problem = MailNotSent(f"the server refused the letter: {_code(refused)}", server=False)
    except smtplib.SMTPAuthenticationError as refused:
        problem = MailNotSent(f"the server refused user or password: {refused.smtp_code}", server=True)
    except smtplib.SMTPResponseException as refused:
        problem = MailNotSent(f"the server said {refused.smtp_code}", server=True)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        what = "the time was over" if deadline.passed else type(error).__name__
        problem = MailUnknown(what) if handing_over else MailNotSent(what, server=True)
    raise problem  # out here, so that nothing that knows the password hangs on it as context


def _code(refused: Exception) -> object:
    if isinstance(refused, smtplib.SMTPDataError):
        return refused.smtp_code
    codes = [code for code, _ in getattr(refused, "recipients", {}).values()]
    return codes[0] if codes else ""


class _Connected:
    """A signed-in connection that is cut when the time is over: timeouts of the socket start again with each byte."""

    def __init__(self, server: MailServer, deadline: Deadline) -> None:
        self.server, self.deadline = server, deadline
        self._cut = threading.Timer(deadline.left, self._time_is_over)
        self._cut.daemon = True
        self._smtp: smtplib.SMTP | None = None

    def __enter__(self) -> smtplib.SMTP:
        self._cut.start()
        try:
            return self._enter()
        except BaseException:
            self.__exit__()
            raise

    def _enter(self) -> smtplib.SMTP:
        server = self.server
        left = min(CONNECT_S, max(self.deadline.left, 0.001))
        tls = ssl.create_default_context(cadata=server.ca or None) if server.security != "none" else None
        if server.security == "tls":
            self._smtp = smtplib.SMTP_SSL(server.host, server.port, timeout=left, context=tls)
        else:
            self._smtp = smtplib.SMTP(server.host, server.port, timeout=left)
        if server.security == "starttls":
            self._smtp.starttls(context=tls)
        if server.user:
            self._smtp.login(server.user, server.password)
        return self._smtp

    def __exit__(self, *_: object) -> None:
        self._cut.cancel()
        if self._smtp is not None:
            self._smtp.close()

    def _time_is_over(self) -> None:
        sock = self._smtp.sock if self._smtp else None
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
