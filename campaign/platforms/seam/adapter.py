"""What an adapter is given (``Destination``, its small ports) and what it can do (``Platform``, its abilities)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, Protocol, runtime_checkable

from campaign.net.deadline import Deadline
from campaign.platforms.seam.shapes import (
    Absent,
    Account,
    Draft,
    Event,
    Found,
    Limits,
    Post,
    Problem,
    Progress,
    Receipt,
    Sample,
    TextLength,
    Trial,
)


class Credentials(Protocol):
    """A channel's secrets as a small port: read, and durably replace under one lock (single-use refresh tokens)."""

    def read(self) -> Mapping[str, str]: ...

    def replace(self, change: Callable[[Mapping[str, str]], Mapping[str, str]]) -> Mapping[str, str]:
        """Run ``change`` on the stored secrets under the account's lock and store its result before returning it."""
        ...


class Memory(Protocol):
    """What an adapter has learnt about an account and must know again later, in other processes too: a small port.

    It is an aid and never the only proof of anything: where it cannot be read, nothing is known.
    """

    def facts(self) -> Mapping[str, str]:
        """Everything that is known now, by name."""
        ...

    def keep(self, name: str, value: str, for_s: float | None = None) -> None:
        """Durably, before it returns; for so many seconds (None: for good)."""
        ...

    def forget(self, name: str) -> None:
        """It holds no longer."""
        ...


class BriefMemory:
    """A memory that lives as long as its destination."""

    def __init__(self) -> None:
        self._facts: dict[str, str] = {}

    def facts(self) -> Mapping[str, str]:
        return dict(self._facts)

    def keep(self, name: str, value: str, for_s: float | None = None) -> None:
        self._facts[name] = value

    def forget(self, name: str) -> None:
        self._facts.pop(name, None)


@dataclass(frozen=True)
class Destination:
    """A channel as an adapter sees it."""

    key: str
    options: Mapping[str, Any]
    credentials: Credentials
    deadline: Deadline
    """The whole call must end within it; enforced by the client, not only by read timeouts."""
    open_media: Callable[[str], BinaryIO]
    """sha256 -> the stored bytes."""
    recorded: Callable[[str], bool] = field(default=lambda remote_id: False)
    """Is this remote id already some delivery's? ``find`` skips those."""
    memory: Memory = field(default_factory=BriefMemory)
    """What was learnt about its account."""


class Platform(Protocol):
    """A kind of service. A new one is an adapter, its stand-in, its tests and one line in the registry.

    An adapter may have more: ``optional_secrets`` (names of ``secrets`` that may be missing), ``by_hand = True`` (a
    person posts: nothing is sent), and the abilities ListsPosts, TakesSubscription, HookedByHand,
    MeasuresTexts, TriesPosts and SharesSecrets.
    """

    name: str
    limits: Limits
    default_api_url: str
    """Where it posts when a channel declares no ``api_url``; empty: it posts nowhere outside this server."""
    secrets: tuple[str, ...]
    """Names of the secrets that ``channel connect`` asks for; empty: the channel counts as connected."""

    def account(self, options: Mapping[str, Any]) -> str:
        """The account that a declared channel speaks for, before anybody asked: pace and order are per account."""
        ...

    def shape(self, draft: Draft, options: Mapping[str, Any]) -> Post:
        """Pure: lay text and media out as this platform shows them, and name the parts that follow."""
        ...

    def check(self, post: Post) -> list[Problem]:
        """Why publish would be rejected, without the network."""
        ...

    def verify(self, to: Destination) -> Account:
        """Whom the token speaks for, until when. Raises Unauthorized, Unavailable, Rejected."""
        ...

    def start(self, post: Post) -> Progress:
        """Pure: the first step. ``Progress.visible`` says whether it shows."""
        ...

    def publish(self, to: Destination, post: Post, progress: Progress) -> Progress | Receipt:
        """At most one remote write. Raises the errors of ``campaign.errors``."""
        ...

    def find(self, to: Destination, post: Post, progress: Progress, since: datetime) -> Receipt | Absent | None:
        """Look for a post whose fate is unknown. None: not seen, which proves nothing."""
        ...

    def look_url(self, options: Mapping[str, Any]) -> str:
        """Where a person can look with their own eyes; empty if nowhere."""
        ...

    def amend(self, to: Destination, receipt: Receipt, post: Post) -> Receipt:
        """Bring a published post to ``post``. Raises Unsupported where the platform has no editing."""
        ...

    def retract(self, to: Destination, what: Receipt | Progress) -> None:
        """Take a post (or the hidden leavings of one) down; gone already counts as success."""
        ...

    def measure(self, to: Destination, receipts: Sequence[Receipt]) -> list[Sample]:
        """Figures of these posts and of the channel. Not reported = absent, never 0."""
        ...

    def read_event(self, to: Destination, headers: Mapping[str, str], body: bytes) -> list[Event]:
        """A webhook's events; the signature over the raw bytes is checked first. Raises Unauthorized."""
        ...


@runtime_checkable
class ListsPosts(Protocol):
    """Beside Platform, if the platform can list what stands on an account (``campaign adopt``)."""

    def list_posts(self, to: Destination, since: datetime) -> list[Found]:
        """Every post since then, complete or not at all. Raises Unauthorized, RateLimited, Unavailable, Rejected, and
        Unsupported where this very channel cannot be listed."""
        ...


@runtime_checkable
class TakesSubscription(Protocol):
    """Beside Platform, if the platform is told by API where to send its webhooks (``campaign channel connect``)."""

    def subscribe(self, to: Destination, url: str) -> None:
        """Ask for events to be sent to this https address. Twice is harmless."""
        ...


@runtime_checkable
class SharesSecrets(Protocol):
    """Beside Platform, if its secrets are an account's rather than a channel's: tokens that work once must not be kept
    in two places."""

    def secrets_name(self, options: Mapping[str, Any]) -> str:
        """Channels of the same name share one set of secrets and one lock."""
        ...


@runtime_checkable
class MeasuresTexts(Protocol):
    """Beside Platform, if the platform limits the length of texts."""

    def lengths(self, post: Post) -> list[TextLength]:
        """Each text that ``check`` measures, by the same count. Pure."""
        ...


@runtime_checkable
class KnowsWhatStays(Protocol):
    """Beside Platform, if some of what was sent cannot be called back."""

    def stays(self, receipt: Receipt) -> str:
        """Pure: why ``retract`` leaves what ``receipt`` stands for where it is, in a Vietnamese sentence; empty: it
        does not."""
        ...


@runtime_checkable
class KnowsWhatIsFixed(Protocol):
    """Beside Platform, if some of a published post cannot be changed any more."""

    def fixed(self, receipt: Receipt, post: Post) -> str:
        """Pure: why ``amend`` would refuse to bring what ``receipt`` stands for to ``post``, in a Vietnamese sentence;
        empty: nothing is known against it."""
        ...


@runtime_checkable
class TriesPosts(Protocol):
    """Beside Platform, if it can take a post that the public does not see."""

    def try_post(self, to: Destination, post: Post) -> Trial:
        """Make it where nobody but the newsroom sees it, and take it away again where that can be done. Raises what
        ``publish`` raises; Rejected also where no such place is declared."""
        ...


@runtime_checkable
class HookedByHand(Protocol):
    """Beside Platform, if a person types the address of our webhook into the platform's own console."""

    def webhook_word(self, secrets: Mapping[str, str]) -> str:
        """What the console asks for beside the address, and the platform then proves itself with before it sends
        anything. Empty: it asks for nothing, or the channel is not connected."""
        ...
