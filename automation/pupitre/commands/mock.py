"""`pupitre mock`: serve a mock console until interrupted."""

from __future__ import annotations

import sys
import threading

from pupitre.commands.streams import document, tell
from pupitre.mock.loading import load_mock


def mock(kind: str, *, port: int, variant: str, faults: str, json_output: bool) -> int:
    """Serve the mock console of a kind on loopback; return 0 when interrupted."""
    try:
        with load_mock(kind)(variant, port=port, faults=faults) as console:
            if json_output:
                document({"address": console.address, "user": console.user, "password": console.password})
            else:
                tell(f"{kind} is served at {console.address}", sys.stdout)
                tell(f"  extension {console.user}, password {console.password} (the mock's own)", sys.stdout)
            tell("  Ctrl-C ends it", sys.stderr)
            threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    return 0
