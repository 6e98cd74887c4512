"""A person's change as a file: shown once, read like a procedure, replayed with other values."""

from pupitre.recording.binding import BadValue, Bound, Numbered, bind
from pupitre.recording.file import is_edited, load_recording
from pupitre.recording.model import Dialog, Expectation, Loop, Parameter, Recording, Step, Verb
from pupitre.recording.writing import write_recording

__all__ = [
    "BadValue",
    "Bound",
    "Dialog",
    "Expectation",
    "Loop",
    "Numbered",
    "Parameter",
    "Recording",
    "Step",
    "Verb",
    "bind",
    "is_edited",
    "load_recording",
    "write_recording",
]
