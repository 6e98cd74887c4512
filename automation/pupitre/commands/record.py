"""`pupitre record`: a person shows a change in a window, and it is kept as a file."""

from __future__ import annotations

import os
import select
import shlex
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pupitre.commands.asking import asked_varying
from pupitre.commands.conclusion import conclude
from pupitre.commands.ending import NotUnderstood
from pupitre.commands.progress import run_shown
from pupitre.commands.saving import REMEDY, check_target, saved, saving
from pupitre.commands.streams import tell
from pupitre.console import Console
from pupitre.errors import EstateError
from pupitre.estate import Estate, load
from pupitre.estate.address import AddressError
from pupitre.recording.anywhere import Anywhere, estate_of
from pupitre.recording.capture import check_version
from pupitre.recording.file import parse_recording
from pupitre.recording.lifting import NotLifted, Wish, lift, proposals
from pupitre.recording.model import Recording
from pupitre.recording.showing import Shown, declared_file, save, show
from pupitre.recording.telling import as_lines
from pupitre.recording.watching import Watch
from pupitre.recording.writing import write_recording
from pupitre.run import Settings
from pupitre.timezone_here import timezone_here
from pupitre.visible import visible

_DECLARED = {
    "fr": "Le même changement, à déclarer : {file}",
    "en": "The same change, to be declared: {file}",
}
_ASKED = {
    "fr": "« {value} » ({count} fois) varie-t-il ? Un nom de paramètre, ou Entrée pour non",
    "en": "Does “{value}” ({count} times) vary? A parameter's name, or Enter for no",
}
_VARIES = {
    "fr": "Ce qui varie peut-être : pupitre recording lift {file} {wish}",
    "en": "What may vary: pupitre recording lift {file} {wish}",
}


@dataclass(frozen=True)
class What:
    """What is recorded, and where: an estate's file, or the address of a console without a driver."""

    file: Path | None
    out: Path
    console: str = ""
    address: str = ""
    language: str = "en"
    lifts: tuple[str, ...] = ()


def record(what: What, settings: Settings, *, json_output: bool, until: Callable[[Watch], None] | None = None) -> int:
    """Have a person show a change, write it down, and return the exit code.

    `until` is what happens while they are watched; without it, they end it themselves.
    """
    check_version()
    wishes = [Wish.parse(each) for each in what.lifts]
    estate, driver = _estate(what)
    _check_out(what)
    shown = Shown(what.out.stem, estate=_relative(what))
    ending = until or (lambda watch: watch.wait(_enter_pressed))
    finished = run_shown(
        estate, settings, "record", lambda session: show(session, shown, ending), writes=True, driver=driver
    )
    lines: list[str] = []
    if shown.recording is not None:
        text = write_recording(_with_declared(shown.recording, shown, what.out))
        for wish in wishes:
            text = lift(text, str(what.out), wish)
        if not wishes:
            text = _lifted_as_asked(text, what.out, estate.language)
        with saving(what.out):
            files = save(shown, what.out, text)
        if shown.declared is not None:
            lines.append(_DECLARED[estate.language].format(file=files[-1]))
        lines += _told(text, what.out, estate.language)
    for warning in shown.warnings:
        tell(visible(warning), sys.stderr)
    return conclude(finished, json_output=json_output, text="\n".join(map(visible, lines)))


def _lifted_as_asked(text: str, out: Path, language: str) -> str:
    """Return the recording's text with parameters for the values that a person says vary."""
    for proposal in proposals(parse_recording(text, str(out))):
        question = _ASKED[language].format(value=visible(proposal.value), count=proposal.places)
        name = asked_varying(question, proposal.name)
        while name is not None:
            try:
                text = lift(text, str(out), Wish.parse(f"{proposal.value}={name}:{proposal.kind}"))
                break
            except NotLifted as why:
                tell(visible(why.what), sys.stderr)
                name = asked_varying(question, proposal.name)
    return text


def _with_declared(recording: Recording, shown: Shown, out: Path) -> Recording:
    """Return the recording, which names the file of the declared change where there is one."""
    if shown.declared is None:
        return recording
    return recording.model_copy(update={"instead": declared_file(out).name})


def _told(text: str, out: Path, language: str) -> list[str]:
    recording = parse_recording(text, str(out))
    lines = [*as_lines(recording), saved(out, language)]
    for proposal in proposals(recording):
        wish = shlex.quote(f"{proposal.value}={proposal.name}:{proposal.kind}")
        lines.append(_VARIES[language].format(file=shlex.quote(str(out)), wish=wish))
    return lines


def _estate(what: What) -> tuple[Estate, type[Console] | None]:
    if (what.file is None) == (not what.address):
        raise NotUnderstood(
            "Name the estate's file, or the address of a console without a driver.",
            left_behind="",
            remedy="pupitre record oti.yaml -o recordings/hours.yaml, or --address https://console.example",
        )
    if what.file is not None:
        estate = load(what.file, needs_sites=False)
        if what.console and what.console != estate.console:
            raise EstateError(f"{what.file} is about a console {estate.console}, not {what.console}.")
        return estate, None
    try:
        return estate_of(what.address, language=what.language, timezone=timezone_here(what.language)), Anywhere
    except AddressError as problem:
        raise NotUnderstood(f"The address {problem}.", left_behind="") from None


def _check_out(what: What) -> None:
    if what.out.suffix not in (".yaml", ".yml"):
        raise EstateError(f"{what.out}: the name must end in .yaml.", remedy=REMEDY)
    if os.path.lexists(what.out):
        raise EstateError(f"{what.out}: there is such a file; a recording writes over none.", remedy=REMEDY)
    check_target(what.out, what.file or what.out)


def _relative(what: What) -> str | None:
    """Return where the estate's file is, seen from the recording."""
    if what.file is None:
        return None
    return Path(os.path.relpath(what.file.absolute(), what.out.absolute().parent)).as_posix()


def _enter_pressed() -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    if not select.select([sys.stdin], [], [], 0)[0]:
        return False
    sys.stdin.readline()
    return True
