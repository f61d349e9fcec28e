"""Bodies in their encodings. How hard to try was measured: docs/decisions/0007-finished-answers.md has the table."""

import gzip

import brotli

from app.serving.content_negotiation import Encoding

BROTLI_QUALITY = 5  # the knee: 4 is a tenth larger, 9 takes ten times as long for two hundredths
GZIP_LEVEL = 6  # likewise: 9 takes twice as long for two hundredths


def packed(body: bytes, encoding: Encoding) -> bytes:
    """The same bytes for the same body, always: no time, no name, no chance."""
    match encoding:
        case "br":
            compressed: bytes = brotli.compress(body, quality=BROTLI_QUALITY)
            return compressed
        case "gzip":
            return gzip.compress(body, GZIP_LEVEL, mtime=0)
        case "identity":
            return body


def unpacked(body: bytes, encoding: Encoding) -> bytes:
    """What was packed."""
    match encoding:
        case "br":
            plain: bytes = brotli.decompress(body)
            return plain
        case "gzip":
            return gzip.decompress(body)
        case "identity":
            return body
