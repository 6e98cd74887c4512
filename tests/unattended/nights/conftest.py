"""A console of opening hours in memory, and nights on it that are real but for the browser."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

import pytest
import time_machine

from pupitre.browser.barrier import ReadList
from pupitre.console import ElementReport, HoursConsole, Reply, SignInAnswer, Site
from pupitre.errors import ConsoleRefused, PupitreError, StalePlan
from pupitre.estate import load
from pupitre.hours import Slot, Week, Weekday
from pupitre.plan import Action, Observed, digest
from pupitre.recording.file import parse_recording, sealed
from pupitre.recording.writing import write_recording
from pupitre.run import Session, Settings
from pupitre.shipped import folder
from pupitre.unattended.running import Done, spend_night


def put_recording(file: Path, address: str, **changes: str) -> Path:
    """Write the shipped change of hours as if it had been recorded at an address; `changes` are done before it is sealed."""
    shipped = (folder("recordings") / "lunch-hours.yaml").read_text(encoding="utf-8")
    for old, new in {"https://oti.3cx.fr": address, **changes}.items():
        assert old in shipped
        shipped = shipped.replace(old, new)
    file.parent.mkdir(exist_ok=True)
    file.write_text(write_recording(sealed(parse_recording(shipped, file.name))), encoding="utf-8")
    return file


Happening = Callable[["Telephones"], None]

PARIS = ZoneInfo("Europe/Paris")
SURROUNDINGS = {"caller": "*", "destination": "100"}


@dataclass
class Telephones:
    """What is saved on the console, by extension, and what happens around a reading or a save."""

    weeks: dict[str, Week] = field(default_factory=dict)
    before_save: Happening = lambda _: None
    after_save: Happening = lambda _: None
    at_sign_in: Happening = lambda _: None
    saves: list[tuple[str, Week]] = field(default_factory=list)
    sign_ins: int = 0

    def somebody_sets(self, extension: str, day: Weekday, *slots: str) -> None:
        """Let somebody at the console change a day."""
        week = self.weeks[extension]
        changed = {**dict(week), day: tuple(Slot.parse(slot) for slot in slots)}
        self.weeks[extension] = Week.of(changed)


class PretendHours(HoursConsole):
    """A driver that types nothing, on a console that refuses what the mock refuses: an overlap, and a lost slot."""

    kind: ClassVar[str] = "threecx"
    reads: ClassVar[ReadList] = ReadList(frozenset())
    login_paths: ClassVar[tuple[str, ...]] = ("/login",)
    lockout_threshold: ClassVar[int] = 3

    def __init__(self, desk: Any, telephones: Telephones) -> None:
        super().__init__(desk)
        self.telephones = telephones

    def open_login(self) -> None: ...
    def type_credentials(self, user: str, placeholder: str) -> None: ...
    def submit_login(self) -> None: ...
    def fresh_load(self) -> None: ...
    def sign_out(self) -> None: ...

    def sign_in_answer(self, reply: Callable[[], Reply]) -> SignInAnswer:
        raise NotImplementedError

    def examine(self, site: Site) -> tuple[ElementReport, ...]:
        return ()

    def sites(self) -> tuple[Site, ...]:
        return tuple(Site(number, number) for number in self.telephones.weeks)

    def read(self, site: Site) -> Observed:
        return Observed(self.telephones.weeks[site.extension], SURROUNDINGS)

    def change(self, site: Site, before: Week, surroundings: str, actions: tuple[Action, ...]) -> None:
        if self.telephones.weeks[site.extension] != before or surroundings != digest(SURROUNDINGS):
            raise StalePlan("The console shows something else.")
        self.telephones.before_save(self.telephones)
        days = {day: list(slots) for day, slots in before}
        for action in actions:
            there = days[action.day]
            if action.verb == "delete":
                there.remove(action.slot)
            elif any(action.slot.overlaps(other) for other in there):
                raise ConsoleRefused("It overlaps.")
            else:
                there.append(action.slot)
        self.telephones.weeks[site.extension] = Week.of(days)
        self.telephones.saves.append((site.extension, self.telephones.weeks[site.extension]))
        self.telephones.after_save(self.telephones)


class PretendDesk:
    """A desk without a page."""

    class elements:  # noqa: N801 - what a run asks of a desk
        drifted: ClassVar[dict[str, str]] = {}

    language = "fr"

    @contextlib.contextmanager
    def at(self, site: str) -> Iterator[None]:
        yield

    def picture_of_doubt(self, name: str, says: str) -> None:
        """Take no picture."""


class Nights:
    """An estate on a pretended console, and its nights on dates that a test chooses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.telephones = Telephones()
        self.settings = Settings(evidence=folder / "evidence")
        self.sessions = 0
        self.declares()

    def declares(self, *more: str, hours: str = "week: {mon-fri: 08:00-17:00}", sites: int = 1) -> None:
        """Write the file: sites with the same hours, and what else is in it."""
        lines = [
            "console: threecx",
            "address: https://oti.example.fr",
            'login: {user: "000", password: file:password}',
            "timezone: Europe/Paris",
            "calendar: {country: FR}",
            *more,
            f"hours:\n  bureaux:\n    {hours}",
            "sites:",
            *(f'  SITE {number}: {{extension: "{number:03}", hours: bureaux}}' for number in range(1, sites + 1)),
        ]
        self.file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.estate = load(self.file)
        for site in self.estate.sites.values():
            self.telephones.weeks.setdefault(site.extension, site.week)

    @property
    def file(self) -> Path:
        """The estate's file."""
        return self.folder / "oti.yaml"

    @property
    def week(self) -> Week:
        """What the console shows of the first site."""
        return self.telephones.weeks["001"]

    def on(self, date: str, **options: Any) -> Done:
        """Spend the night that leads to a date, or one that begins at a time of it; tell nobody but the state folder."""
        moment = dt.datetime.fromisoformat(date)
        moment = moment if moment.hour else moment.replace(hour=1, minute=30)
        with time_machine.travel(moment.replace(tzinfo=PARIS), tick=True):
            return spend_night(self.estate, self.settings, **options)


@pytest.fixture
def nights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Nights:
    """Return nights on a console that shows the ordinary week of the file."""
    monkeypatch.setenv("PUPITRE_STATE", str(tmp_path / "state"))
    secret = tmp_path / "password"
    secret.touch(mode=0o600)
    secret.write_text("of nobody", encoding="utf-8")
    work = Nights(tmp_path)

    @contextlib.contextmanager
    def without_a_browser(
        estate: Any, settings: Any, guard: Any, record: Any, run_id: str, interruption: Any, today: dt.date, **_: Any
    ) -> Iterator[Session]:
        work.telephones.sign_ins += 1
        work.telephones.at_sign_in(work.telephones)
        desk: Any = PretendDesk()
        tracer: Any = SimpleNamespace(paused=contextlib.nullcontext)
        console = PretendHours(desk, work.telephones)
        try:
            yield Session(estate, settings, guard, record, desk, console, run_id, "no browser", tracer, today)
        except PupitreError as error:
            desk.picture_of_doubt("doubt", error.what)
            raise

    monkeypatch.setattr("pupitre.run._session", without_a_browser)
    return work


@pytest.fixture
def christmas(nights: Nights) -> Nights:
    """Return nights of an office with a half day on Christmas Eve 2026, a Thursday."""
    nights.declares(hours="week: {mon-fri: 08:00-17:00}\n    holidays: closed\n    days: {2026-12-24: 08:00-12:00}")
    return nights
