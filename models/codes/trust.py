"""What a trusted key is for."""

from models.codes.code import Code


class KeyKind(Code):
    """Whose a public key on the list of the trusted is."""

    ISSUER = "issuer"
    """It signs the identity tokens of people."""
    CHANNEL = "channel"
    """It signs requests, and commands of their beneficiaries."""
    SERVICE = "service"
    """A service of ours: it speaks as the system."""
