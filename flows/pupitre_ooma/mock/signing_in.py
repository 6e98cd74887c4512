"""The mock's front door: who may sign in, whose account is locked, and what is answered."""

from __future__ import annotations

import json
import re
from typing import Any

from pupitre.mock import Clock, ConnectionCut, Lockout, Request, Response
from pupitre_ooma.mock.faults import OomaFaults
from pupitre_ooma.mock.office import Office, Session
from pupitre_ooma.mock.pages import Pages

SESSION_COOKIE = "ooma_office_session"
LOGIN = "/api/login"
# How long the real console keeps an idle session is not known.
IDLE_SECONDS = 3600.0


class FrontDoor:
    """The sign-in of administrators; a lockout counts by account, not by address."""

    def __init__(self, office: Office, faults: OomaFaults, lockout: Lockout, pages: Pages, clock: Clock) -> None:
        self._office = office
        self._faults = faults
        self._lockout = lockout
        self._pages = pages
        self._clock = clock
        self.user = ""
        self.password = ""
        self.country = ""

    def note(self, request: Request) -> None:
        """Count a request that carries a password, before anything is answered."""
        if request.method == "POST" and request.path == LOGIN:
            password = _document(request.body).get("password")
            with self._office.lock:
                self._office.counts.login_posts += 1
                if isinstance(password, str):
                    self._office.counts.last_password_seen = password.encode("utf-8", "surrogatepass")

    def session(self, request: Request) -> Session | None:
        """Return the session of a request, None when it is absent or has expired."""
        token = request.cookie(SESSION_COOKIE)
        with self._office.lock:
            session = self._office.sessions.get(token or "")
            if session is None:
                return None
            session.calls += 1
            idle = self._clock.now() - session.last_call
            session.last_call += idle
            expiry = self._faults.values("expire_after")
            too_many = expiry is not None and session.calls > expiry["calls"]
            if too_many:
                self._faults.take("expire_after")
            if too_many or idle > IDLE_SECONDS:
                self._office.sessions.pop(session.token)
                return None
            return session

    def sign_in(self, request: Request) -> Response:
        """Judge a password and answer in the console's words."""
        document = _document(request.body)
        account = re.sub(r"\D", "", str(document.get("phone")))
        right = (
            document.get("role") == "admin"
            and account == self.user
            and document.get("country") == self.country
            and document.get("password") == self.password
        )
        if self._lockout.is_blocked(account):
            answer = self._locked()
        else:
            answer = self._accepted() if right else self._refused(account)
        if "login_reset" in self._faults:
            raise ConnectionCut(reset=True)
        odd = self._faults.values("login_text")
        return Response.text(odd["body"], odd["status"]) if odd else answer

    def sign_out(self, request: Request) -> Response:
        """Close the session and take its cookie back."""
        token = request.cookie(SESSION_COOKIE) or ""
        with self._office.lock:
            if self._office.sessions.pop(token, None) is not None:
                self._office.counts.logouts += 1
        return Response.json({}, headers=(("Set-Cookie", f"{SESSION_COOKIE}=; Path=/; Max-Age=0"),))

    def _accepted(self) -> Response:
        for fault in ("second_factor", "captcha", "change_password"):
            if fault in self._faults:
                return Response.json({"result": fault})
        if "login_text" in self._faults:
            return Response.text("")
        session = self._office.sign_in(self._clock.now())
        cookie = f"{SESSION_COOKIE}={session.token}; Path=/; HttpOnly; SameSite=Lax"
        return Response.json({"result": "accepted"}, headers=(("Set-Cookie", cookie),))

    def _refused(self, account: str) -> Response:
        with self._office.lock:
            self._office.counts.refused_logins += 1
        if self._lockout.count_failure(account):
            return self._locked(counted=True)
        return Response.json({"result": "refused"}, 401 if "login_401" in self._faults else 200)

    def _locked(self, *, counted: bool = False) -> Response:
        if not counted:
            with self._office.lock:
                self._office.counts.refused_logins += 1
        match self._lockout.flavour:
            case "drop":
                raise ConnectionCut
            case "html403":
                return self._pages.page("locked", 403)
            case _:
                return Response.json({"result": "locked"}, 403)


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
