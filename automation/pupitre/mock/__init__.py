"""What every mock console shares: the server, the lockout, the faults, the clock.

A mock is a web server on the loopback interface that behaves as a console does,
with switches for everything that can go wrong and an oracle that tells a test
what was really saved. It ships, so that a change can be rehearsed anywhere.
"""

from pupitre.mock.clock import Clock
from pupitre.mock.console import MockConsole
from pupitre.mock.faults import Faults, switch
from pupitre.mock.journal import Call, Journal
from pupitre.mock.libraries import Libraries
from pupitre.mock.lockout import FLAVOURS, Flavour, Lockout
from pupitre.mock.oracle import Counts, MockOracle
from pupitre.mock.server import ConnectionCut, MockServer, Request, Response

__all__ = [
    "FLAVOURS",
    "Call",
    "Clock",
    "ConnectionCut",
    "Counts",
    "Faults",
    "Flavour",
    "Journal",
    "Libraries",
    "Lockout",
    "MockConsole",
    "MockOracle",
    "MockServer",
    "Request",
    "Response",
    "switch",
]
