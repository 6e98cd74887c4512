"""What a console must offer to be kept by Pupitre.

A console comes in by the entry point group `pupitre.consoles`. Its driver is
given a `Desk` (a page, its elements, a place to note each step) and knows
nothing of the guard, of the evidence folder and of the order of a run: it
signs in when told to, reads, changes, and signs out.
"""

from __future__ import annotations

import abc
import enum
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

from pupitre.errors import Explained
from pupitre.plan import Observed

if TYPE_CHECKING:
    from pupitre.browser.barrier import ReadList
    from pupitre.desk import Desk
    from pupitre.estate import Address, Secret
    from pupitre.hours import Week
    from pupitre.mail import Mail
    from pupitre.plan import Action
    from pupitre.plan.ringing import Step
    from pupitre.switchboard import Switchboard


class Answer(enum.Enum):
    """How a console answered a password."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    BLOCKED = "blocked"
    PERSON = "needs a person"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class SignInAnswer:
    """An answer to a password, with the console's own words."""

    answer: Answer
    said: str = ""


class Reply(Protocol):
    """What came back to the request that carried the password."""

    @property
    def released(self) -> bool:
        """Whether the request left."""

    @property
    def http_status(self) -> int | None:
        """The HTTP status, or None when the connection ended without one."""

    @property
    def body_text(self) -> str:
        """The beginning of the answer's text."""

    @property
    def error(self) -> str | None:
        """Why there is no answer: a connection that was closed, a request that was stopped."""


def is_over(reply: Reply) -> bool:
    """Return whether a request was answered, or will not be any more."""
    return reply.http_status is not None or reply.error is not None


@dataclass(frozen=True)
class Welcome:
    """What a console's welcome mail says: where it is, who signs in, and with which password.

    `password` is None when the mail does not give exactly one; `doubt` then says
    why, without quoting any.
    """

    address: Address
    user: str
    password: Secret | None
    language: str
    doubt: str = ""
    country: str = ""


@dataclass(frozen=True)
class Site:
    """What identifies one site or ring group on a console: by number *and* name, never by a handle."""

    name: str
    extension: str


@dataclass(frozen=True)
class ElementReport:
    """What `doctor` says of one element."""

    name: str
    status: str
    detail: str
    seen: str


class Console(abc.ABC):
    """The driver of one kind of console, working at a desk.

    `drafts` are the requests, method and path, that only change the console's own working copy.
    `also` are origins besides the console's own that its pages are made of; the browser
    reaches no other. `inject` is "dom" where the page hashes the password and so has to
    have it itself; "network" keeps it out of the page. `signs_in` is false where nobody knows
    how to: then only a person does, by hand, in a window.
    """

    kind: ClassVar[str]
    reads: ClassVar[ReadList]
    drafts: ClassVar[frozenset[tuple[str, str]]] = frozenset()
    login_paths: ClassVar[tuple[str, ...]]
    lockout_threshold: ClassVar[int]
    also: ClassVar[tuple[str, ...]] = ()
    inject: ClassVar[Literal["network", "dom"]] = "network"
    signs_in: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @classmethod
    def read_welcome(cls, mail: Mail) -> Welcome:
        """Return what the mail to a new user of this console says; raise MailNotUnderstood.

        A console without such a mail leaves this as it is.
        """
        raise Explained(
            f"No welcome mail is known for the console {cls.kind}.",
            left_behind="Nothing was written.",
            remedy=f"Say how to sign in: pupitre init --console {cls.kind} --address ADDRESS --user USER",
        )

    @classmethod
    def elements_file(cls) -> Path | None:
        """Return `selectors/KIND.yaml` beside the driver's module; None where Pupitre itself ships the file."""
        module = sys.modules[cls.__module__].__file__
        beside = Path(module).parent / "selectors" / f"{cls.kind}.yaml" if module else None
        return beside if beside is not None and beside.is_file() else None

    @classmethod
    def has_welcome_mail(cls) -> bool:
        """Return whether the mail to a new user says how to sign in."""
        return cls.read_welcome.__func__ is not Console.read_welcome.__func__  # type: ignore[attr-defined]

    @abc.abstractmethod
    def open_login(self) -> None:
        """Open the address until the login form is there; raise Unreachable or Unavailable."""

    @property
    def login_requests(self) -> tuple[str, ...]:
        """The paths of the requests that may carry the password, known once the login form is open."""
        return self.login_paths

    @abc.abstractmethod
    def type_credentials(self, user: str, placeholder: str) -> None:
        """Type the user's name and a placeholder where the password goes."""

    @abc.abstractmethod
    def submit_login(self) -> None:
        """Press the login button once."""

    @abc.abstractmethod
    def sign_in_answer(self, reply: Callable[[], Reply]) -> SignInAnswer:
        """Return what the console answered, from its screen and from its reply to the request.

        Two answers at once are UNKNOWN; so is no answer in time.
        """

    @abc.abstractmethod
    def fresh_load(self) -> None:
        """Forget what the page knows: load it anew, still signed in."""

    @abc.abstractmethod
    def examine(self, site: Site) -> tuple[ElementReport, ...]:
        """Return which elements are found, by which way, on every screen of a site or ring group; change nothing."""

    def leave(self) -> None:
        """Leave whatever is being edited, saving nothing, by the console's own way out where it is known."""
        self.fresh_load()

    @abc.abstractmethod
    def sign_out(self) -> None:
        """Sign out; do nothing when not signed in."""


class HoursConsole(Console):
    """A console that keeps opening hours, a week for each site."""

    @abc.abstractmethod
    def read(self, site: Site) -> Observed:
        """Return what the console shows of a site, leaving by "Annuler"."""

    @abc.abstractmethod
    def change(self, site: Site, before: Week, surroundings: str, actions: tuple[Action, ...]) -> None:
        """Make the console's working copy show the actions' result and save it.

        Raise StalePlan when the console no longer shows `before`, or when the
        digest of its surroundings is another; SaveUnknown when the last OK was
        pressed and not confirmed. Any doubt before that leaves by "Annuler".
        """

    @abc.abstractmethod
    def sites(self) -> tuple[Site, ...]:
        """Return every site that the console lists."""


class RingGroupsConsole(Console):
    """A console that keeps ring groups and the direct numbers that point at them."""

    @abc.abstractmethod
    def read_switchboard(self) -> Switchboard:
        """Return everything that can ring and every number that leads to it, leaving by "Annuler"."""

    @abc.abstractmethod
    def do(self, step: Step, before: Switchboard) -> None:
        """Open what a step is about, make it show the step's result, and save it once.

        `before` is the reading that the step was made from. Raise StalePlan when
        what was opened no longer shows that; SaveUnknown when the save was pressed
        and not confirmed. Any doubt before that leaves by "Annuler".
        """
