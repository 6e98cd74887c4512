"""The mock Ooma Office manager, ready to be served."""

from __future__ import annotations

import dataclasses
from types import TracebackType

from pupitre.mock import Clock, ConnectionCut, Flavour, Journal, Lockout, MockServer, Request, Response
from pupitre_ooma.mock.api import Api
from pupitre_ooma.mock.directory import Company, procedure_company
from pupitre_ooma.mock.faults import OomaFaults
from pupitre_ooma.mock.office import Office
from pupitre_ooma.mock.oracle import Oracle
from pupitre_ooma.mock.pages import Pages
from pupitre_ooma.mock.signing_in import LOGIN, FrontDoor
from pupitre_ooma.mock.variant import Variant

DEFAULT_PASSWORD = "Accueil-05-61"


class MockOoma:
    """An Ooma Office manager on the loopback interface; a context manager."""

    def __init__(
        self,
        variant: Variant = Variant(),  # noqa: B008
        *,
        port: int = 0,
        host: str = "127.0.0.1",
        user: str = "0561000000",
        password: str | None = None,
        country: str = "FR",
        company: Company | None = None,
    ) -> None:
        self.variant = variant
        self.clock = Clock()
        digits = int(variant.digits)
        stored = procedure_company(digits, variant.language) if company is None else company
        self._office = Office(stored, digits=digits, keeps_order=variant.keeps_order)
        self._journal = Journal()
        # An account is locked by the last of the wrong passwords that are allowed, not by the one after.
        self._lockout = Lockout(allowed=int(variant.lockout) - 1)
        self._pages = Pages(variant, country)
        self._server = MockServer(self._answer, host=host, port=port)
        self.faults = OomaFaults()
        self.oracle = Oracle(self._office, self._journal, self._lockout)
        self._door = FrontDoor(self._office, self.faults, self._lockout, self._pages, self.clock)
        self._door.user, self._door.country = user, country
        self._door.password = DEFAULT_PASSWORD if password is None else password
        self._api = Api(self._office, self.faults, variant, self._server.wait)

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
        """The address as an operator writes it."""
        return self.origin

    @property
    def user(self) -> str:
        """The main phone number of the company, as it is typed."""
        return self._door.user

    @property
    def country(self) -> str:
        """The country whose flag must stand beside that number."""
        return self._door.country

    @property
    def password(self) -> str:
        """Its password; can be changed while the mock runs."""
        return self._door.password

    @password.setter
    def password(self, password: str) -> None:
        self._door.password = password

    @property
    def lockout_flavour(self) -> Flavour:
        """What a locked account gets: `json403`, `html403` or `drop`."""
        return self._lockout.flavour

    @lockout_flavour.setter
    def lockout_flavour(self, flavour: Flavour) -> None:
        self._lockout.flavour = flavour

    def start(self) -> MockOoma:
        """Serve, in a thread of its own."""
        self._server.start()
        return self

    def stop(self) -> None:
        """Stop serving and hang up on everybody."""
        self._server.stop()

    def __enter__(self) -> MockOoma:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _answer(self, request: Request) -> Response:
        is_call = request.path.startswith("/api/")
        if is_call:
            self._journal.note(request.method, request.path, request.body)
            self._door.note(request)
        self._delay(request)
        if is_call and (self.faults.calls_left("drop_after") or 0) < 0:
            raise ConnectionCut
        maintenance = self.faults.values("maintenance")
        if maintenance is not None:
            return self._pages.page("maintenance", maintenance["status"])
        response = self._call(request) if is_call else self._pages.answer(request.path, self.faults.for_the_page())
        half = self.faults.values("half_answer")
        if half is not None and request.path.startswith(half["path_prefix"]):
            return dataclasses.replace(response, cut_at=len(response.body) // 2)
        return response

    def _delay(self, request: Request) -> None:
        slow = self.faults.values("slow")
        if slow is not None and request.path.startswith(slow["path_prefix"]):
            self._server.wait(slow["seconds"])
        slow_login = self.faults.values("slow_login")
        if slow_login is not None and request.path == LOGIN:
            self._server.wait(slow_login["seconds"])

    def _call(self, request: Request) -> Response:
        match request.method, request.path:
            case "POST", "/api/login":
                response = self._door.sign_in(request)
            case "POST", "/api/logout":
                response = self._door.sign_out(request)
            case _:
                signed_in = self._door.session(request) is not None
                response = self._api.answer(request) if signed_in else Response.json({}, 401)
        state = ("X-Mock-Faults", self.faults.for_the_page())
        return dataclasses.replace(response, headers=(*response.headers, state))
