"""The mock Ooma Office manager, ready to be served."""

from __future__ import annotations

from pupitre.mock import ConnectionCut, Lockout, MockConsole, Request, Response
from pupitre_ooma.mock.api import Api
from pupitre_ooma.mock.directory import Company, procedure_company
from pupitre_ooma.mock.faults import OomaFaults
from pupitre_ooma.mock.office import Office
from pupitre_ooma.mock.oracle import Oracle
from pupitre_ooma.mock.pages import Pages
from pupitre_ooma.mock.signing_in import LOGIN, FrontDoor
from pupitre_ooma.mock.variant import Variant

DEFAULT_PASSWORD = "Accueil-05-61"


class MockOoma(MockConsole[FrontDoor, OomaFaults]):
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
        # An account is locked by the last of the wrong passwords that are allowed, not by the one after.
        super().__init__(host=host, port=port, lockout=Lockout(allowed=int(variant.lockout) - 1))
        self.variant = variant
        digits = int(variant.digits)
        stored = procedure_company(digits, variant.language) if company is None else company
        self._office = Office(stored, digits=digits, keeps_order=variant.keeps_order)
        self._pages = Pages(variant, country)
        self.faults = OomaFaults()
        self.oracle = Oracle(self._office, self._journal, self._lockout)
        self._door = FrontDoor(self._office, self.faults, self._lockout, self._pages, self.clock)
        self._door.user, self._door.country = user, country
        self._door.password = DEFAULT_PASSWORD if password is None else password
        self._api = Api(self._office, self.faults, variant, self._server.wait)

    @property
    def address(self) -> str:
        """The address as an operator writes it."""
        return self.origin

    @property
    def country(self) -> str:
        """The country whose flag must stand beside that number."""
        return self._door.country

    def _answer(self, request: Request) -> Response:
        is_call = request.path.startswith("/api/")
        if is_call:
            self._journal.note(request.method, request.path, request.body)
            self._door.note(request)
        self._delay(request, login=LOGIN)
        if is_call and (self.faults.calls_left("drop_after") or 0) < 0:
            raise ConnectionCut
        maintenance = self.faults.values("maintenance")
        if maintenance is not None:
            return self._pages.page("maintenance", maintenance["status"])
        response = self._call(request) if is_call else self._pages.answer(request.path, self.faults.for_the_page())
        return self._halved(request, response)

    def _call(self, request: Request) -> Response:
        match request.method, request.path:
            case "POST", "/api/login":
                response = self._door.sign_in(request)
            case "POST", "/api/logout":
                response = self._door.sign_out(request)
            case _:
                signed_in = self._door.session(request) is not None
                response = self._api.answer(request) if signed_in else Response.json({}, 401)
        return self._with_faults(response)
