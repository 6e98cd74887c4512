"""The mock's front door: who may sign in, who is blocked, and what is answered."""

from __future__ import annotations

import json
from typing import Any

from pupitre.mock import Clock, ConnectionCut, Lockout, Request, Response
from pupitre_threecx.mock.faults import ThreeCXFaults
from pupitre_threecx.mock.pages import Pages
from pupitre_threecx.mock.system import Session, TelephoneSystem

SESSION_COOKIE = ".AspNetCore.Cookies"
CONSOLE_LOGIN = "/api/login"
# How long the real console keeps an idle session is not known.
IDLE_SECONDS = 3600.0
CLIENT_LOGIN = "/webclient/api/Login/GetAccessToken"


class FrontDoor:
    """The two login forms: the console's, and the web client's, which never lets an administrator in."""

    def __init__(
        self, system: TelephoneSystem, faults: ThreeCXFaults, lockout: Lockout, pages: Pages, clock: Clock
    ) -> None:
        self._system = system
        self._faults = faults
        self._lockout = lockout
        self._pages = pages
        self._clock = clock
        self.user = ""
        self.password = ""

    def note(self, request: Request) -> None:
        """Count a request that carries a password, before anything is answered."""
        if request.method == "POST" and request.path in (CONSOLE_LOGIN, CLIENT_LOGIN):
            password = _document(request.body).get("Password")
            with self._system.lock:
                self._system.counts.login_posts += 1
                if isinstance(password, str):
                    self._system.counts.last_password_seen = password.encode("utf-8", "surrogatepass")

    def blocked(self) -> Response:
        """Return what a blocked address gets; raise ConnectionCut in the `drop` flavour."""
        match self._lockout.flavour:
            case "drop":
                raise ConnectionCut
            case "html403":
                return self._pages.page("blocked", 403)
            case _:
                return Response.json({"ErrorCode": "IP_BLACKLISTED", "Message": "IP address is blocked"}, 403)

    def session(self, request: Request) -> Session | None:
        """Return the session of a request, None when it is absent or has expired."""
        token = request.cookie(SESSION_COOKIE)
        with self._system.lock:
            session = self._system.sessions.get(token or "")
            if session is None:
                return None
            # The shell's own polling does not count: nobody could tell how often it happened.
            if not request.path.endswith("/SystemStatus"):
                session.calls += 1
            idle = self._clock.now() - session.last_call
            session.last_call += idle
            expiry = self._faults.values("expire_after")
            too_many = expiry is not None and session.calls > expiry["calls"]
            if too_many:
                self._faults.take("expire_after")
            if too_many or idle > IDLE_SECONDS:
                self._system.sign_out(session.token)
                return None
            return session

    def sign_in(self, request: Request) -> Response:
        """Judge a password and answer in the console's words."""
        document = _document(request.body)
        right = document.get("Username") == self.user and document.get("Password") == self.password
        answer = self._accepted() if right else self._refused(request)
        if "login_reset" in self._faults:
            raise ConnectionCut(reset=True)
        odd = self._faults.values("login_text")
        return Response.text(odd["body"], odd["status"]) if odd else answer

    def sign_in_to_the_client(self, request: Request) -> Response:
        """Refuse: the extension of the hours has no business in the web client."""
        answer = self._refused(request)
        return Response.json({"Status": "AuthFailed"}, 401) if answer.status == 200 else answer

    def sign_out(self, request: Request) -> Response:
        """Close the session and take its cookies back."""
        token = request.cookie(SESSION_COOKIE) or ""
        with self._system.lock:
            if token in self._system.sessions:
                self._system.counts.logouts += 1
                self._system.sign_out(token)
        gone = tuple(
            ("Set-Cookie", f"{name}=; Path=/; Max-Age=0") for name in (SESSION_COOKIE, "XSRF-TOKEN", "CmmSession")
        )
        return Response.json({}, headers=gone)

    def _accepted(self) -> Response:
        for fault, word in (
            ("second_factor", "SecondFactorRequired"),
            ("captcha", "CaptchaRequired"),
            ("change_password", "PasswordChangeRequired"),
        ):
            if fault in self._faults:
                return Response.text(word)
        if "login_text" in self._faults:
            return Response.text("")
        session = self._system.sign_in(self._clock.now())
        cookies = (
            ("Set-Cookie", f"{SESSION_COOKIE}={session.token}; Path=/; HttpOnly; SameSite=Lax"),
            ("Set-Cookie", f"XSRF-TOKEN={session.xsrf}; Path=/"),
            ("Set-Cookie", f"CmmSession={session.xsrf}; Path=/; HttpOnly"),
        )
        return Response.text("AuthSuccess", headers=cookies)

    def _refused(self, request: Request) -> Response:
        with self._system.lock:
            self._system.counts.refused_logins += 1
        if self._lockout.count_failure(request.address):
            return self.blocked()
        return Response.text("AuthFailed", 401 if "login_401" in self._faults else 200)


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
