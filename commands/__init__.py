"""The commands of `tawasul`, in a folder for each kind of user.

Ctrl-C ends a command with 130 and without a traceback, from the first import of this package on.
"""

import os
import sys
from types import TracebackType

_INTERRUPTED = 130


def _ended(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        os._exit(_INTERRUPTED)
    sys.__excepthook__(kind, error, trace)


sys.excepthook = _ended
