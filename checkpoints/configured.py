"""The keeper of checkpoints as the settings have it, and the keys by which checkpoints are verified."""

from activities.notices.reach import Reach
from checkpoints.keeper import Keeper
from checkpoints.places import place_of
from errors import WrongUsage
from models.log.note import BadKey, Signer, Verifier
from settings import Settings


def keeper_of(config: Settings) -> Keeper | None:
    """The keeper; none where no key is configured. Raises WrongUsage."""
    signer = _signer(config)
    if signer is None:
        return None
    if not config.checkpoint_place:
        raise WrongUsage(
            "TAWASUL_CHECKPOINT_KEY is set and TAWASUL_CHECKPOINT_PLACE is not: name a file or a web address"
        )
    try:
        place = place_of(config.checkpoint_place, Reach.read(config.allowed_networks))
    except ValueError as error:
        raise WrongUsage(f"TAWASUL_CHECKPOINT_PLACE: {error}") from error
    return Keeper(config.database_url, signer, place, earlier_of(config))


def verifiers_of(config: Settings) -> tuple[Verifier, ...]:
    """The key that signs now and those that did before. Raises WrongUsage."""
    signer = _signer(config)
    return (*([signer.verifier] if signer else []), *earlier_of(config))


def earlier_of(config: Settings) -> tuple[Verifier, ...]:
    """The keys that signed before. Raises WrongUsage."""
    return tuple(verifier(text, "TAWASUL_CHECKPOINT_VERIFIERS") for text in config.checkpoint_verifiers.split())


def verifier(text: str, where: str) -> Verifier:
    """A public key from its text. Raises WrongUsage, which says where it stood."""
    try:
        return Verifier.read(text)
    except BadKey as error:
        raise WrongUsage(f"{where} has no public key of a log: {error}") from error


def _signer(config: Settings) -> Signer | None:
    if not config.checkpoint_key:
        return None
    try:
        return Signer.read(config.checkpoint_key)
    except BadKey as error:
        raise WrongUsage(f"TAWASUL_CHECKPOINT_KEY is no key that signs a log: {error}") from error
