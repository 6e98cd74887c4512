"""The start, the address and the lockout of a mock console, and the faults that befall any answer."""

from __future__ import annotations

import abc
import dataclasses
from types import TracebackType
from typing import Generic, Protocol, Self, TypeVar

from pupitre.mock.clock import Clock
from pupitre.mock.faults import Faults
from pupitre.mock.journal import Journal
from pupitre.mock.lockout import Flavour, Lockout
from pupitre.mock.server import MockServer, Request, Response


class Door(Protocol):
    """Who may sign in, and with which password."""

    user: str
    password: str


DoorT = TypeVar("DoorT", bound=Door)
FaultsT = TypeVar("FaultsT", bound=Faults)


class MockConsole(abc.ABC, Generic[DoorT, FaultsT]):
    """A console on the loopback interface; a context manager."""

    faults: FaultsT
    _door: DoorT

    def __init__(self, *, host: str, port: int, lockout: Lockout) -> None:
        self.clock = Clock()
        self._journal = Journal()
        self._lockout = lockout
        self._server = MockServer(self._answer, host=host, port=port)

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return self._server.port

    @property
    def origin(self) -> str:
        """The console's address, without a path."""
        return self._server.origin

    @property
    def user(self) -> str:
        """The account that may sign in, as it is typed."""
        return self._door.user

    @property
    def password(self) -> str:
        """Its password; can be changed while the mock runs."""
        return self._door.password

    @password.setter
    def password(self, password: str) -> None:
        self._door.password = password

    @property
    def lockout_flavour(self) -> Flavour:
        """What somebody who is locked out gets: `json403`, `html403` or `drop`."""
        return self._lockout.flavour

    @lockout_flavour.setter
    def lockout_flavour(self, flavour: Flavour) -> None:
        self._lockout.flavour = flavour

    def start(self) -> Self:
        """Serve, in a thread of its own."""
        self._server.start()
        return self

    def stop(self) -> None:
        """Stop serving and hang up on everybody."""
        self._server.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    @abc.abstractmethod
    def _answer(self, request: Request) -> Response:
        """Return the answer to a request; raise ConnectionCut to hang up instead."""

    def _delay(self, request: Request, *, login: str) -> None:
        """Wait as long as the faults want before a request is answered; `login` is the path of the password's."""
        slow = self.faults.values("slow")
        if slow is not None and request.path.startswith(slow["path_prefix"]):
            self._server.wait(slow["seconds"])
        slow_login = self.faults.values("slow_login")
        if slow_login is not None and request.path == login:
            self._server.wait(slow_login["seconds"])

    def _halved(self, request: Request, response: Response) -> Response:
        """Return the response, cut in the middle where the faults want it."""
        half = self.faults.values("half_answer")
        if half is not None and request.path.startswith(half["path_prefix"]):
            return dataclasses.replace(response, cut_at=len(response.body) // 2)
        return response

    def _with_faults(self, response: Response) -> Response:
        """Return the answer to a call with the faults that its page is to show."""
        state = ("X-Mock-Faults", self.faults.for_the_page())
        return dataclasses.replace(response, headers=(*response.headers, state))
