"""What is known of an estate file from the last time it loaded: enough to tell its people that it does not any more.

    STATE/known/<file>.json     0600, one for each file that a night was asked for, replaced whole

Addresses are kept as the file has them, by reference: what a reference leads to is never in here.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pupitre.errors import EstateError
from pupitre.estate.model import Notify, Support
from pupitre.estate.secret import SecretReference
from pupitre.unattended.keeping import private_folder, put

if TYPE_CHECKING:
    from pupitre.estate import Estate


@dataclass(frozen=True)
class Trouble:
    """Why a file is lost: `cause` tells one reason from another, `since` is ISO 8601, `is_told` for its people."""

    cause: str
    since: str
    is_told: bool = False


@dataclass(frozen=True)
class Known:
    """A file as it was when it last loaded; `file` is its whole path.

    `loaded` is when that was, `asked` when a night was last asked for it (both ISO 8601 with a time zone),
    `passed_by` the dates of later nights of this machine that had other files only. `declares` says which sites and
    ring groups it keeps.
    """

    file: str
    console: str
    origin: str
    account: str
    language: str
    timezone: str
    loaded: str
    asked: str
    support: Support | None = None
    notify: tuple[Notify, ...] = ()
    ping: SecretReference | None = None
    declares: tuple[str, ...] = ()
    passed_by: tuple[str, ...] = ()
    trouble: Trouble | None = None

    @classmethod
    def of(cls, estate: Estate, now: dt.datetime) -> Known:
        """Return what is kept of a file that loads."""
        moment = now.astimezone(dt.UTC).isoformat(timespec="seconds")
        groups = estate.ring_groups.names if estate.ring_groups is not None else ()
        return cls(
            file=whole(estate.file),
            console=estate.console,
            origin=estate.address.origin,
            account=estate.login.user,
            language=estate.language,
            timezone=estate.timezone,
            loaded=moment,
            asked=moment,
            support=estate.support,
            notify=estate.notify,
            ping=estate.ping,
            declares=(
                *(f"extension {site.extension}" for site in estate.sites.values()),
                *(f"group {name}" for name in groups),
                *(f"section {name}" for name in estate.sections),
            ),
        )

    @property
    def folder(self) -> Path:
        """The folder that the file stands in, or stood in."""
        return Path(self.file).parent

    @property
    def references(self) -> tuple[SecretReference, ...]:
        """Where every address is that is kept."""
        return (*(each for entry in self.notify for each in entry.to), *([self.ping] if self.ping is not None else []))


def whole(path: Path | str) -> str:
    """Return a path from the root, as it is compared: links stay, as what they lead to may be another file tomorrow."""
    return os.path.abspath(path)  # noqa: PTH100 - `resolve` follows links


def note(known: Known) -> None:
    """Keep what is known of a file; raise OSError or StateUnusable."""
    put(_path(known.file), json.dumps(_document(known), indent=1).encode("ascii"))


def forget(file: Path) -> bool:
    """Drop what is known of a file; return whether anything was; raise OSError or StateUnusable."""
    path = _path(whole(file))
    was_known = path.exists()
    path.unlink(missing_ok=True)
    return was_known


def all_known() -> tuple[Known, ...]:
    """Return what is known of all files, by path; raise OSError or StateUnusable.

    What is damaged is as if it were not there: the next night that loads the file writes it anew.
    """
    found = []
    for path in private_folder("known").glob("*.json"):
        # TypeError and KeyError: a field is missing, or was written by another version.
        with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
            known = _known(json.loads(path.read_bytes()))
            if path.name == _name(known.file):
                found.append(known)
    return tuple(sorted(found, key=lambda known: known.file))


def only_of(known: Iterable[Known], file: Path) -> Known | None:
    """Return what is known of one file, or None."""
    wanted = whole(file)
    return next((each for each in known if each.file == wanted), None)


def _path(file: str) -> Path:
    return private_folder("known") / _name(file)


def _name(file: str) -> str:
    return f"{hashlib.sha256(os.fsencode(file)).hexdigest()[:16]}.json"


def _document(known: Known) -> dict[str, Any]:
    plain = {
        name: getattr(known, name)
        for name in ("file", "console", "origin", "account", "language", "timezone", "loaded", "asked")
    }
    return {
        **plain,
        "support": asdict(known.support) if known.support is not None else None,
        "notify": [
            {"to": [_place(each) for each in entry.to], "on": list(entry.on), "language": entry.language}
            for entry in known.notify
        ],
        "ping": _place(known.ping) if known.ping is not None else None,
        "declares": list(known.declares),
        "passed_by": list(known.passed_by),
        "trouble": asdict(known.trouble) if known.trouble is not None else None,
    }


def _known(document: dict[str, Any]) -> Known:
    support, ping, trouble = document["support"], document["ping"], document["trouble"]
    known = Known(
        **{
            **document,
            "support": Support(**support) if support is not None else None,
            "notify": tuple(
                Notify(tuple(_reference(each) for each in entry["to"]), tuple(entry["on"]), entry["language"])
                for entry in document["notify"]
            ),
            "ping": _reference(ping) if ping is not None else None,
            "declares": tuple(document["declares"]),
            "passed_by": tuple(document["passed_by"]),
            "trouble": Trouble(**trouble) if trouble is not None else None,
        }
    )
    moments = [known.loaded, known.asked, *([known.trouble.since] if known.trouble is not None else [])]
    if any(dt.datetime.fromisoformat(moment).tzinfo is None for moment in moments):
        raise ValueError("a moment has no time zone")
    return known


def _place(reference: SecretReference) -> dict[str, str]:
    return {"place": str(reference), "folder": str(reference.folder.absolute()), "user": reference.user}


def _reference(document: dict[str, str]) -> SecretReference:
    try:
        return SecretReference.parse(
            document["place"], folder=Path(document["folder"]), user=document["user"], means="address"
        )
    except EstateError as error:
        raise ValueError("this is no reference") from error
