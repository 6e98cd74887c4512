"""`pupitre recording mend`: what the last replay of a recording found by other ways is kept."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from pupitre.commands.ending import NotUnderstood
from pupitre.commands.evidence.finding import Meant, must_be_there
from pupitre.commands.evidence.verifying import check_one
from pupitre.commands.saving import saving
from pupitre.commands.streams import document, people, tell
from pupitre.estate.source import read_text
from pupitre.evidence.chain_verification import ChainVerification, Event
from pupitre.evidence.index_reading import read_index
from pupitre.evidence.journal import EVENTS
from pupitre.recording.file import LONGEST_LINE, digest, parse_recording
from pupitre.recording.mending import Healing, NotMended, mended, told
from pupitre.visible import visible

_YES = ("o", "oui", "y", "yes")


def mend(file: Path, evidence: Path, *, yes: bool, json_output: bool) -> int:
    """Move the ways that the newest replay found something by before the others; return 0, or raise NotMended."""
    text = read_text(file, longest_line=LONGEST_LINE)
    recording = parse_recording(text, str(file))
    run, healings = _newest(evidence, digest(recording), str(file))
    stream = people(json_output=json_output)
    if not healings:
        tell(visible(f"{run}: every step was found by its first way; there is nothing to mend."), stream)
        _close("nothing_to_mend", json_output, ())
        return 0
    after = mended(text, str(file), healings)
    tell("\n".join(map(visible, (run, *told(recording, healings)))), stream)
    if not yes and not _agreed():
        tell("Nothing was changed.", stream)
        _close("not_wanted", json_output, ())
        return 0
    with saving(file):
        file.write_text(after, encoding="utf-8")
    _close("mended", json_output, healings)
    return 0


def _newest(evidence: Path, seal: str, file: str) -> tuple[str, tuple[Healing, ...]]:
    """Return the newest replay of exactly this recording, and what was found by another way in it."""
    must_be_there(evidence)
    index = read_index(evidence)
    for name, run in reversed(list(index.runs.items())):  # in the order in which they ended
        if run.verb != "replay" or name in index.pruned:
            continue
        events = list(_events(evidence / name))
        if not any(event["step"] == "recording" and _detail(event).get("seal") == seal for event in events):
            continue
        if not check_one(Meant(evidence, name, index)).is_sound:
            raise NotMended(
                f"{name}: the evidence is not as the replay left it.", remedy="See: pupitre evidence verify"
            )
        found = {str(_detail(each).get("step")): _detail(each) for each in events if each["step"] == "healed"}
        return name, tuple(_healing(number, detail, name) for number, detail in found.items())
    raise NotMended(
        f"No replay of {file}, as it is now, is in {evidence}.", remedy="Replay it first, with --dry-run for example."
    )


def _events(folder: Path) -> Iterator[Event]:
    chain = ChainVerification(EVENTS)
    try:
        with (folder / EVENTS).open("rb") as stream:
            yield from chain.check(stream, None, None)
    except OSError:
        return


def _detail(event: Event) -> dict[str, object]:
    detail = event["detail"]
    return detail if isinstance(detail, dict) else {}


def _healing(number: str, detail: dict[str, object], run: str) -> Healing:
    way, gone = detail.get("way"), detail.get("gone")
    if not isinstance(way, int) or not isinstance(gone, list) or not all(isinstance(each, int) for each in gone):
        raise NotMended(f"{run}: what was found at step {number} cannot be read.")
    return Healing(number, way, tuple(gone))


def _agreed() -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        raise NotUnderstood("Nobody is there to say yes.", left_behind="The file is as it was.", remedy="Pass --yes.")
    print("Keep it? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in _YES


def _close(reason: str, json_output: bool, healings: tuple[Healing, ...]) -> None:
    if json_output:
        document({"exit_code": 0, "reason": reason, "mended": [each.number for each in healings]})
