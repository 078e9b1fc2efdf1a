"""The engine ``pyttsx3``: espeak-ng in processes of its own, driven through pyttsx3.

This is the side of the parent; what runs in the processes is :mod:`reviewcast.engines.espeak_worker`.
"""

from __future__ import annotations

import contextlib
import os
import re
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from reviewcast.engines import DEADLINE, FailedTakeError, Heard, Recording, check_numbers, lower
from reviewcast.engines.espeak_phonemes import guarded
from reviewcast.engines.wire import LONGEST, REFUSED, REPLY, SOUND, WORD, Request
from reviewcast.errors import VoiceError, did_you_mean

if TYPE_CHECKING:
    import subprocess
    from types import TracebackType
    from typing import IO, Self

    from reviewcast.model import Voice
    from reviewcast.phonetics import Phones

_OURS = "2"
"""Raise it when what this engine does to a sentence changes: old takes are then recorded anew."""

_DRIVERS = {"espeak": None, "sapi5": "win32", "nsss": "darwin"}
"""pyttsx3's drivers, and the ``sys.platform`` of those that need one."""

_MOST = 2 * LONGEST
"""Bytes of a reply; more is a child that has lost its wits."""

_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), " ")
"""The library ends the text at a NUL and takes commands after an 0x01."""

_INITIAL = re.compile(r"(?<![^\W_])([A-Z])\.(?= ?[A-Z])")
"""The library ends a clause at the full stop of "J. J. Abrams", and takes the letter A without one for the article."""

_PROGRAM = """
import sys
package, engines, *path = sys.argv[1:]
sys.path += path
for name, folder in ("reviewcast", package), ("reviewcast.engines", engines):
    sys.modules[name] = module = type(sys)(name)
    module.__path__ = [folder]
from reviewcast.engines import espeak_worker
espeak_worker.main()
"""


def version() -> str:
    """The versions of the libraries that decide a take's bytes; starts nothing."""
    return f"pyttsx3 {_installed('pyttsx3')}, espeakng-loader {_installed('espeakng_loader')}, {_OURS}"


class EspeakNg:
    """*jobs* voice processes, each of which forks a child for every utterance."""

    name = "pyttsx3"

    def __init__(self, jobs: int = 2, *, deadline: float = DEADLINE) -> None:
        self.version = version()
        self._deadline = deadline
        self._state = threading.Condition()
        self._closed = False
        self._workers: list[_Worker] = []
        try:
            while len(self._workers) < max(1, jobs):
                self._workers.append(_Worker())
        except BaseException:  # Ctrl-C between two of them: nobody else knows of the first
            for worker in self._workers:
                worker.end()
            raise
        self._idle = list(self._workers)
        self._checked: set[tuple[str, ...]] = set()

    def check(self, voice: Voice) -> None:
        """Raise VoiceError unless espeak-ng (or the driver) is *voice* when asked to be: set and read back."""
        key = voice.recording_key()
        if key in self._checked:
            return
        request = _request("", voice)
        try:
            self._ask(request)
        except FailedTakeError:
            raise
        except VoiceError as error:
            hint = did_you_mean(voice.voice.lower(), self.voices()) if voice.driver == "espeak" else ""
            raise VoiceError(f'the voice "{voice.profile}": {error.message}{hint}') from None
        self._checked.add(key)

    def voices(self) -> tuple[str, ...]:
        """espeak-ng's language codes; each may be followed by a variant, as in ``en-us+f3``."""
        payload, _, _ = self._ask(Request(0, 0, "espeak", "", ""))
        return tuple(payload.decode().splitlines())

    def say(self, spoken: str, voice: Voice) -> Recording:
        """Record *spoken* in a process that never spoke before; control characters become spaces."""
        pcm, rate, words = self._ask(_request(_fit(spoken), voice))
        if not rate or len(pcm) % 2:
            raise FailedTakeError("it came back broken")
        from reviewcast.clip import Clip
        from reviewcast.model import WordTime

        times = tuple(WordTime(position, frame / rate) for position, frame in words if position < len(spoken))
        return Recording(Clip.from_pcm(pcm, rate), times)

    def lower(self, phones: Phones, voice: Voice) -> str | None:
        """As :func:`reviewcast.engines.lower`."""
        return lower(phones, voice)

    def transcribe(self, spoken: str, voice: Voice) -> tuple[Heard, ...]:
        """What is said, in IPA as espeak-ng writes it (``hjˈuːstən``), in a process that never spoke before.

        Small words that it runs into one are one (``ʌvðə``). The drivers of other systems tell nothing.
        """
        if voice.driver != "espeak":
            return ()
        payload, _, words = self._ask(_request(_fit(spoken), voice)._replace(transcribe=True))
        try:
            lines = payload.decode().split("\n") if words else []
        except UnicodeDecodeError:
            lines = []
        if len(lines) != len(words) or not all(map(str.isprintable, lines)):
            raise FailedTakeError("it came back broken")
        return tuple(Heard(at, ipa) for (at, _), ipa in zip(words, lines, strict=True) if at < len(spoken))

    def close(self) -> None:
        """End the voice processes and their children; a thread that waits for one gets VoiceError."""
        with self._state:
            self._closed = True
            workers, self._workers, self._idle = self._workers, [], []
            self._state.notify_all()
        for worker in workers:
            worker.hang_up()
        for worker in workers:
            worker.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(self, request: Request) -> tuple[bytes, int, tuple[tuple[int, int], ...]]:
        worker = self._borrow()
        try:
            status, rate, words, payload = worker.ask(request, self._deadline)
        except FailedTakeError:
            if self._closed:
                raise VoiceError("the recording was stopped") from None
            raise
        finally:
            self._give_back(worker)
        if status == SOUND:
            return payload, rate, words
        message = payload.decode("utf-8", "replace")
        raise (VoiceError if status == REFUSED else FailedTakeError)(message)

    def _borrow(self) -> _Worker:
        with self._state:
            self._state.wait_for(lambda: self._idle or self._closed)
            if self._closed:
                raise VoiceError("the recording was stopped")
            return self._idle.pop()

    def _give_back(self, worker: _Worker) -> None:
        """Put *worker* back, or a new one in its place when it ended."""
        if not worker.usable:
            worker.end()
            with contextlib.suppress(VoiceError):  # the next to ask finds it dead, and says so
                worker = self._replace(worker)
        with self._state:
            if not self._closed:
                self._idle.append(worker)
                self._state.notify()

    def _replace(self, worker: _Worker) -> _Worker:
        with self._state:
            if self._closed:
                return worker
            fresh = _Worker()
            self._workers.remove(worker)
            self._workers.append(fresh)
            return fresh


class _Worker:
    """One voice process and the pipes to it."""

    def __init__(self) -> None:
        self.usable = True
        self._process = _start()

    def ask(self, request: Request, deadline: float) -> tuple[bytes, int, tuple[tuple[int, int], ...], bytes]:
        """(status, rate, words, payload) of the reply; FailedTakeError when the process dies or is too slow."""
        self.usable = False
        late = threading.Event()

        def expire() -> None:
            late.set()
            self._kill()

        alarm = threading.Timer(deadline, expire)
        alarm.daemon = True
        alarm.start()
        try:
            reply = self._exchange(request.pack())
        finally:
            alarm.cancel()
        if late.is_set():
            raise FailedTakeError(f"it took longer than {deadline:g} seconds")
        if reply is None:
            raise FailedTakeError(f"the voice process ended ({self._ending()})")
        self.usable = request.driver == "espeak" and hasattr(os, "fork")
        return reply

    def hang_up(self) -> None:
        """Close its input: it ends its child and itself within milliseconds."""
        with contextlib.suppress(OSError, ValueError):
            _stream(self._process.stdin).close()

    def end(self) -> None:
        """Make sure that it is gone."""
        import subprocess

        self.hang_up()
        try:
            self._process.wait(0.25)
        except subprocess.TimeoutExpired:
            self._kill()
            self._process.wait()
        self._process.__exit__(None, None, None)

    def _exchange(self, request: bytes) -> tuple[bytes, int, tuple[tuple[int, int], ...], bytes] | None:
        source, target = _stream(self._process.stdout), _stream(self._process.stdin)
        try:
            target.write(request)
            target.flush()
            header = source.read(REPLY.size)
            if len(header) < REPLY.size:
                return None
            status, rate, count, size = REPLY.unpack(header)
            if count * WORD.size + size > _MOST:
                return None
            words = source.read(count * WORD.size)
            payload = source.read(size)
        except (OSError, ValueError):
            return None
        if len(words) + len(payload) < count * WORD.size + size:
            return None
        return status, rate, tuple(WORD.iter_unpack(words)), payload

    def _kill(self) -> None:
        with contextlib.suppress(OSError):
            if os.name == "posix":
                os.killpg(self._process.pid, 9)
            else:  # pragma: no cover - Windows
                self._process.kill()

    def _ending(self) -> str:
        import subprocess

        try:
            code = self._process.wait(1)
        except subprocess.TimeoutExpired:
            return "it stopped answering"
        return f"signal {-code}" if code < 0 else f"exit status {code}"


def _start() -> subprocess.Popen[bytes]:
    """A voice process of its own session, so that Ctrl-C at the terminal is ours alone.

    ``-I -S`` keep it from the environment and from every ``.pth`` file: it gets our own import path after
    Python's, and our packages as bare folders, so that it imports its four modules and not their neighbours.
    """
    import subprocess

    here = Path(__file__).parent
    folders = [str(folder.absolute()) for folder in (here.parent, here, *map(Path, filter(None, sys.path)))]
    try:
        return subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _PROGRAM, *folders],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise VoiceError(f"a voice process cannot be started: {error.strerror}") from error


def _stream(stream: IO[bytes] | None) -> IO[bytes]:
    assert stream is not None
    return stream


def _fit(spoken: str) -> str:
    """*spoken* without what the library takes for a command, but for blocks of phonemes; never empty.

    Each character keeps its place, since the library tells the times of words by it.
    """
    plain = _INITIAL.sub(lambda initial: "A-" if initial[1] == "A" else f"{initial[1]} ", spoken.translate(_CONTROLS))
    return guarded(plain) or " "


def _request(text: str, voice: Voice) -> Request:
    """A request whose numbers and lengths fit; the worker sees to the rest."""
    check_numbers(voice)
    _check_driver(voice)
    if not 0 < len(voice.voice) < 1_000:
        raise VoiceError(f'the voice "{voice.profile}" names no voice of the engine; write for example "en-us"')
    return Request(voice.rate, voice.pitch, voice.driver, voice.voice, text)


def _check_driver(voice: Voice) -> None:
    if voice.driver not in _DRIVERS:
        hint = did_you_mean(voice.driver, _DRIVERS) or "; choose " + ", ".join(_DRIVERS)
        raise VoiceError(f'the voice "{voice.profile}" has an unknown driver "{voice.driver}"{hint}')
    platform = _DRIVERS[voice.driver]
    if platform not in {None, sys.platform}:
        raise VoiceError(
            f'the voice "{voice.profile}" has the driver "{voice.driver}", which this system lacks; use "espeak"'
        )


def _installed(package: str) -> str:
    """The version of *package* by the name of its metadata folder: importlib.metadata takes 25 ms to import."""
    for folder in sys.path:
        for found in Path(folder or ".").glob(f"{package}-*.dist-info"):
            return found.stem[len(package) + 1 :]
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        raise VoiceError(f"the package {package} is not installed; install reviewcast again") from None
