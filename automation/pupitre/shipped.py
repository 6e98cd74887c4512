"""Where the data that comes with Pupitre lies.

A wheel carries `selectors/` and `recordings/` inside the package, under
`data/`. A checkout keeps them at its root, where people mend them; an editable
install reads those, never a copy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent


def folder(kind: Literal["selectors", "recordings"]) -> Path:
    """Return the shipped folder of that name; raise FileNotFoundError if the installation is damaged."""
    in_wheel = _PACKAGE / "data" / kind
    in_checkout = _PACKAGE.parents[1] / kind
    if in_wheel.is_dir():
        return in_wheel
    if (_PACKAGE.parents[1] / "pyproject.toml").is_file() and in_checkout.is_dir():
        return in_checkout
    raise FileNotFoundError(f"{in_wheel}: missing from the installation; install Pupitre again")
