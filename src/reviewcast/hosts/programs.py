"""Programs that copy files for us: rsync and rclone, started without a shell and with nothing to ask."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from reviewcast.errors import HostError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

_MOST_WORDS = 300


def run(
    words: Sequence[str],
    *,
    given: bytes = b"",
    fine: Collection[int] = (0,),
    said: Callable[[str], None] = lambda _: None,
) -> tuple[int, bytes, str]:
    """Run ``words[0]`` with *given* as its input; *said* gets each line of its output as it comes.

    Gives its status, its whole output and its complaints. Raises HostError when it is not installed, or ends
    with a status that is not among the *fine* ones.
    """
    program = words[0]
    try:
        process = subprocess.Popen(
            list(words),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"LC_ALL": "C"},
        )
    except OSError as error:
        why = "is not installed; install it" if isinstance(error, FileNotFoundError) else "cannot be run; mend that"
        raise HostError(f"{program} {why}, or publish to a folder or to S3") from error
    with process:
        try:
            out, complaints = _converse(process, given, said)
        except BaseException:
            process.kill()
            raise
    if process.returncode not in fine:
        raise HostError(f"{program} failed: {reason(complaints)} (exit status {process.returncode})")
    return process.returncode, out, complaints


def _converse(process: subprocess.Popen[bytes], given: bytes, said: Callable[[str], None]) -> tuple[bytes, str]:
    """Feed and hear a process without waiting for one stream while another is full."""
    from concurrent.futures import ThreadPoolExecutor

    assert process.stdin and process.stdout and process.stderr  # noqa: PT018 - all three are pipes
    with ThreadPoolExecutor(2) as pool:
        fed = pool.submit(_feed, process, given)
        complaints = pool.submit(process.stderr.read)
        try:
            out = bytearray()
            for row in process.stdout:
                out += row
                said(row.decode("utf-8", "replace").rstrip("\r\n"))
        except BaseException:
            process.kill()  # else the two others would never end
            raise
        fed.result()
        return bytes(out), complaints.result().decode("utf-8", "replace")


def _feed(process: subprocess.Popen[bytes], given: bytes) -> None:
    assert process.stdin is not None
    try:
        process.stdin.write(given)
        process.stdin.close()
    except BrokenPipeError:
        pass  # it ended early; its status says why


def reason(complaints: str) -> str:
    """The line that says what went wrong: the first that speaks of an error, else the last."""
    lines = [line.strip() for line in complaints.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line.lower() for word in ("error", "failed", "denied", "refused"))]
    return (telling or lines[-1:] or ["it did not say why"])[0][:_MOST_WORDS]
