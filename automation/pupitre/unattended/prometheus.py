"""How consoles stand, as a text file for the textfile collector of Prometheus' node_exporter.

Source: prometheus.io, "Exposition formats". The file is replaced whole, as the collector may read at any moment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from pathlib import Path

from pupitre.errors import Explained
from pupitre.unattended.keeping import put_for_others
from pupitre.unattended.status import Standing
from pupitre.visible import visible

_Value = Callable[[Standing], float | None]


def _ended(moment: str) -> float:
    return dt.datetime.fromisoformat(moment).timestamp()


def _next_push(standing: Standing) -> float | None:
    if not standing.next_push:
        return None
    return dt.datetime.combine(dt.date.fromisoformat(standing.next_push), dt.time(), dt.UTC).timestamp()


_GAUGES: tuple[tuple[str, str, _Value], ...] = (
    ("pupitre_good", "1 when the last night was good and is not stale.", lambda s: float(s.state == "good")),
    (
        "pupitre_person_needed",
        "1 when a person has to act before the next login.",
        lambda s: float(s.state == "person"),
    ),
    ("pupitre_file_loads", "0 when the file does not load, or is gone.", lambda s: float(not s.is_lost)),
    (
        "pupitre_last_run_timestamp_seconds",
        "When the last night ended.",
        lambda s: _ended(s.last.ended) if s.last else None,
    ),
    (
        "pupitre_last_good_run_timestamp_seconds",
        "When the last good night ended.",
        lambda s: _ended(s.last_good.ended) if s.last_good else None,
    ),
    ("pupitre_last_exit_code", "The exit code of the last night.", lambda s: s.last.exit_code if s.last else None),
    ("pupitre_drifted_sites", "How many sites somebody else had changed.", lambda s: len(s.drifted)),
    ("pupitre_missed_nights", "Nights without a run before the last one.", lambda s: s.last.missed if s.last else None),
    ("pupitre_next_push_timestamp_seconds", "The day on which the grid changes next, at 0:00 UTC.", _next_push),
    ("pupitre_messages_waiting", "Messages that could not be sent yet.", lambda s: s.letters),
)


def rendered(found: Iterable[Standing], now: dt.datetime) -> str:
    """Return the text of the file."""
    standings = tuple(found)
    lines: list[str] = []
    for name, means, value in _GAUGES:
        samples = [
            f"{name}{_labels(file=each.file, console=each.console, origin=each.origin)} {_number(number)}"
            for each in standings
            if (number := value(each)) is not None
        ]
        lines += [f"# HELP {name} {means}", f"# TYPE {name} gauge", *samples] if samples else []
    doors = {
        f"pupitre_door_open{_labels(origin=door.origin, account=door.account)} {int(door.open)}"
        for each in standings
        for door in each.doors
    }
    if doors:
        means = "1 when the guard lets the next login go."
        lines += [f"# HELP pupitre_door_open {means}", "# TYPE pupitre_door_open gauge", *sorted(doors)]
    name = "pupitre_status_timestamp_seconds"
    lines += [f"# HELP {name} When this file was written.", f"# TYPE {name} gauge", f"{name} {now.timestamp():.0f}"]
    return "\n".join(lines) + "\n"


def write(path: Path, found: Iterable[Standing], now: dt.datetime) -> None:
    """Write the file; raise Explained."""
    try:
        put_for_others(path, rendered(found, now).encode("utf-8"), durable=False)
    except OSError as error:
        raise Explained(
            f"{visible(str(path))}: cannot be written ({error.strerror}).",
            left_behind="What was there before is still there.",
            remedy="Name a file in a folder of yours that node_exporter reads (--collector.textfile.directory).",
        ) from None


def _labels(**values: str) -> str:
    return "{" + ",".join(f'{name}="{_escaped(value)}"' for name, value in values.items()) + "}"


def _escaped(value: str) -> str:
    # A name that is not UTF-8: its bytes, or an escape that Prometheus does not know, would cost it the whole file.
    value = value.encode("utf-8", "replace").decode("utf-8")
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:.3f}"
