"""Whether files that go to learners hold what they must not: in plain text, encoded or packed."""

from __future__ import annotations

import base64
import binascii
import bz2
import gzip
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

__all__ = ["leaks", "secrets_of"]

_DEEPEST = 4  # how many times something may be packed in something
_LARGEST = 20_000_000
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2}){8,}")
#: Lines of a key that say nothing by themselves, such as a bracket or an import.
_EMPTY = re.compile(r'^(?:from |import |return |"""|#|def |[\W_]*$)')


def secrets_of(key: str) -> list[str]:
    r"""The telling lines of a key, and every seed in it.

    >>> secrets_of("import math\nreturn 1\nwhy = 'They ask again: silence.'\nseed = 918273")
    ["why = 'They ask again: silence.'", 'seed = 918273', '918273']
    """
    lines = [line.strip() for line in key.splitlines()]
    telling = [line for line in lines if len(line) >= 12 and not _EMPTY.match(line)]
    return [*telling, *re.findall(r"(?<![\w.])\d{6,}(?![\w.])", key)]


def leaks(files: Iterable[Path], secrets: Iterable[str]) -> list[str]:
    """A line for each secret that is found in a file, however it is encoded or packed there.

    Looks into base64, hexadecimal, zip, gzip, zlib, bz2 and xz, and into what is packed in them.
    """
    wanted = {secret: secret.encode() for secret in secrets}
    found = []
    for path in files:
        texts = list(_layers(path.read_bytes(), _DEEPEST))
        found += [
            f"{path.name}: {secret}" for secret, raw in wanted.items() if any(raw in text for text in texts)
        ]
    return found


def _layers(data: bytes, deep: int) -> Iterator[bytes]:
    """The bytes themselves, without the escapes of JSON, and everything unpacked from them."""
    yield data
    yield data.replace(b'\\"', b'"').replace(b"\\\\", b"\\")
    if not deep:
        return
    for inner in [*_unpacked(data), *_decoded(data)]:
        yield from _layers(inner, deep - 1)


def _decoded(data: bytes) -> Iterator[bytes]:
    for run in _BASE64.findall(data.replace(b"\\n", b"").replace(b"\n", b"")) + _BASE64.findall(data):
        plain = run.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        for start in range(4):
            part = plain[start:]
            part = part[: len(part) - (len(part) % 4 == 1)]
            try:
                yield base64.b64decode(part + b"=" * (-len(part) % 4))
            except binascii.Error:
                continue
    for run in _HEX.findall(data):
        yield bytes.fromhex(run.decode())


def _unpacked(data: bytes) -> Iterator[bytes]:
    ways: tuple[Callable[[bytes], bytes], ...] = (gzip.decompress, _inflate, bz2.decompress, lzma.decompress)
    for way in ways:
        try:
            yield way(data)[:_LARGEST]
        except (OSError, ValueError, EOFError, zlib.error, lzma.LZMAError):
            continue
    if data[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as packed:
                for entry in packed.infolist():
                    if entry.file_size <= _LARGEST:
                        yield packed.read(entry)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError):
            return


def _inflate(data: bytes) -> bytes:
    return zlib.decompressobj().decompress(data, _LARGEST)
