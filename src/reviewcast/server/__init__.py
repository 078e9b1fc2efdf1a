"""The preview: the output folder as a web site on this machine, for a browser and for podcast apps.

`application` says what is answered, `listening` lets clients in, `rebuilds` builds the show whenever it changed.
"""

from __future__ import annotations

from reviewcast.server.application import application
from reviewcast.server.loopback import bind, listening
from reviewcast.server.watching import Built, rebuilds

__all__ = ["Built", "application", "bind", "listening", "rebuilds"]
