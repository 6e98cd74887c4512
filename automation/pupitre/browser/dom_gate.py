"""The gate of a console that hashes the password in its page, so that the page has to have it.

A placeholder cannot be swapped for the password in a hash. Here the page gets the
password itself, as late as can be: its login form is looked at first, "sent" is on disk
before the value is set, and from then on nothing leaves the browser but one request to
the console's login, and pages of the console that are only fetched. What the page makes
of the password cannot be recognised, so whatever was set counts as sent.

The form is looked at, and the value set, in a world of scripts that the page's own
cannot reach, in one piece: nothing of the page runs in between.
"""

from __future__ import annotations

import urllib.parse

from playwright.sync_api import Error, Page, Request, Route

from pupitre.browser.bodies import SHORTEST_ECHO, Unfit, traces
from pupitre.browser.gate import Gate, origin_of

_SAFE = ("GET", "HEAD", "OPTIONS")
_SHORTEST_TRACE = 6

# Properties are read by the browser's own getters: a field called "action" hides the form's, a picture
# called "baseURI" the document's.
PUT = """
function (origin, placeholder, password) {
  const read = (kind, name, of) => Object.getOwnPropertyDescriptor(kind.prototype, name).get.call(of);
  const within = address => { try { return new URL(address).origin === origin } catch { return false } };
  const here = target => ['', '_self'].includes(target.toLowerCase());
  const all = (root, found = []) => {
    for (const node of root.querySelectorAll('*')) {
      found.push(node);
      if (node.shadowRoot) all(node.shadowRoot, found);
    }
    return found;
  };
  const nodes = all({querySelectorAll: what => Document.prototype.querySelectorAll.call(document, what)});
  const fields = nodes.filter(node => node instanceof HTMLInputElement && node.type === 'password');
  const base = nodes.find(node => node instanceof HTMLBaseElement && node.hasAttribute('target'));
  if (location.origin !== origin) return 'it is not a page of the console';
  if (window.top !== window) return 'it is in a frame of another page';
  if (!within(read(Node, 'baseURI', document))) return 'its addresses begin at another place';
  if (fields.length !== 1) return `it has ${fields.length} password fields`;
  const field = fields[0], form = field.form;
  if (!field.isConnected || field.disabled || field.readOnly) return 'its password field takes nothing';
  if (field.value !== placeholder) return 'its password field is not the one that was typed into';
  if (!form) return 'its password field is in no form';
  if (read(HTMLFormElement, 'method', form) !== 'post') return 'its form is not sent by POST';
  if (!within(read(HTMLFormElement, 'action', form))) return 'its form is sent to another place';
  if (!here(read(HTMLFormElement, 'target', form) || (base ? base.target : ''))) return 'its form opens a window';
  for (const button of nodes.filter(node => 'formAction' in node && node.form === form)) {
    if (button.hasAttribute('formaction') && !within(button.formAction)) return 'a button sends it to another place';
    if (button.hasAttribute('formmethod') && button.formMethod !== 'post') return 'a button does not send it by POST';
    if (button.hasAttribute('formtarget') && !here(button.formTarget)) return 'a button opens a window';
  }
  if (password === null) return '';
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, password);
  for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, {bubbles: true}));
  return '';
}
"""


class DomGate(Gate):
    """A gate that lets one login through as the page made it, after the password was put into the page."""

    _is_in_the_page = False

    def put(self, page: Page) -> bool:
        """Put the password where the placeholder stands; return whether it may be there.

        It is not when the login page is unfit: `result.error` says why, and nothing is spent.
        """
        unfit = self._ask(page, None)
        if unfit is None:
            unfit = "it does not answer"
        if unfit:
            self._error = f"the login page is not fit for the password: {unfit}"
            return False
        if not self._write_down():
            return False
        self._is_in_the_page = True  # from here on nothing leaves unseen
        unfit = self._ask(page, self._secret())
        if unfit is None:
            self._error = "the login page went away while the password was put in"
        elif unfit:  # it changed its mind in between: the value was not set
            self._is_in_the_page = self._released = False
            self._error = f"the login page is not fit for the password: {unfit}"
        return self._is_in_the_page

    def _ask(self, page: Page, password: str | None) -> str | None:
        """Look at the page, and set a password if it is fit; return what is wrong, None when nobody can say."""
        try:
            session = page.context.new_cdp_session(page)
            frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
            world = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "pupitre"})
            answer = session.send(
                "Runtime.callFunctionOn",
                {
                    "functionDeclaration": PUT,
                    "executionContextId": world["executionContextId"],
                    "arguments": [{"value": self._origin}, {"value": self.placeholder}, {"value": password}],
                    "returnByValue": True,
                    "silent": True,
                },
            )
            session.detach()
        except Error:
            return None  # its message is a call log, with the arguments in it
        said = answer["result"].get("value")
        return said if isinstance(said, str) and "exceptionDetails" not in answer else None

    def _decide(self, route: Route, request: Request) -> None:
        body = request.post_data_buffer or b""
        try:
            is_the_login = self._is_the_login(request, body)
        except Unfit as unfit:
            self._stop(route, request, str(unfit))
            return
        if is_the_login:
            self._release(route, request, body)
        else:
            route.fallback()

    def _is_the_login(self, request: Request, body: bytes) -> bool:
        """Return whether this is the one request that may carry the password; raise Unfit for what may not leave."""
        carries = self._carries(request.url, *self._headers(request), body.decode("latin-1"))
        is_login = self._is_login(request)
        if not self._is_in_the_page:
            if carries or is_login:
                raise Unfit("the password is not in the page")
            return False
        if origin_of(request.url) != self._origin:
            raise Unfit("not to the console")
        if is_login:
            self._check(request)
            return True
        if carries:
            raise Unfit("the password elsewhere than in the login")
        if request.method not in _SAFE:
            raise Unfit("not to the console's login")
        return False

    def _is_login(self, request: Request) -> bool:
        """Return whether a request is a login; without named paths, whatever is posted may be one."""
        if self._paths:
            return super()._is_login(request)
        return origin_of(request.url) == self._origin and request.method not in _SAFE

    def _release(self, route: Route, request: Request, body: bytes) -> None:
        self._spent = True
        self._exchange(route, request, body)

    def _carries(self, *texts: str) -> bool:
        secret = self._secret()
        if len(secret) < SHORTEST_ECHO:
            return super()._carries(*texts)  # so few letters are in everything
        forms = (secret, *traces(secret)) if len(secret) >= _SHORTEST_TRACE else (secret,)
        latin = secret.encode().decode("latin-1")  # as a body's bytes are looked at
        for text in texts:
            once = urllib.parse.unquote(text)
            spelt = (text, once, urllib.parse.unquote(once), urllib.parse.unquote_plus(text))
            if any(form in each for form in (*forms, latin) for each in spelt):
                return True
        return super()._carries(*texts)
