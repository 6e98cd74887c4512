"""The mail "Votre compte utilisateur sur votre nouveau système 3CX", and its English sister.

Source: "Changements d'horaires OTI", part 1: three framed zones, which are the
link of the web client, the user name and the web client's password. The same mail
holds a PIN for the voicemail, and sometimes what a telephone signs in with; both
look like the password and are none.

"Attention aux espaces": a value is what stands between its blanks. Where a blank, a
quote or a full stop could belong to a value or not, nothing is guessed.
"""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field

from pupitre.console import Welcome
from pupitre.estate import Address, AddressError, Secret
from pupitre.estate.problems import quoted
from pupitre.mail import Body, Mail, MailNotUnderstood

_BLANK = r"[\s\u200b\u200c\u200d\u2060\ufeff\u00ad]"
_SPACE = r"(?:[^\S\n]|[\u200b\u200c\u200d\u2060\ufeff\u00ad])"  # a blank on the same line
_SOLID = r"[^\s\u200b\u200c\u200d\u2060\ufeff\u00ad]"
_APOSTROPHE = r"(?:['’´`]|&#39;)\s*"
_USER = rf"(?:identifiant|nom\s+d{_APOSTROPHE}utilisateur|user\s*-?name|user\s+id|login)"
_PASSWORD = r"(?:mot\s+de\s+passe|password)"
_OF_WEB_CLIENT = (
    r"(?:\s+(?:du|de\s+votre|pour\s+le|for\s+the|of\s+the|for\s+your|of\s+your)\s+(?:client\s+web|web\s*-?client))"
)
_IS = rf"(?:{_SPACE}*(?:[:=]|est\b(?:{_SPACE}*:)?|is\b(?:{_SPACE}*:)?)|(?=\t))"

# "Connectez-vous avec l'identifiant 000 et le mot de passe Xyz"
_SENTENCE = re.compile(
    rf"(?i)(?:connectez[-\s\u2010\u2011]+vous|log\s*-?\s*in|sign\s*-?\s*in)\s+(?:avec|with|using)\s+"
    rf"(?:l{_APOSTROPHE}|le\s+|votre\s+|the\s+|your\s+)?{_USER}\s*:?{_BLANK}+(?P<user>{_SOLID}+){_BLANK}+"
    rf"(?:et|and)\s+(?:le\s+|votre\s+|the\s+|your\s+)?{_PASSWORD}\s*?:?(?=[^\w])"
)
_BULLET = rf"(?:{_SPACE}|[-•*·–—])*"
_LABELLED = re.compile(
    rf"(?im)(?:^|\t){_BULLET}(?:votre\s+|le\s+|your\s+|the\s+)?(?P<web>(?:3cx\s+)?web\s*-?client\s+)?"
    rf"(?:(?P<user>{_USER})|(?P<password>{_PASSWORD}))(?P<of>{_OF_WEB_CLIENT})?{_IS}"
)
_NUMBER = re.compile(
    rf"(?im)(?:num[ée]ro\s+d{_APOSTROPHE}extension|extension\s+number){_IS}|^{_BULLET}extension{_SPACE}*:"
)
_WEB = re.compile(r"(?i)client\s+web|web\s*-?client")
_OTHER = re.compile(
    r"(?i)\b(sip|t[ée]l[ée]phones?|(?:\w+)?phones?|provisioning|t[ée]l[ée]configuration|applications?|apps?|"
    r"messagerie|voice\s*-?mail|pin|conf[ée]rences?|conference|meetings?|tunnel|trunk|passerelle|gateway)\b"
)
_AT_THE_OFFICE = re.compile(
    r"(?i)au\s+bureau|depuis\s+le\s+bureau|r[ée]seau\s+local|in\s+the\s+office|at\s+the\s+office|from\s+the\s+office|"
    r"local\s+network|\blan\b"
)
_FRENCH = re.compile(r"(?i)mot\s+de\s+passe|votre\s+compte|identifiant|bonjour|client\s+web")
_ADDRESS = re.compile(
    r"(?i)(?:https?://|(?<![\w./@-])(?=[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?/webclient))[^\s<>\"'«»\[\]()]+"
)
_WRAPPER = re.compile(r"(?i)(?:^|\.)safelinks\.protection\.outlook\.com$")
_LONGEST_HEADING = 9  # words
_MAY_BE_PUNCTUATION = set("\"'«»“”‘’<>()[]*_`.,;:…|")
_MASKS = set("•*●xX.…-_")

LOOKED_FOR = {
    "address": 'the address of the web client (a link that ends in "/webclient")',
    "user": 'the user name (after "identifiant", "username", or as the extension\'s number)',
    "password": 'the web client\'s password (after "mot de passe" or "password", in the part about the web client)',
}


@dataclass
class _Found:
    """What one zone of the mail may be: certain values, and why others are in doubt."""

    values: list[str] = field(default_factory=list, repr=False)
    doubts: list[str] = field(default_factory=list)

    def add(self, value: str, doubt: str) -> None:
        """Keep a value, or only the doubt about it."""
        if doubt:
            self.doubts.append(doubt)
        elif value not in self.values:
            self.values.append(value)


def read_welcome(mail: Mail) -> Welcome:
    """Return the three zones; raise MailNotUnderstood, which quotes none, when the first two are not certain."""
    user, number, password = _Found(), _Found(), _Found()
    for body in mail.bodies:
        _search(body, user, number, password)
    known = user if user.values or user.doubts else number
    missing = [
        LOOKED_FOR[zone]
        for zone, found in (("user", known), ("password", password))
        if not found.values and not found.doubts
    ]
    address = _address(mail, missing)
    if len(missing) == len(LOOKED_FOR):
        raise MailNotUnderstood(
            f"This is not the welcome mail of a 3CX system. Looked for {'; '.join(missing)}.",
            remedy='It is the mail called "Votre compte utilisateur sur votre nouveau système 3CX".',
        )
    if address is None or not (known.values or known.doubts):
        raise MailNotUnderstood(
            f"The mail does not say everything. Looked in vain for {'; '.join(missing)}.",
            remedy="Save the whole mail as .eml, or copy all of its text.",
        )
    if len(known.values) != 1:
        raise MailNotUnderstood(
            _doubt(known, "user name"), remedy="Paste only the part about the web client of one extension."
        )
    french = any(_FRENCH.search(body.text) for body in mail.bodies)
    certain = len(password.values) == 1
    return Welcome(
        address=address,
        user=known.values[0],
        password=Secret(password.values[0]) if certain else None,
        language="fr" if french else "en",
        doubt="" if certain else _doubt(password, "password"),
    )


def _doubt(found: _Found, zone: str) -> str:
    if len(found.values) > 1:
        return f"The mail gives {len(found.values)} different values for the {zone}; which one is meant is not known."
    if found.doubts:
        return f"The {zone} in the mail is not certain: {found.doubts[0]}."
    return f"The mail does not give the {zone}. Looked for {LOOKED_FOR['password']}."


def _search(body: Body, user: _Found, number: _Found, password: _Found) -> None:
    for match in _SENTENCE.finditer(body.text):
        if _about_the_web_client(body.text, match.start()):
            user.add(match["user"], _unclear(body, *match.span("user")))
            password.add(*_value(body, match.end()))
    inside = [match.span() for match in _SENTENCE.finditer(body.text)]
    for match in _LABELLED.finditer(body.text):
        if any(start <= match.start() < end for start, end in inside):
            continue
        if match["web"] or match["of"] or _about_the_web_client(body.text, match.start()):
            (user if match["user"] else password).add(*_value(body, match.end()))
    for match in _NUMBER.finditer(body.text):
        value, doubt = _value(body, match.end())
        number.add(value, doubt if doubt or value.isdigit() else "the extension is not a number")


def _about_the_web_client(text: str, offset: int) -> bool:
    """Say whether the part of the mail that a place is in is that of the web client, or has no heading at all."""
    beginning = text.rfind("\n", 0, offset) + 1
    for line in reversed(text[:beginning].splitlines()):
        if _WEB.search(line):
            return True
        if _OTHER.search(line) and _is_heading(line):
            return False
    return True


def _is_heading(line: str) -> bool:
    said = line.strip(" \t\u00a0*-•·–—")
    return said.endswith(":") or (len(said.split()) <= _LONGEST_HEADING and not said.endswith("."))


def _value(body: Body, offset: int) -> tuple[str, str]:
    """Return the value after an offset and why it is in doubt, or nothing."""
    gap = re.compile(rf"{_BLANK}*").match(body.text, offset)
    start = gap.end() if gap else offset
    solid = re.compile(rf"{_SOLID}+").match(body.text, start)
    if solid is None:
        return "", "nothing stands where it should be"
    between = body.text[offset:start]
    if "\n" in between and (between.count("\n") > 1 or not any(letter.isdigit() for letter in solid[0])):
        # What begins the next line is more often the next sentence than a wrapped value.
        return "", "nothing stands where it should be"
    end = solid.end()
    enclosed = _enclosed(body, start, end)
    if not enclosed:
        inner = [edge for edge in body.edges if start < edge < end]
        if inner and body.text[max(inner) : end].strip(".,;:!…") == "" and _edge_before(body, start):
            end, enclosed = max(inner), True
    value = body.text[start:end]
    return value, "" if enclosed and not _hidden(value) else _unclear(body, start, end, alone=True)


def _unclear(body: Body, start: int, end: int, *, alone: bool = False) -> str:
    """Return why a value may begin or end elsewhere, or nothing; `alone` when nothing may follow it on its line."""
    value = body.text[start:end]
    if _hidden(value):
        return "it is masked or cannot be read"
    if not _enclosed(body, start, end):
        if value[0] in _MAY_BE_PUNCTUATION or value[-1] in _MAY_BE_PUNCTUATION:
            return "it begins or ends with a sign that may or may not belong to it"
        rest = body.text[end:].partition("\n")[0].partition("\t")[0]
        if alone and re.search(_SOLID, rest):
            return "there is a blank in it, or other words stand right after it"
    return ""


def _hidden(value: str) -> bool:
    return not value.isprintable() or "\ufffd" in value or set(value) <= _MASKS or value.startswith("%%")


def _enclosed(body: Body, start: int, end: int) -> bool:
    """Say whether the mail itself marks a value off, by an emphasis or a cell of its own."""
    return _edge_before(body, start) and _edge_after(body, end)


def _edge_before(body: Body, start: int) -> bool:
    while start not in body.edges:
        start -= 1
        if start < 0 or not re.match(_BLANK, body.text[start]) or body.text[start] == "\n":
            return False
    return True


def _edge_after(body: Body, end: int) -> bool:
    while end not in body.edges:
        if end >= len(body.text) or not re.match(_BLANK, body.text[end]) or body.text[end] == "\n":
            return False
        end += 1
    return True


def _address(mail: Mail, missing: list[str]) -> Address | None:
    """Return the one address, that for anywhere before that of the office; None, noted as missing, without any."""
    anywhere: dict[str, Address] = {}
    office: dict[str, Address] = {}
    refused: list[str] = []
    for body in mail.bodies:
        for text, at_the_office in _links(body):
            try:
                address = Address.parse(text)
            except AddressError as error:
                refused.append(str(error))
                continue
            (office if at_the_office else anywhere).setdefault(address.origin, address)
    found = anywhere or office
    if len(found) > 1:
        raise MailNotUnderstood(
            f"The mail gives {len(found)} different addresses of the web client: "
            f"{' and '.join(quoted(origin, longest=80) for origin in found)}.",
            remedy="Paste only the part about the web client, with the address that is right.",
        )
    if refused and not found:
        raise MailNotUnderstood(f"The address in the mail {refused[0]}.", remedy="Ask for a mail with its address.")
    if not found:
        missing.insert(0, LOOKED_FOR["address"])
    return next(iter(found.values()), None)


def _links(body: Body) -> Iterator[tuple[str, bool]]:
    """Yield every address of a web client, and whether it is said to be the office's own."""
    written = [(match.start(), match[0].rstrip(".,;:!")) for match in _ADDRESS.finditer(body.text)]
    for offset, link in (*written, *body.links):
        text = _unwrapped(link)
        if _is_web_client(text):
            yield text, _is_at_the_office(body.text[:offset])


def _is_at_the_office(before: str) -> bool:
    """Say whether the words on the line before an address, or a heading right above it, are about the office."""
    *above, here = before[-500:].split("\n")
    if here.strip(" \t\u00a0*-•·–—"):
        return _AT_THE_OFFICE.search(here) is not None
    return bool(above) and above[-1].rstrip().endswith(":") and _AT_THE_OFFICE.search(above[-1]) is not None


def _unwrapped(link: str) -> str:
    """Return where a link leads that a mail program has wrapped in one of its own."""
    try:
        parts = urllib.parse.urlsplit(link)
        if parts.hostname and _WRAPPER.search(parts.hostname):
            return urllib.parse.parse_qs(parts.query).get("url", [link])[0]
    except ValueError:
        return link
    return link


def _is_web_client(text: str) -> bool:
    after_host = re.sub(r"(?i)^https?://", "", text).partition("/")[2]
    return re.split(r"[/?#]", after_host)[0].lower() == "webclient"
