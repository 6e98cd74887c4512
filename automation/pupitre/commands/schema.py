"""`pupitre schema`: print the JSON Schema of an estate file, for editors."""

from __future__ import annotations

import json
import sys

from pupitre.commands.streams import tell
from pupitre.estate import schema


def run() -> int:
    """Print the schema; return the exit code."""
    tell(json.dumps(schema(), indent=2, ensure_ascii=True), sys.stdout)
    return 0
