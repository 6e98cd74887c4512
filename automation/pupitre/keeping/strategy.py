"""What `reconcile` asks of whatever a console keeps."""

from __future__ import annotations

import abc
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar

import pupitre
from pupitre.console import Console, Site
from pupitre.errors import NotVerified, PupitreError, SaveUnknown, SessionExpired
from pupitre.evidence.result import PartResult, Status
from pupitre.plan import Plan, RingGroupsPlan, SitePlan
from pupitre.saying import say

if TYPE_CHECKING:
    from pupitre.run import Session

Result = TypeVar("Result", bound=PartResult[Any])
Driver = TypeVar("Driver", bound=Console)
Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Night:
    """What an unattended run is to do: its plan, what somebody else changed, and what of that stays."""

    plan: Plan
    drifted: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()


class Change(Protocol):
    """One thing that is saved at once and read back before the next."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts that it changes."""

    def make(self) -> None:
        """Save it, read it back in a fresh load and note what is there; raise PupitreError."""


class Keeping(abc.ABC, Generic[Driver, Result]):
    """One kind of thing that consoles keep, on the console of a session.

    Every verb notes its findings in `results` before it goes on, so that a run that
    is cut short tells what it saw.
    """

    goes_on_after_a_failure: ClassVar[bool]

    def __init__(self, session: Session, console: Driver) -> None:
        self.session = session
        self.console = console

    @property
    @abc.abstractmethod
    def results(self) -> dict[str, Result]:
        """How each part stands, by its name."""

    @abc.abstractmethod
    def read(self) -> Mapping[str, Any]:
        """Read and note everything that is chosen; return the document of a reading."""

    @abc.abstractmethod
    def plan(self) -> Plan:
        """Read everything that is chosen, note what differs and return it."""

    @abc.abstractmethod
    def tonight(self) -> Night:
        """Read everything that is chosen, and decide what an unattended run does about each part."""

    @abc.abstractmethod
    def next_push(self) -> dt.date | None:
        """Return the night in which the console changes next, as far as it is known after a night."""

    @abc.abstractmethod
    def mean(self, made: Plan) -> None:
        """Note on disk what is about to be left on the console; raise StateUnusable."""

    @abc.abstractmethod
    def changes(self, made: Plan) -> Sequence[Change]:
        """Return what a plan changes, in the order in which it is done."""

    @abc.abstractmethod
    def after(self) -> Mapping[str, Any]:
        """Return what was read after changes, as JSON values."""

    @abc.abstractmethod
    def remember(self) -> None:
        """Keep what was changed as what was last left on the console."""

    @abc.abstractmethod
    def drifted(self) -> tuple[str, ...]:
        """Read everything that is chosen, note and return what is not as it was last left, or as declared."""

    def note_drift(self) -> None:
        """Note of each part that was changed what somebody else had changed there, and what of it stays."""

    @abc.abstractmethod
    def first(self) -> Site:
        """Return the first part that is chosen, without reading anything."""

    @abc.abstractmethod
    def note_not_shown(self, name: str) -> None:
        """Note that what was read of a part is not what is declared."""

    def note(self, name: str, status: Status, sentence: str = "") -> None:
        """Note how a part stands now; what was read of it stays."""
        self.results[name] = self.results[name].now(status, sentence=sentence)

    def note_not_done(self, name: str) -> None:
        """Note that the run ended before a part was done."""
        self.note(name, "skipped", say("skipped", self.session))

    def read_back(self, read: Callable[[], Seen], about: str, doubt: SaveUnknown | None) -> Seen:
        """Return what a fresh load shows after a save, signing in once more where the console asks for it."""
        try:
            with self.session.record.only_looking():
                try:
                    self.console.fresh_load()
                    return read()
                except SessionExpired:
                    self.session.sign_in_again()
                    return read()
        except PupitreError as error:
            raise NotVerified(
                f"{about}: saved, but it could not be read back: {(doubt.cause if doubt else error).what}",
                left_behind="The change may be saved; nobody has seen it yet.",
                remedy="Plan again: it starts from what the console shows.",
            ) from error

    def made(self, *, sites: tuple[SitePlan, ...] = (), ring_groups: RingGroupsPlan | None = None) -> Plan:
        """Return a plan of this session's console, made now."""
        estate = self.session.estate
        return Plan.make(
            console=estate.console,
            origin=estate.address.origin,
            created=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            version=pupitre.__version__,
            sites=sites,
            ring_groups=ring_groups,
        )
