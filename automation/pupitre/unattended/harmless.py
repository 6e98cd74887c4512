"""Text from a console in a message: it calls nobody, links nowhere and adds no header.

Chats read commands in plain text: `<!channel>` and `@everyone` call a whole company, and a site
named `[click](https://...)` becomes a link in the name of Pupitre. What starts such a command is
replaced by a letter that looks alike. A mail is escaped like any page, but mail programs make links of
their own, so addresses lose their colon there, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pupitre.visible import visible

LONGEST_SUBJECT = 120
LONGEST_LINE = 600

_WWW = re.compile(r"(?i)\b(www)\.")
_ALIKE = str.maketrans({"@": "＠", "<": "‹", ">": "›", "`": "ˋ"})


def for_chat(text: str, *, origin: str = "") -> str:
    """Return one line that no chat obeys; only the console's own origin stays a link."""
    return _apart_from(origin, _shown(text), lambda part: _no_links(part.translate(_ALIKE).replace("](", "] (")))


def for_mail(text: str, *, origin: str = "") -> str:
    """Return one line, to be escaped, of which no mail program makes a link but of the console's own origin."""
    return _apart_from(origin, _shown(text), _no_links)


def subject(text: str) -> str:
    """Return a subject: one short line."""
    line = " ".join(visible(text).split())
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1]}…"


def _shown(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= LONGEST_LINE else f"{shown[:LONGEST_LINE]}…"


def _apart_from(kept: str, text: str, change: Callable[[str], str]) -> str:
    return kept.join(change(part) for part in text.split(kept)) if kept else change(text)


def _no_links(text: str) -> str:
    return _WWW.sub("\\1\u2024", text.replace("://", ":\u2215\u2215"))
