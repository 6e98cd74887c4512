"""What a person at a terminal sees while a run works: the step, in the words of the document."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from pupitre.commands.streams import tell
from pupitre.run import Finished, Session, Settings, Verdict, run
from pupitre.visible import visible

if TYPE_CHECKING:
    from rich.live import Live
    from rich.spinner import Spinner

    from pupitre.console import Console
    from pupitre.estate import Estate


class Progress:
    """A line on stderr that says what is being done; none when that is no terminal."""

    def __init__(self, live: Live | None = None, spinner: Spinner | None = None) -> None:
        self._live = live
        self._spinner = spinner

    def announce(self, step: str) -> None:
        """Show a step instead of the one before."""
        if self._spinner is not None:
            from rich.text import Text

            self._spinner.update(text=Text(visible(step)))

    @contextlib.contextmanager
    def paused(self) -> Iterator[None]:
        """Take the line away while something is printed or asked."""
        if self._live is None:
            yield
            return
        self._live.stop()
        try:
            yield
        finally:
            self._live.start()


@contextlib.contextmanager
def progress() -> Iterator[Progress]:
    """Show the current step on stderr, and clean the line up afterwards."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield Progress()
        return
    from rich.console import Console
    from rich.live import Live
    from rich.spinner import Spinner

    spinner = Spinner("dots")
    # What goes to stdout stays there: Rich would lead it to the terminal even when it is piped to a program.
    with Live(spinner, console=Console(stderr=True), transient=True, redirect_stdout=False) as live:
        yield Progress(live, spinner)


def run_shown(
    estate: Estate,
    settings: Settings,
    verb: str,
    body: Callable[[Session], Verdict],
    *,
    writes: bool = False,
    driver: type[Console] | None = None,
) -> Finished:
    """Run a verb on an estate and show its steps; raise EstateError for an unknown name before anything is opened."""
    ready(estate, settings)
    with progress() as shown:
        return run(estate, replace(settings, announce=shown.announce), verb, body, writes=writes, driver=driver)


def ready(estate: Estate, settings: Settings) -> None:
    """Refuse a site or group that is not declared, and say what the file declares in vain; nothing is opened."""
    estate.refuse_unknown(settings.only)
    for note in estate.notes:
        tell(visible(note), sys.stderr)
