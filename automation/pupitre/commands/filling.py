"""Adding what a console shows to a file that so far only says how to sign in."""

from __future__ import annotations

import contextlib
import functools
import secrets
import shlex
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from pupitre.commands.conclusion import conclude
from pupitre.commands.progress import run_shown
from pupitre.commands.streams import tell
from pupitre.errors import Bug, EstateError, Explained
from pupitre.estate import Estate, load
from pupitre.estate.problems import quoted_path
from pupitre.estate.starting import with_ring_groups, with_sites
from pupitre.hours import Week
from pupitre.plan.ringing import RingGroupsPlan
from pupitre.run import Finished, Settings
from pupitre.survey import survey
from pupitre.switchboard import Switchboard
from pupitre.visible import visible

_WORDS = {
    "fr": {
        "filled": "{file} contient maintenant les sites. Pour vérifier : pupitre plan {file}",
        "filled_groups": "{file} contient maintenant les groupes de sonnerie. Pour vérifier : pupitre plan {file}",
        "left_out": "Laissé de côté : {extension} {name} ({why})",
        "failed": "{file} ne dit que comment se connecter. Quand c'est réglé : pupitre init --fill {file}",
    },
    "en": {
        "filled": "{file} now holds the sites. To check: pupitre plan {file}",
        "filled_groups": "{file} now holds the ring groups. To check: pupitre plan {file}",
        "left_out": "Left out: {extension} {name} ({why})",
        "failed": "{file} only says how to sign in. Once that is solved: pupitre init --fill {file}",
    },
}


def fill(file: Path, settings: Settings, *, json_output: bool, facts: dict[str, str] | None = None) -> int:
    """Sign in once and add what the console shows to a file that declares nothing; return the exit code."""
    estate = load(file, needs_sites=False)
    if estate.names:
        declared = "sites" if estate.ring_groups is None else "ring groups"
        raise EstateError(
            f"{quoted_path(str(file))}: the file declares {declared} already; they are not replaced.",
            remedy=f"What the console shows: pupitre read {shlex.quote(str(file))}",
        )
    everything = replace(settings, only=())  # what is named is not declared yet
    finished = run_shown(estate, everything, "init", functools.partial(survey, only=settings.only))
    shown = dict(finished.verdict.document)
    name = shlex.quote(str(file))
    lines = [_say(estate.language, "left_out", **left) for left in shown.get("left_out", [])]
    if finished.verdict.exit_code == 0:
        if estate.ring_groups is None:
            _add_sites(file, finished, estate.language)
            lines.append(_say(estate.language, "filled", file=name))
        else:
            _add_ring_groups(file, finished, estate.language)
            lines.append(_say(estate.language, "filled_groups", file=name))
    code = conclude(
        finished,
        json_output=json_output,
        text="\n".join(lines),
        document={"file": str(file), **(facts or {}), "left_out": shown.get("left_out", [])},
    )
    if code != 0:
        tell(_say(estate.language, "failed", file=name), sys.stderr)
    return code


def _add_sites(file: Path, finished: Finished, language: str) -> None:
    sites = [
        (str(site["name"]), str(site["extension"]), Week.from_json(site["week"]))
        for site in finished.verdict.document["sites"]
    ]
    _rewrite(
        file,
        lambda text: with_sites(text, sites, language),
        lambda estate: [(site.name, site.extension, site.week) for site in estate.sites.values()] == sites,
    )


def _add_ring_groups(file: Path, finished: Finished, language: str) -> None:
    shown = Switchboard.from_json(finished.verdict.document["switchboard"])
    only = finished.verdict.document["extensions"]
    _rewrite(
        file,
        lambda text: with_ring_groups(text, shown, language, only),
        lambda estate: not RingGroupsPlan.make(shown, estate.choose_ring_groups(())).steps,
    )


def _rewrite(file: Path, filled: Callable[[str], str], is_shown: Callable[[Estate], bool]) -> None:
    """Replace a file whole, once it is certain that it then declares what the console shows."""
    # Whoever edited the file meanwhile loses nothing: it is read now, not before the login.
    text = filled(file.read_text(encoding="utf-8"))
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("x", encoding="utf-8") as opened:
            opened.write(text)
        if not is_shown(load(draft)):
            raise Bug("The file would not declare what the console shows.", left_behind=f"{file} is as it was.")
        draft.chmod(file.stat().st_mode & 0o777)
        draft.replace(file)
    except OSError as error:
        raise Explained(f"{quoted_path(str(file))}: cannot be written: {error.strerror}.") from None
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def _say(language: str, key: str, **values: Any) -> str:
    return visible(_WORDS[language][key].format(**values))
