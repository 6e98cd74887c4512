"""Finding the mock of a console by the entry points that others use."""

from __future__ import annotations

from importlib import metadata
from typing import Protocol, Self

from pupitre.errors import EstateError

MOCKS = "pupitre.mocks"


class Mock(Protocol):
    """A mock console that can be served."""

    @property
    def address(self) -> str:
        """Where it is served, as the mail would give it."""

    @property
    def user(self) -> str:
        """The account that signs in."""

    @property
    def password(self) -> str:
        """Its password."""

    def example(self, *, password: str) -> str:
        """Return an estate file that changes something on it; `password` is a reference."""

    def __enter__(self) -> Self:
        """Start serving."""

    def __exit__(self, *_: object) -> None:
        """Stop serving."""


class MockFactory(Protocol):
    """What an entry point of the group `pupitre.mocks` gives."""

    def __call__(self, variant: str = "", *, port: int = 0, faults: str = "") -> Mock:
        """Return a mock of a named variant, with faults switched on."""


def load_mock(kind: str) -> MockFactory:
    """Return the mock of a kind of console; raise EstateError when none is installed."""
    entries = metadata.entry_points(group=MOCKS)
    for entry in entries:
        if entry.name == kind:
            factory: MockFactory = entry.load()
            return factory
    installed = ", ".join(sorted(entry.name for entry in entries)) or "none"
    raise EstateError(f"No mock console is called {kind!r}. Installed: {installed}.")
