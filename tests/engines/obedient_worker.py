"""A voice process for tests: a request's body is an order, and its children do what it says.

Run as ``python obedient_worker.py [alone] [missing FILE]``. ``alone`` is as where there is no fork; it does not come
up without the FILE.
"""

from __future__ import annotations

import os
import signal
import stat
import sys
import time

from reviewcast.engines import nursery
from reviewcast.engines.wire import SOUND, RequestError, pack_reply

answered: list[bytes] = []
loaded: list[bytes] = []


def answer(body: bytes) -> bytes:
    """Do what *body* says; the reply."""
    answered.append(body)
    order, _, rest = body.removeprefix(b"here ").partition(b" ")
    if order == b"die":
        os.kill(os.getpid(), int(rest))
    elif order == b"exit":
        os._exit(int(rest))
    elif order == b"leave":
        sys.exit(3)
    elif order == b"junk":
        return rest
    return pack_reply(SOUND, done(order, rest), 22_050, ((1, 2),))


def done(order: bytes, rest: bytes) -> bytes:
    """The payload of the reply to an order that is met, or not."""
    if order == b"sleep":
        time.sleep(float(rest))
    elif order == b"refuse":
        raise RequestError(rest.decode())
    elif order == b"fail":
        raise LookupError(rest.decode())
    elif order == b"size":
        return bytes(int(rest))
    elif order == b"take":
        return str(len(bytearray(int(rest)))).encode()
    elif order == b"spin":
        while True:
            pass
    elif order == b"write":
        with open(rest, "wb") as file:
            file.write(b"something")
    elif order == b"read":
        return os.read(0, 100)
    return {
        b"pid": str(os.getpid()).encode(),
        b"answers": str(len(answered)).encode(),
        b"loaded": b" ".join(loaded),
    }.get(order, rest)


def prepare(body: bytes) -> bytes | None:
    """Load what a ``load`` names; do what is meant for the warm process."""
    order, _, rest = body.partition(b" ")
    if order == b"load":
        if rest == b"nothing":
            raise RequestError("there is nothing to load")
        loaded.append(rest)
        return pack_reply(SOUND, b"")
    if order == b"block":
        time.sleep(float(rest))
    if order == b"crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if order == b"babble":
        os.write(next(pipe for pipe in range(3, 20) if stat.S_ISFIFO(os.fstat(pipe).st_mode)), rest)
    return None


def warm() -> None:
    """End, where the file on the command line is missing."""
    os.write(1, b"this reaches nobody")
    if "missing" in sys.argv and not os.path.exists(sys.argv[-1]):  # noqa: PTH110 - pathlib takes 10 ms
        os.write(2, b"wait a little\nthe library is missing\n")
        os._exit(4)


if __name__ == "__main__":
    nursery.MOST = 8 << 20
    nursery.CAN_FORK = "alone" not in sys.argv
    nursery.serve(
        answer,
        warm=warm,
        prepare=prepare,
        fork=lambda body: not body.startswith(b"here "),
        memory=256 << 20,
        cpu_seconds=1,
    )
