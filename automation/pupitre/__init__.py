"""Keep web consoles that have no API the way their owner declared them.

The public names are the values, the errors and the version; everything else
may change without notice. People who add a console use `pupitre.console` and
`pupitre.testing`.
"""

from pupitre.errors import PupitreError
from pupitre.hours import Slot, Week, Weekday

__version__ = "0.1.0"

__all__ = ["PupitreError", "Slot", "Week", "Weekday", "__version__"]
