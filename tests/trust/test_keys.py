"""Keys that sign: their names are typed by people."""

from models.trust.keys import SigningKey, thumbprint


def test_no_name_of_a_key_looks_like_an_option_of_a_command_line() -> None:
    keys = [SigningKey.made() for _ in range(500)]
    assert not [key.kid for key in keys if key.kid.startswith("-") or thumbprint(key.public).startswith("-")]
