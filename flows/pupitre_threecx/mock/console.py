"""The mock 3CX management console, ready to be served."""

from __future__ import annotations

from collections.abc import Iterable

from pupitre.mock import ConnectionCut, Lockout, MockConsole, Request, Response
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


class MockThreeCX(MockConsole[FrontDoor, ThreeCXFaults]):
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
        super().__init__(host=host, port=port, lockout=Lockout())
        self.variant = variant
        self._system = TelephoneSystem(procedure_sites() if extensions is None else extensions)
        self._pages = Pages(variant)
        self.faults = ThreeCXFaults(self._system.set_rules)
        self.oracle = Oracle(self._system, self._journal, self._lockout)
        self._door = FrontDoor(self._system, self.faults, self._lockout, self._pages, self.clock)
        self._door.user, self._door.password = user, DEFAULT_PASSWORD if password is None else password
        self._api = Api(self._system, self.faults, variant, self._server.wait)

    @property
    def address(self) -> str:
        """The address as the welcome mail gives it: with the word that has to go."""
        return f"{self.origin}/webclient"

    def _answer(self, request: Request) -> Response:
        is_call = request.path.startswith(("/api/", "/webclient/api/"))
        if is_call:
            self._journal.note(request.method, request.path, request.body)
            self._door.note(request)
        if self._lockout.is_blocked(request.address):
            return self._door.blocked()
        self._delay(request, login=CONSOLE_LOGIN)
        if is_call and request.path != POLLED and (self.faults.calls_left("drop_after") or 0) < 0:
            raise ConnectionCut
        maintenance = self.faults.values("maintenance")
        if maintenance is not None:
            return self._pages.page("maintenance", maintenance["status"])
        response = self._call(request) if is_call else self._page(request)
        return self._halved(request, response)

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
        return self._with_faults(response)
