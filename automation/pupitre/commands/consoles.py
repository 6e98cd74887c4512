"""`pupitre consoles`: which consoles are installed, what each keeps, and what is wrong with a broken one."""

from __future__ import annotations

import sys

from pupitre.commands.streams import document, people, tell
from pupitre.errors import EstateError
from pupitre.installed_consoles import InstalledConsole, list_consoles
from pupitre.visible import visible


def consoles(name: str | None, *, json_output: bool) -> int:
    """List the installed consoles and return 0; of one that is named, return 1 when it cannot be used."""
    found = [each for each in list_consoles() if name in (None, each.name)]
    if name is not None and not found:
        known = ", ".join(sorted({each.name for each in list_consoles()})) or "none"
        raise EstateError(f"No console is called {visible(name)}. Installed: {known}.")
    broken = [each for each in found if each.problem]
    code = 1 if name is not None and broken else 0
    tell("\n".join(_lines(found)), people(json_output=json_output))
    for each in broken:
        tell(visible(f"{each.name}: {each.problem}."), sys.stderr)
    if json_output:
        document({"exit_code": code, "consoles": [each.to_json() for each in found]})
    return code


def _lines(found: list[InstalledConsole]) -> list[str]:
    rows = [("CONSOLE", "KEEPS", "PACKAGE", "FROM")]
    rows += [
        (each.name, "broken" if each.problem else each.keeps, each.package, f"{each.distribution} {each.version}")
        for each in found
    ]
    seen = [[visible(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in seen) for column in range(len(seen[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in seen]
