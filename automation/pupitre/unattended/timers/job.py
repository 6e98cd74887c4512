"""What a timer starts, as a value that no kind of timer can misread."""

from __future__ import annotations

import datetime as dt
import os
import re
import sys
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import platformdirs

from pupitre.estate import load
from pupitre.estate.sources import credential_name, path_of_file
from pupitre.unattended.estates import files_in
from pupitre.unattended.keepers import LOOKS_EVERY_MINUTES
from pupitre.unattended.timers.schedule import TimerRefused, delay_for, machine_zone, time_for
from pupitre.visible import visible

if TYPE_CHECKING:
    from pupitre.estate import Estate
    from pupitre.estate.model import Once

Scope = Literal["user", "system"]

#: What the environment of whoever installs a timer tells the browser and the guard, and a timer would not know.
_CARRIED = ("PUPITRE_STATE", "PUPITRE_BROWSER", "PLAYWRIGHT_BROWSERS_PATH")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True)
class Wishes:
    """What a person asked for; empty where it is left to Pupitre.

    `due` asks for a look every few minutes whether something is to be done once, in place of a night.
    """

    kind: str
    scope: Scope = "user"
    at: str = ""
    name: str = "nightly"
    run_as: str = ""
    evidence: Path = Path("evidence")
    due: bool = False


@dataclass(frozen=True)
class Job:
    """A command that is started every night, or every so many minutes where `every` is not 0.

    `at` is a time in `zone`, and the command starts up to `delay` minutes later, in `folder`, where mended
    elements lie. `writes` are the folders it needs to write to, `may_write` those that may be missing;
    `credentials` maps a name to a file, or to nothing for one that the system keeps.
    """

    name: str
    scope: Scope
    command: tuple[str, ...]
    environment: Mapping[str, str]
    at: dt.time
    zone: str
    delay: int
    writes: tuple[Path, ...]
    folder: Path = Path("/")
    may_write: tuple[Path, ...] = ()
    credentials: Mapping[str, str] = field(default_factory=dict)
    run_as: str = ""
    estates: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()
    every: int = 0

    @property
    def what(self) -> str:
        """What is started, in the words of a unit's description."""
        return "what is due once" if self.every else "the night of the consoles"

    @property
    def marker(self) -> str:
        """What says in a file that it is ours, and of which timer."""
        return marker(self.name)


def marker(name: str) -> str:
    """Return what says in a file that it is the timer of this name."""
    return f"pupitre timer {name}:"


def checked_name(name: str) -> str:
    """Return the name of a timer; raise TimerRefused for one that is no plain word."""
    if not _NAME.fullmatch(name):
        raise TimerRefused(
            f"{visible(name)!r} is no name for a timer.", remedy="Use small letters, digits and hyphens: --name nightly"
        )
    return name


def job_for(paths: Sequence[Path], wishes: Wishes, today: dt.date) -> Job:
    """Return what a timer has to start for these files; raise EstateError or TimerRefused."""
    name = checked_name(wishes.name)
    files = tuple(path.absolute() for path in files_in(paths))
    estates = [load(file) for file in files]
    home = _home(wishes)
    state, evidence = _state(wishes, home), wishes.evidence.expanduser().resolve()
    zone, notes = _zone(wishes.kind, estates)
    if wishes.due and wishes.at:
        raise TimerRefused(
            f"With --due it is looked every {LOOKS_EVERY_MINUTES} minutes; there is no --at.",
            remedy="Leave one of the two away; the night has a timer of its own.",
        )
    at = time_for(wishes.at, zone, today)
    delay = 0 if wishes.due else delay_for(at, zone, today)
    copies = tuple(dict.fromkeys(each.evidence.copy.resolve() for each in estates if each.evidence.copy is not None))
    command = [*night_command([path.absolute() for path in paths], evidence), *(["--due"] if wishes.due else [])]
    if wishes.due:
        notes = []
    else:
        notes += [_of_once(estate, at, zone) for estate in estates if _coming(estate)]
    environment = {**carried(), "PUPITRE_STATE": str(state)}
    folder = Path.cwd()
    for text in (*command, str(folder), *environment.values(), *map(str, copies)):
        _refuse_unwritable(text)
    if wishes.run_as:
        _refuse_unwritable(wishes.run_as)
    return Job(
        name=name,
        scope=wishes.scope,
        command=tuple(command),
        environment=environment,
        at=at,
        zone=zone,
        delay=delay,
        writes=(state, evidence),
        folder=folder,
        may_write=copies,
        credentials=_credentials(estates),
        run_as=wishes.run_as,
        estates=files,
        notes=tuple(notes),
        every=LOOKS_EVERY_MINUTES if wishes.due else 0,
    )


def _coming(estate: Estate) -> list[Once]:
    now = dt.datetime.now(dt.UTC)
    return sorted((item for item in estate.once if now < item.at), key=lambda item: item.at)


def _of_once(estate: Estate, at: dt.time, zone: str) -> str:
    """Return when this timer will do what a file asks for once, and what would do it at its minute."""
    item = _coming(estate)[0]
    night = item.at.astimezone(zoneinfo.ZoneInfo(zone)).replace(hour=at.hour, minute=at.minute)
    night = night if night >= item.at else night + dt.timedelta(days=1)
    when = (
        f"this timer does it on {night:%Y-%m-%d at %H:%M}" if night < item.until else "this timer comes too late for it"
    )
    return (
        f"{visible(estate.file)} has something to do once, {visible(item.name)}: {when}. "
        "At that very minute does a second one: pupitre timer install ... --due"
    )


def carried() -> dict[str, str]:
    """Return what a timer takes over from the environment that it is installed in."""
    return {name: os.environ[name] for name in _CARRIED if os.environ.get(name)}


def night_command(paths: Sequence[Path], evidence: Path) -> tuple[str, ...]:
    """Return the command of a night; a module in the working folder is never taken for one of ours (-P)."""
    return (sys.executable, "-P", "-m", "pupitre", "run", *map(str, paths), "--evidence", str(evidence))


def _home(wishes: Wishes) -> Path:
    if wishes.scope == "user":
        if wishes.run_as:
            raise TimerRefused(
                "A timer of your own runs as you.", remedy="Leave --run-as away, or install it with --system."
            )
        return Path.home()
    if wishes.kind == "windows":
        return Path.home()
    if not wishes.run_as:
        raise TimerRefused(
            "A timer of the system needs the user that the night runs as.",
            remedy="Name one that is not root, as the browser protects itself less as root: --run-as pupitre",
        )
    import pwd

    try:
        return Path(pwd.getpwnam(wishes.run_as).pw_dir)
    except KeyError:
        raise TimerRefused(
            f"There is no user {visible(wishes.run_as)!r} on this machine.", remedy="Make one, or name another."
        ) from None


def _state(wishes: Wishes, home: Path) -> Path:
    """Return the state folder of whoever runs the night: that of their other runs, as two ledgers count twice."""
    chosen = os.environ.get("PUPITRE_STATE")
    if chosen:
        return Path(chosen).expanduser().resolve()
    if wishes.scope == "user" or wishes.kind == "windows":
        return Path(platformdirs.user_state_dir("pupitre", appauthor=False)).absolute()
    below = "Library/Application Support/pupitre" if wishes.kind == "launchd" else ".local/state/pupitre"
    return home / below


def _zone(kind: str, estates: Sequence[Estate]) -> tuple[str, list[str]]:
    """Return the zone that the time is meant in, and what to say about it."""
    zones = list(dict.fromkeys(estate.timezone for estate in estates))
    notes = []
    if len(zones) > 1:
        notes.append(f"The sites are in several time zones; the time is that of {zones[0]}.")
    if kind == "systemd":
        return zones[0], notes
    here = machine_zone()
    if not here:
        notes.append("This machine does not tell its time zone; the time is taken by its clock.")
        return zones[0], notes
    if here != zones[0]:
        notes.append(f"The time is taken by this machine's clock ({here}); the sites are in {zones[0]}.")
    return here, notes


def _credentials(estates: Sequence[Estate]) -> dict[str, str]:
    found: dict[str, str] = {}
    for estate in estates:
        for reference in estate.secrets:
            if reference.kind == "file":
                path = path_of_file(reference.name, reference.folder)
                found[credential_name(path)] = str(path)
            elif reference.kind == "systemd":
                found[reference.name] = ""
    return found


def _refuse_unwritable(text: str) -> None:
    """Raise TimerRefused for a path or name that no kind of timer can hold as it is."""
    try:
        text.encode("utf-8")
        is_plain = all(letter >= " " and letter != "\x7f" for letter in text)
    except UnicodeEncodeError:
        is_plain = False
    if not is_plain:
        raise TimerRefused(
            f"{visible(text)!r} has a line end, a control character or a broken letter in it.",
            remedy="Rename the file or folder; a timer cannot name it safely.",
        )
