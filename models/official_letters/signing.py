"""What is signed of a letter: its code's hash and its document's, so that a signature is of this letter alone."""

from models.trust.keys import decoded, verifies


def letter_statement(of_code: bytes, sha256: bytes) -> bytes:
    """The bytes that the system signs."""
    return f"tawasul-letter-1:{of_code.hex()}:{sha256.hex()}".encode()


def is_signed(kid: str, signature: str, of_code: bytes, sha256: bytes) -> bool:
    """Whether the holder of a key signed this letter."""
    try:
        return verifies(decoded(kid), letter_statement(of_code, sha256), decoded(signature))
    except ValueError:
        return False
