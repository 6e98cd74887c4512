"""A console of ring groups in memory, and runs on it that are real but for the browser."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from pupitre import reconcile
from pupitre.browser.barrier import ReadList
from pupitre.console import ElementReport, Reply, RingGroupsConsole, SignInAnswer, Site
from pupitre.errors import PupitreError
from pupitre.estate import Address, Estate, Login, SecretReference
from pupitre.phone_numbers import PhoneNumber
from pupitre.plan import Plan
from pupitre.plan.ringing import Step
from pupitre.ring_groups import GroupSettings, NoAnswer, Ring, RingGroup, RingGroups, Then
from pupitre.run import Finished, Session, Settings, Verdict, run
from pupitre.switchboard import Extension, Kind, Switchboard

Happening = Callable[["Office"], None]

NUMBER, OTHER_NUMBER = PhoneNumber("+33561000001"), PhoneNumber("+33561000002")
PEOPLE = (
    Extension("100", "Accueil virtuel", Kind.RECEPTIONIST),
    Extension("101", "Marie"),
    Extension("102", "Paul"),
    Extension("103", "Chloé"),
)


def group(extension: str, name: str, *members: str, **changes: Any) -> GroupSettings:
    """Return a group that rings everybody at once for 30 seconds, then Marie's voicemail box."""
    usual: dict[str, Any] = {
        "ring": Ring.SIMULTANEOUS,
        "seconds": 30,
        "no_answer": NoAnswer(Then.VOICEMAIL, "101"),
    }
    return GroupSettings(extension, name, members or ("101", "102"), **{**usual, **changes})


def declared(settings: GroupSettings, *numbers: PhoneNumber) -> RingGroup:
    """Return what a file says that declares exactly this."""
    return RingGroup.from_json({**settings.to_json(), "numbers": [number.e164 for number in numbers]})


SHOP = group("301", "Boutique")
STOCK = group("302", "Stock", "103")
SHOWN = Switchboard(PEOPLE, (SHOP, STOCK), ((NUMBER, "301"), (OTHER_NUMBER, "103")))


@dataclass
class Office:
    """What is saved on the console, and what happens around each save.

    `before_save` and `after_save` happen at the n-th save, counted from 1; they change
    the office or raise what the driver would. A save that is `lost` is answered and
    not stored.
    """

    saved: Switchboard = SHOWN
    before_save: dict[int, Happening] = field(default_factory=dict)
    after_save: dict[int, Happening] = field(default_factory=dict)
    at_reading: dict[int, Happening] = field(default_factory=dict)
    lost: set[int] = field(default_factory=set)
    history: list[Switchboard] = field(default_factory=list)
    saves: int = 0
    readings: int = 0
    sign_ins: int = 0

    def somebody(self, **changes: Any) -> None:
        """Let somebody else change what is saved."""
        self.saved = replace(self.saved, **changes)


class PretendConsole(RingGroupsConsole):
    """A driver that types nothing."""

    kind: ClassVar[str] = "pretend"
    reads: ClassVar[ReadList] = ReadList(frozenset())
    login_paths: ClassVar[tuple[str, ...]] = ("/login",)
    lockout_threshold: ClassVar[int] = 3

    def __init__(self, desk: Any, office: Office) -> None:
        super().__init__(desk)
        self.office = office

    def open_login(self) -> None: ...
    def type_credentials(self, user: str, placeholder: str) -> None: ...
    def submit_login(self) -> None: ...
    def fresh_load(self) -> None: ...
    def sign_out(self) -> None: ...

    def sign_in_answer(self, reply: Callable[[], Reply]) -> SignInAnswer:
        raise NotImplementedError

    def examine(self, site: Site) -> tuple[ElementReport, ...]:
        return (ElementReport(f"group.{site.extension}", "found", "css=#a", "mock only"),)

    def read_switchboard(self) -> Switchboard:
        self.office.readings += 1
        self.office.at_reading.get(self.office.readings, lambda _: None)(self.office)
        return self.office.saved

    def do(self, step: Step, before: Switchboard) -> None:
        office = self.office
        number = office.saves + 1
        office.before_save.get(number, lambda _: None)(office)
        office.saves = number
        if number not in office.lost:
            office.saved = step.after(office.saved)
        office.history.append(office.saved)
        office.after_save.get(number, lambda _: None)(office)


class PretendDesk:
    """A desk without a page."""

    language = "fr"

    class elements:  # noqa: N801 - what a run asks of a desk
        drifted: ClassVar[dict[str, str]] = {}

    def __init__(self) -> None:
        self.places: list[str] = []
        self.doubts: list[str] = []

    @contextlib.contextmanager
    def at(self, site: str) -> Iterator[None]:
        self.places.append(site)
        yield

    def picture_of_doubt(self, name: str, says: str) -> None:
        self.doubts.append(says)


class Switchboarder:
    """An operator of the pretended console: declares groups and runs the verbs."""

    def __init__(self, folder: Path, office: Office) -> None:
        self.folder = folder
        self.office = office
        self.desk = PretendDesk()
        self.settings = Settings(evidence=folder / "evidence")
        self.groups = RingGroups(())
        self.language = "fr"
        self.limit: int | None = None
        self.on_drift = "report"

    def declares(self, *groups: RingGroup, absent: tuple[str, ...] = ()) -> None:
        """Write the file."""
        self.groups = RingGroups(groups, absent)

    @property
    def estate(self) -> Estate:
        """What the file says."""
        from pupitre.estate.model import Limits

        return Estate(
            file="office.yaml",
            console="pretend",
            address=Address.parse("https://office.example.fr"),
            login=Login("0561000000", SecretReference.parse("file:password", folder=self.folder, user="0561000000")),
            timezone="Europe/Paris",
            sites={},
            language=self.language,
            ring_groups=self.groups,
            limits=Limits(ring_groups=self.limit),
            on_drift=self.on_drift,
        )

    def only(self, *names: str) -> None:
        """Choose groups."""
        self.settings = replace(self.settings, only=names)

    def does(self, verb: str, **options: Any) -> Finished:
        """Run a verb to its end and return it."""
        body: Callable[[Session], Verdict] = functools.partial(getattr(reconcile, verb), **options)
        return run(self.estate, self.settings, verb, body, writes=verb == "apply")

    def plan(self) -> Plan:
        """Return a plan."""
        made = self.does("plan").verdict.plan
        assert made is not None
        return made


@pytest.fixture
def office() -> Office:
    """Return a console with two groups, of which one has a direct number."""
    return Office()


@pytest.fixture
def work(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Switchboarder:
    """Return an operator whose runs leave real evidence of a pretended console."""
    work = Switchboarder(tmp_path, office)
    monkeypatch.setenv("PUPITRE_STATE", str(tmp_path / "state"))

    @contextlib.contextmanager
    def without_a_browser(
        estate: Estate, settings: Settings, guard: Any, record: Any, run_id: str, *_: Any, **__: Any
    ) -> Iterator[Session]:
        console = PretendConsole(work.desk, office)
        tracer = SimpleNamespace(paused=contextlib.nullcontext)
        session = Session(
            estate, settings, guard, record, work.desk, console, run_id, "no browser", tracer, dt.date.today()
        )  # type: ignore[arg-type]
        try:
            yield session
        except PupitreError as error:
            work.desk.picture_of_doubt("doubt", error.what)
            raise

    def sign_in(*_: Any, **__: Any) -> None:
        office.sign_ins += 1

    monkeypatch.setattr("pupitre.run._session", without_a_browser)
    monkeypatch.setattr("pupitre.signing_in.sign_in", sign_in)
    return work
