"""What the tokens of a byte-level BPE spell: bytes, now and then half a character."""

from tokenizers import Tokenizer

from model_export.documents import END_OF_TEXT
from model_export.errors import UserError


def token_bytes(tokenizer: Tokenizer) -> dict[int, bytes]:
    byte_of = _byte_alphabet()
    vocabulary = tokenizer.get_vocab(with_added_tokens=True).items()
    try:
        return {i: bytes(byte_of[c] for c in token) for token, i in vocabulary if token != END_OF_TEXT}
    except KeyError as e:
        raise UserError(f"tokenizer.json: {e.args[0]!r} is no byte; a byte-level BPE is needed") from e


def _byte_alphabet() -> dict[str, int]:
    """GPT-2's: printable bytes stand for themselves, the others for characters from U+0100 on, in order."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [b for b in range(256) if b not in printable]
    return {chr(b): b for b in printable} | {chr(0x100 + n): b for n, b in enumerate(others)}
