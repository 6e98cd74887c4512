"""The mock 3CX management console, ready to be served."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from types import TracebackType

from pupitre.mock import Clock, ConnectionCut, Flavour, Journal, Lockout, MockServer, Request, Response
from pupitre_threecx.mock.api import Api
from pupitre_threecx.mock.extensions import Extension, procedure_sites
from pupitre_threecx.mock.faults import ThreeCXFaults
from pupitre_threecx.mock.oracle import Oracle
from pupitre_threecx.mock.pages import Pages
from pupitre_threecx.mock.signing_in import CLIENT_LOGIN, CONSOLE_LOGIN, FrontDoor
from pupitre_threecx.mock.system import TelephoneSystem
from pupitre_threecx.mock.variant import Variant

DEFAULT_PASSWORD = "Revel-8h-17h"
POLLED = "/api/SystemStatus"


class MockThreeCX:
    """A 3CX v18 console on the loopback interface; a context manager."""

    def __init__(
        self,
        variant: Variant = Variant(),  # noqa: B008
        *,
        port: int = 0,
        host: str = "127.0.0.1",
        user: str = "000",
        password: str | None = None,
        extensions: Iterable[Extension] | None = None,
    ) -> None:
        self.variant = variant
        self.clock = Clock()
        self._system = TelephoneSystem(procedure_sites() if extensions is None else extensions)
        self._journal = Journal()
        self._lockout = Lockout()
        self._pages = Pages(variant)
        self._server = MockServer(self._answer, host=host, port=port)
        self.faults = ThreeCXFaults(self._system.set_rules)
        self.oracle = Oracle(self._system, self._journal, self._lockout)
        self._door = FrontDoor(self._system, self.faults, self._lockout, self._pages, self.clock)
        self._door.user, self._door.password = user, DEFAULT_PASSWORD if password is None else password
        self._api = Api(self._system, self.faults, variant, self._server.wait)

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return self._server.port

    @property
    def origin(self) -> str:
        """The console's address, without a path."""
        return self._server.origin

    @property
    def address(self) -> str:
        """The address as the welcome mail gives it: with the word that has to go."""
        return f"{self.origin}/webclient"

    @property
    def user(self) -> str:
        """The extension that may sign in."""
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
        """What a blocked address gets: `json403`, `html403` or `drop`."""
        return self._lockout.flavour

    @lockout_flavour.setter
    def lockout_flavour(self, flavour: Flavour) -> None:
        self._lockout.flavour = flavour

    def start(self) -> MockThreeCX:
        """Serve, in a thread of its own."""
        self._server.start()
        return self

    def stop(self) -> None:
        """Stop serving and hang up on everybody."""
        self._server.stop()

    def __enter__(self) -> MockThreeCX:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _answer(self, request: Request) -> Response:
        is_call = request.path.startswith(("/api/", "/webclient/api/"))
        if is_call:
            self._journal.note(request.method, request.path, request.body)
            self._door.note(request)
        if self._lockout.is_blocked(request.address):
            return self._door.blocked()
        self._delay(request)
        if is_call and request.path != POLLED and (self.faults.calls_left("drop_after") or 0) < 0:
            raise ConnectionCut
        maintenance = self.faults.values("maintenance")
        if maintenance is not None:
            return self._pages.page("maintenance", maintenance["status"])
        response = self._call(request) if is_call else self._page(request)
        half = self.faults.values("half_answer")
        if half is not None and request.path.startswith(half["path_prefix"]):
            return dataclasses.replace(response, cut_at=len(response.body) // 2)
        return response

    def _delay(self, request: Request) -> None:
        slow = self.faults.values("slow")
        if slow is not None and request.path.startswith(slow["path_prefix"]):
            self._server.wait(slow["seconds"])
        slow_login = self.faults.values("slow_login")
        if slow_login is not None and request.path == CONSOLE_LOGIN:
            self._server.wait(slow_login["seconds"])

    def _page(self, request: Request) -> Response:
        path = request.path.lower().rstrip("/")
        if path == "/webclient" or path.startswith("/webclient/"):
            return self._pages.page("webclient")
        if path == "/download":
            name = '"../../etc/cron.d/x"'
            disposition = ("Content-Disposition", f"attachment; filename={name}")
            return Response(200, b"* * * * * root true\n", "application/octet-stream", (disposition,))
        return self._pages.answer(request.path, self.faults.for_the_page())

    def _call(self, request: Request) -> Response:
        if request.method == "POST" and request.path == CLIENT_LOGIN:
            return self._door.sign_in_to_the_client(request)
        if request.method == "POST" and request.path == CONSOLE_LOGIN:
            response = self._door.sign_in(request)
        elif request.method == "POST" and request.path == "/api/logout":
            response = self._door.sign_out(request)
        else:
            session = self._door.session(request)
            response = Response.json({}, 401) if session is None else self._api.answer(request, session)
        state = ("X-Mock-Faults", self.faults.for_the_page())
        return dataclasses.replace(response, headers=(*response.headers, state))
