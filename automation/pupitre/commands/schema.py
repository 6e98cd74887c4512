"""`pupitre schema`: print the JSON Schema of an estate file, for editors."""

from __future__ import annotations

import json

from pupitre.estate import schema


def run() -> int:
    """Print the schema; return the exit code."""
    print(json.dumps(schema(), indent=2, ensure_ascii=True))
    return 0
