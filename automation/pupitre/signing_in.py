"""Sign in once, through the guard and the gate.

The order is the promise: the reservation is on disk before the placeholder is
typed, "sent" is on disk before the request leaves, and whatever happens after
that is settled once. Nothing here is ever tried twice; only opening the address
is, because no password is involved.
"""

from __future__ import annotations

import contextlib
import shlex
from typing import TYPE_CHECKING

import tenacity
from playwright.sync_api import Error

from pupitre.console import Answer, Console, SignInAnswer
from pupitre.errors import (
    NOTHING_CHANGED,
    LoginBlocked,
    LoginRefused,
    LoginUnknown,
    PupitreError,
    SecondFactor,
    UnknownScreen,
    Unreachable,
)
from pupitre.estate.storing import refusal_to_store
from pupitre.guard import Outcome, Policy

if TYPE_CHECKING:
    from pupitre.browser.gate import Gate
    from pupitre.desk import Desk
    from pupitre.estate import Estate
    from pupitre.estate.secret import Secret
    from pupitre.guard import Attempt, Guard

OPENINGS = 3

_EMPTIED_WITHIN_MS = 3_000
_EMPTIED = "root => root.querySelectorAll('input[type=password i]').forEach(field => { field.value = ''; })"

_OUTCOMES = {
    Answer.ACCEPTED: Outcome.OK,
    Answer.REFUSED: Outcome.BAD,
    Answer.BLOCKED: Outcome.BLOCKED,
    Answer.PERSON: Outcome.OK,  # the password itself was accepted; a second factor is asked for
    Answer.UNKNOWN: Outcome.UNKNOWN,
}


def open_first_page(console: Console) -> None:
    """Open the login page, at most three times when it cannot be reached."""
    for attempt in tenacity.Retrying(
        retry=tenacity.retry_if_exception(lambda error: isinstance(error, PupitreError) and error.retryable),
        stop=tenacity.stop_after_attempt(OPENINGS),
        wait=tenacity.wait_exponential(multiplier=0.2, max=2),
        reraise=True,
    ):
        with attempt:
            console.open_login()


def sign_in(console: Console, guard: Guard, estate: Estate, *, run_id: str, secret: Secret | None = None) -> None:
    """Sign in with the estate's account; the caller holds the console's lease.

    `secret` is the password where it was had before the browser was started.

    Raise GuardHeld when the guard keeps the door shut (no password was sent),
    LoginRefused, LoginBlocked, SecondFactor or LoginUnknown for the console's answer.
    """
    desk = console.desk
    origin, user = estate.address.origin, estate.login.user
    secret = secret or estate.login.password.resolve()
    with desk.step("open", _says("open", desk, origin=origin)):
        _open(console, estate, guard)
    policy = Policy.for_lockout(console.lockout_threshold)
    attempt = guard.reserve(
        origin=origin, account=user, secret=secret.reveal(), run_id=run_id, policy=policy, mode=console.inject
    )
    with (
        desk.step("sign-in", _says("sign-in", desk, user=user)),
        attempt,
        _gate(console, estate, secret, attempt) as gate,
    ):
        answer = _clean(_submit(console, user, gate), secret)
        answer = _seen_as_a_block(answer, gate, after_a_refusal=guard.last_was_refused(origin))
        if gate.result.released:
            attempt.settle(_OUTCOMES[answer.answer], http_status=gate.result.http_status, said=answer.said)
        else:
            attempt.settle(Outcome.NOT_SENT, said=answer.said)
        if answer.answer is not Answer.ACCEPTED:
            _empty_the_fields(desk)  # where the page had the password itself, the camera stays covered
        _raise_unless_accepted(answer, gate, estate, desk)
        desk.camera.uncover()


def _open(console: Console, estate: Estate, guard: Guard) -> None:
    """Open the login page; say of one that cannot be reached what may be in the way, and whom to call."""
    from pupitre.browser.fence import host_and_port, proxy_of_this_machine
    from pupitre.browser.reaching import obstacle

    try:
        open_first_page(console)
    except LoginBlocked as blocked:
        blocked.remedy = f"{_what_to_tell(estate)} Until then every run stops here, before the password."
        raise
    except Unreachable as error:
        reason = obstacle(*host_and_port(estate.address.origin))
        if reason:
            error.what = f"{estate.address.origin} cannot be reached: {reason}."
        proxy = proxy_of_this_machine()
        if proxy is not None:
            error.remedy += (
                f" This machine names a proxy in {proxy}; Pupitre does not use it, because a proxy would see where the "
                f"browser goes and take it elsewhere. {estate.address.host} has to be reachable directly."
            )
        if "ERR_CERT_" in error.what and not estate.pins:
            error.remedy += (
                " If the console has a certificate of its own, ask whoever looks after it for the hash of its key, "
                "and write it into the file: tls: {pin: sha256/...}"
            )
        if not reason and guard.last_was_refused(estate.address.origin):
            error.remedy += (
                " The last password was refused here, so the console may also block this address: "
                f"if a computer elsewhere reaches it, call {_whom_to_call(estate)}."
            )
        raise


def _gate(console: Console, estate: Estate, secret: Secret, attempt: Attempt) -> Gate:
    from pupitre.browser.dom_gate import DomGate
    from pupitre.browser.gate import Gate
    from pupitre.browser.sending import ByPin, by_the_driver

    kind = DomGate if console.inject == "dom" else Gate
    return kind(
        console.desk.page.context,
        origin=estate.address.origin,
        user=estate.login.user,
        secret=secret.reveal,
        login_paths=_login_paths(console, estate),
        on_release=attempt.sent,
        send=ByPin(estate.pins) if estate.pins else by_the_driver,
    )


def _login_paths(console: Console, estate: Estate) -> tuple[str, ...]:
    paths = (estate.login.path,) if estate.login.path else console.login_requests
    if not paths:
        raise UnknownScreen(
            "The login form does not say where it sends the password.",
            left_behind=NOTHING_CHANGED + " No password was sent.",
            remedy="Write it into the file: login: {path: /api/login}",
        )
    return paths


def _clean(answer: SignInAnswer, secret: Secret) -> SignInAnswer:
    """Return an answer without the password, which a page that has it may show among its words."""
    from pupitre.browser.bodies import washed

    return SignInAnswer(answer.answer, washed(answer.said.encode(), secret.reveal(), "•••").decode())


def _submit(console: Console, user: str, gate: Gate) -> SignInAnswer:
    from pupitre.browser.dom_gate import DomGate

    console.type_credentials(user, gate.placeholder)
    if isinstance(gate, DomGate):
        console.desk.camera.cover()
        if not gate.put(console.desk.page):
            return SignInAnswer(Answer.UNKNOWN)
    console.submit_login()
    return console.sign_in_answer(lambda: gate.result)


def _empty_the_fields(desk: Desk) -> None:
    """Take the placeholder out of the page: what the console shows besides it is worth a picture."""
    for frame in desk.page.frames:
        with contextlib.suppress(Error):  # a page that is going away has nothing to show
            frame.locator(":root").evaluate(_EMPTIED, timeout=_EMPTIED_WITHIN_MS)


def _seen_as_a_block(answer: SignInAnswer, gate: Gate, *, after_a_refusal: bool) -> SignInAnswer:
    """Take a connection that ends without a word, right after a refused password, for a blocked address."""
    if answer.answer is Answer.UNKNOWN and gate.result.hung_up and after_a_refusal:
        return SignInAnswer(Answer.BLOCKED, answer.said)
    return answer


def _raise_unless_accepted(answer: SignInAnswer, gate: Gate, estate: Estate, desk: Desk) -> None:
    host, user = estate.address.host, estate.login.user
    said = f" (it says {answer.said!r})" if answer.said else ""
    if not gate.result.released:
        raise LoginUnknown(
            f"The password for {host} did not leave: {gate.result.error or 'the form sent nothing'}.",
            left_behind="Nothing was changed, and no attempt is counted.",
            remedy="Open the console by hand and look at its login page.",
        )
    if answer.answer is Answer.REFUSED:
        raise LoginRefused(
            f"Login refused: {host} does not accept extension {user}{said}.",
            left_behind="Nothing was changed. This password will not be tried again.",
            remedy=f"Check the mail for a copied space, then store the right password: {_how_to_store(estate)}.",
        )
    if answer.answer is Answer.BLOCKED:
        raise LoginBlocked(
            f"{host} blocks this address{said}.",
            left_behind="Nothing was changed. No login to this console will be tried until a person says so.",
            remedy=f'{_what_to_tell(estate)} Then: pupitre guard release {estate.address.origin} --why "..."',
        )
    if answer.answer is Answer.PERSON:
        raise SecondFactor(
            f"{host} asks for something that only a person can give{said}.",
            remedy="Sign in by hand and answer it, or use an account that needs no second factor.",
        )
    if answer.answer is Answer.UNKNOWN:
        raise LoginUnknown(
            f"{host} received the password of extension {user} and gave no answer that is understood{said}.",
            left_behind="Nothing was changed. No login to this console will be tried until a person says so.",
            remedy="Sign in by hand to see whether it works; "
            f'then: pupitre guard release {estate.address.origin} --why "..."',
        )


def _how_to_store(estate: Estate) -> str:
    reference = estate.login.password
    by_us = f"pupitre login set {shlex.quote(estate.file)}"
    return by_us if not refusal_to_store(reference) else f"where the file refers to it ({reference})"


def _what_to_tell(estate: Estate) -> str:
    return (
        f"Call {_whom_to_call(estate)}. Say: {estate.address.host} has the address of this office on its blacklist, "
        "after logins that were refused; please take it off."
    )


def _whom_to_call(estate: Estate) -> str:
    ways = [way for way in (estate.support.phone, estate.support.email) if way] if estate.support else []
    return " or ".join(ways) or "whoever looks after the console"


_SAYS = {
    "open": {"fr": "Ouvrir {origin}", "en": "Open {origin}"},
    "sign-in": {"fr": "Se connecter : {user}", "en": "Sign in as {user}"},
}


def _says(key: str, desk: Desk, **values: str) -> str:
    return _SAYS[key].get(desk.language, _SAYS[key]["en"]).format(**values)
