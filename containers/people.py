"""Keys that are trusted, staff, and their sessions, set up as docs/operations.md says without a provider."""

from dataclasses import dataclass

from containers.installation import Installation

DIRECTOR, OFFICER, SUPERVISOR = "dana", "layla", "salma"
COLLEAGUES = ((OFFICER, "officer"), (SUPERVISOR, "supervisor"))
TEAM = "travel_permits"
BY_DIRECTOR = ("--as", DIRECTOR)
CHANNELS = ("absher_individuals", "absher_business", "muqeem")


@dataclass(frozen=True)
class Keys:
    """The public keys of those who speak."""

    service: str
    channel: str
    issuer: str


def keys_made(installation: Installation) -> Keys:
    """Make the three keys by the image's own command, and fill in their secrets; before the first start."""
    public = {}
    for name in ("service", "channel", "issuer"):
        made = installation.data("admin", "trust", "new-key")
        installation.secret(f"{name}_key", made["secret"])
        public[name] = made["public"]
    return Keys(**public)


def trusted(installation: Installation, keys: Keys) -> None:
    """Put the keys on record, which whoever installs the system may do the first time."""
    named = [argument for channel in CHANNELS for argument in ("--channel", channel)]
    for added in (
        ("add-service", "workers", "--key", keys.service),
        ("add-channel", "intake", "--key", keys.channel, *named),
        ("add-issuer", "--key", keys.issuer),
    ):
        installation.data("admin", "trust", *added)


def staff_added(installation: Installation) -> None:
    """The first one who may add others is added by whoever installs the system, the others by them."""
    installation.home(DIRECTOR)
    _add(installation, DIRECTOR, "director")
    for who, role in COLLEAGUES:
        _add(installation, who, role, "--team", TEAM, *BY_DIRECTOR)


def session_begun(installation: Installation, person: str) -> None:
    """A key at the person's place, a badge for it from the administrator, kept at the person's place for 12 hours."""
    installation.home(person)
    key = installation.data("desk", "staff", "session", person, home=person)["key"]
    badge = installation.data("admin", "staff", "badge", person, "--key", key, *BY_DIRECTOR, home=DIRECTOR)
    installation.data("desk", "staff", "session", person, "--token", badge["token"], home=person)


def _add(installation: Installation, who: str, role: str, *rest: str) -> None:
    name = f"{who} التجريبي"
    installation.data("admin", "staff", "add", who, "--name", name, "--role", role, *rest, home=DIRECTOR)
