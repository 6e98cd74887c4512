"""What a person at a terminal sees while a run works: the step, in the words of the document."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

from pupitre.visible import visible


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Yield a function that shows the current step on stderr; quiet when that is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.markup import escape

    console = Console(stderr=True)
    with console.status("") as status:
        yield lambda step: status.update(escape(visible(step)))
