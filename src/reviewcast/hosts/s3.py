"""Storage that speaks S3, at Amazon or elsewhere, through obstore (extra ``s3``), which is imported when needed.

Credentials, region and endpoint come from the usual ``AWS_`` variables of the environment. Every write has a
condition (RFC 9110, 13.1): a lasting name is only ever created, the feed only replaces the one that was read.
"""

from __future__ import annotations

import os
import re
import time
from datetime import timedelta
from functools import partial
from hashlib import md5
from typing import TYPE_CHECKING, Any

from reviewcast.errors import HostError, UsageError
from reviewcast.hosts.host import MOST_FEED, ChangedError, Held, Unguarded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Self, TypeVar

    from obstore.store import S3Store

    from reviewcast.hosts.host import File, Standing

    S = TypeVar("S")
    T = TypeVar("T")

_AT_ONCE = 4
"""Files under way at a time."""
_PATIENCE = 30
"""Seconds for a request, and for each 1.5 MB of a file beside."""
_TRIES = 4
"""Of a request, by us: obstore itself repeats what was answered with 500, but no write that timed out."""
_PAUSE = 1.0
"""Seconds before the second try; then twice as many each time."""
_MOST_WORDS = 200
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
_ENDPOINT = re.compile(r"https?://(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?(?:/[\w./~-]*)?", re.ASCII)


class S3(Unguarded):
    """A bucket, or what is below a prefix in it."""

    doubts: tuple[str, ...] = ()

    def __init__(self, name: str, store: S3Store, patient: S3Store) -> None:
        self.name, self.store, self.patient = name, store, patient

    @classmethod
    def open(cls, dest: str) -> Self:
        """The bucket that *dest*, ``s3://BUCKET/PREFIX``, names. Raises HostError without obstore, UsageError for
        a name that is none.
        """
        bucket, _, prefix = dest.partition("://")[2].partition("/")
        prefix = prefix.strip("/")
        if not bucket or any(part in {"", ".", ".."} for part in prefix.split("/") if prefix):
            raise UsageError(f'"{dest}" names no bucket; it has the form s3://BUCKET or s3://BUCKET/PATH')
        return cls(dest, _store(bucket, prefix, _PATIENCE), _store(bucket, prefix, _PATIENCE * 20))

    def survey(self, files: Sequence[File]) -> Mapping[str, Standing]:
        """See :meth:`Host.survey`: by what the store lists, reading only what its digests leave open."""
        there = self._listing({file.key.rpartition("/")[0].partition("/")[0] for file in files})
        open_: list[File] = []
        standings: dict[str, Standing] = {}
        for file in files:
            size, tag = there.get(file.key, (None, ""))
            if size is None:
                standings[file.key] = "absent"
            elif size != file.size:
                standings[file.key] = "other"
            elif file.lasting or tag == md5(file.read(), usedforsecurity=False).hexdigest():
                standings[file.key] = "same"
            else:
                open_.append(file)
        for file, same in zip(open_, self._each(self._is_same, open_), strict=True):
            standings[file.key] = "same" if same else "other"
        return standings

    def read(self, key: str) -> Held | None:
        """See :meth:`Host.read`."""
        import obstore

        def ask() -> Held:
            found = obstore.get(self.store, key)
            if found.meta["size"] > MOST_FEED:
                raise HostError(f"{key} at {self.name} is far too large to be a feed; move it away")
            return Held(bytes(found.bytes()), found.meta["e_tag"] or "")

        try:
            return self._patiently(ask, key)
        except FileNotFoundError:
            return None

    def send(self, files: Sequence[File], sent: Callable[[File], None]) -> None:
        """See :meth:`Host.send`: a few at a time."""
        for file, new in zip(files, self._each(self._put, files), strict=True):
            if new:
                sent(file)

    def verify(self, files: Sequence[File]) -> None:
        """See :meth:`Host.verify`: one byte of each is asked for, whose answer tells length and type as well."""
        for _ in self._each(self._verify, files):
            pass

    def swap(self, file: File, version: str | None) -> None:
        """See :meth:`Host.swap`. A swap that arrived although its answer did not is one that was made."""
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        data = file.read()
        mode: Any = {"e_tag": version} if version is not None else "create"
        try:
            self._write(file, data, mode)
        except (AlreadyExistsError, PreconditionError, FileNotFoundError) as error:
            held = self.read(file.key)
            if held is None or held.data != data:
                raise ChangedError(file.key) from error

    def remove(self, keys: Sequence[str]) -> Sequence[str]:
        """See :meth:`Host.remove`."""
        return [key for key, there in zip(keys, self._each(self._remove, keys), strict=True) if there]

    def _remove(self, key: str) -> bool:
        import obstore

        try:
            self._patiently(lambda: obstore.head(self.store, key), key)
        except FileNotFoundError:
            return False
        self._patiently(lambda: obstore.delete(self.store, key), key)
        return True

    def _put(self, file: File) -> bool:
        """Whether it is there by us; a lasting one may have come from somebody else, and verify looks at it."""
        from obstore.exceptions import AlreadyExistsError

        try:
            self._write(file, file.read(), "create" if file.lasting else "overwrite")
        except AlreadyExistsError:
            if not self._is_same(file):
                raise HostError(
                    f"{file.key} is at {self.name} already with other bytes; it is never overwritten, delete it there"
                ) from None
            return False
        return True

    def _write(self, file: File, data: bytes, mode: Any) -> None:  # noqa: ANN401 - obstore's own union
        import obstore

        headers: Any = dict(file.headers)
        store = self.store if len(data) < 1_000_000 else self.patient

        def ask(mode: Any) -> object:  # noqa: ANN401
            return obstore.put(store, file.key, data, attributes=headers, mode=mode, use_multipart=False)

        try:
            self._patiently(partial(ask, mode), file.key)
        except NotImplementedError:
            self.doubts = ("this store knows no conditions, so do not publish from two places at once",)
            self._expect(file.key, mode)
            self._patiently(partial(ask, "overwrite"), file.key)

    def _expect(self, key: str, mode: Any) -> None:  # noqa: ANN401
        """Hold the condition *mode* ourselves, as well as can be, for a store that cannot."""
        from obstore.exceptions import AlreadyExistsError, PreconditionError

        held = self.read(key)
        if mode == "create" and held is not None:
            raise AlreadyExistsError(key)
        if isinstance(mode, dict) and (held is None or held.version != mode["e_tag"]):
            raise PreconditionError(key)

    def _verify(self, file: File) -> None:
        import obstore

        wanted: Any = {"range": (0, 1)} if file.size else {}
        try:
            found = self._patiently(lambda: obstore.get(self.store, file.key, options=wanted), file.key)
            first = found.bytes().to_bytes()
        except FileNotFoundError:
            raise HostError(f"{file.key} was sent and is not at {self.name}; run again") from None
        kind = file.headers.get("Content-Type", "")
        if found.meta["size"] != file.size or first != file.read(1):
            raise HostError(f"{file.key} at {self.name} is not what was sent; run again, or look after the store")
        if kind and found.attributes.get("Content-Type") != kind:
            raise HostError(f"{self.name} does not keep the type of {file.key}, which is {kind}; mend it there")

    def _is_same(self, file: File) -> bool:
        import obstore

        data = self._patiently(lambda: bytes(obstore.get(self.store, file.key).bytes()), file.key)
        return data == file.read()

    def _listing(self, folders: Iterable[str]) -> dict[str, tuple[int, str]]:
        """Length and digest, where it is one, of everything in *folders*, by key; of the root no folder below it."""
        import obstore

        def ask(folder: str) -> list[Any]:
            if folder:
                return [meta for metas in obstore.list(self.store, folder) for meta in metas]
            return list(obstore.list_with_delimiter(self.store)["objects"])

        metas = (meta for folder in folders for meta in self._patiently(partial(ask, folder), folder))
        return {meta["path"]: (meta["size"], (meta["e_tag"] or "").strip('"')) for meta in metas}

    def _each(self, act: Callable[[S], T], files: Sequence[S]) -> Iterator[T]:
        """What *act* gives for each of *files*, a few at a time, in their order; the first error stops all."""
        from concurrent.futures import ThreadPoolExecutor

        pool = ThreadPoolExecutor(_AT_ONCE)
        try:
            yield from pool.map(act, files)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)

    def _patiently(self, ask: Callable[[], T], key: str) -> T:
        """*ask*, again after a pause where the store was busy, too slow or out of reach."""
        from obstore import exceptions

        last: Exception | None = None
        for again in range(_TRIES):
            if again:
                time.sleep(_PAUSE * 2 ** (again - 1))
            try:
                return ask()
            except (exceptions.AlreadyExistsError, exceptions.PreconditionError):
                raise
            except (exceptions.BaseError, OSError, ValueError) as error:
                self._give_up(error)
                last = error
        keys = "" if os.environ.get("AWS_ACCESS_KEY_ID") else "; AWS_ACCESS_KEY_ID is not set"
        raise HostError(f"{self.name} failed {_TRIES} times at {key or 'its listing'}: {_reason(last)}{keys}") from last

    def _give_up(self, error: Exception) -> None:
        """Raise what asking again would not change; NotImplementedError for what the store does not know."""
        from obstore import exceptions

        if isinstance(error, exceptions.NotSupportedError | NotImplementedError) or " 501 " in str(error):
            raise NotImplementedError from error
        if "NoSuchBucket" in str(error):
            raise HostError(f"there is no bucket for {self.name}; make it, or check its name") from error
        if isinstance(error, FileNotFoundError):
            raise error
        if isinstance(error, exceptions.PermissionDeniedError | exceptions.UnauthenticatedError):
            keys = "check AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what they may do there"
            raise HostError(f"{self.name} refuses: {_reason(error)}; {keys}") from error


def _store(bucket: str, prefix: str, seconds: float) -> S3Store:
    """A client whose requests last at most *seconds*. Raises HostError without obstore, and it or
    UsageError for variables that are of no use.
    """
    try:
        from obstore.exceptions import BaseError
        from obstore.store import S3Store
    except ImportError as error:
        raise HostError('publishing to S3 needs the extra "s3": pip install "reviewcast[s3]"') from error
    options: Any = {"timeout": timedelta(seconds=seconds), "connect_timeout": timedelta(seconds=10)}
    if any(_is_here(name) for name in _ENDPOINTS):
        options["allow_http"] = True  # what goes to this machine needs no secrecy; elsewhere AWS_ALLOW_HTTP decides
    backoff: Any = {"init_backoff": timedelta(seconds=0.2), "max_backoff": timedelta(seconds=3)}
    retries: Any = {"max_retries": 4, "retry_timeout": timedelta(seconds=seconds), "backoff": backoff}
    try:
        return S3Store(bucket, prefix=prefix or None, client_options=options, retry_config=retries)
    except (BaseError, ValueError) as error:
        raise HostError(f"the AWS_ variables cannot be used: {_reason(error)}; docs/hosting.md has the list") from error


def _is_here(name: str) -> bool:
    """Whether the variable *name* gives an endpoint on this machine. Raises UsageError for one that is none, of which
    obstore would die, or that is not encrypted, of which it would not say so.
    """
    endpoint = os.environ.get(name, "")
    if endpoint and not _ENDPOINT.fullmatch(endpoint):
        raise UsageError(f"{name} is {endpoint!r}, which is no address; it has the form https://HOST")
    is_here = endpoint.startswith(("http://127.0.0.1", "http://localhost"))
    if endpoint.startswith("http:") and not is_here and "AWS_ALLOW_HTTP" not in os.environ:
        raise UsageError(f"{name} is {endpoint}, which is not encrypted; use https://, or set AWS_ALLOW_HTTP=true")
    return is_here


def _reason(error: Exception | None) -> str:
    """What obstore says, without its own history of the request."""
    text = " ".join(str(error).partition("Debug source")[0].split())
    for before in (" - ", "status code: "):
        text = text.partition(before)[2] or text
    return text.partition("<!doctype")[0][:_MOST_WORDS].rstrip(" .:;")  # some proxies answer with a page
