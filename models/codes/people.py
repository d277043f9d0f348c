"""Who acts: roles, whose authority, who asked for something, and how."""

from models.codes.code import Code


class Role(Code):
    """Who may act. The last two are not staff."""

    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    DIRECTOR = "director"
    MANAGER = "manager"
    AUDITOR = "auditor"
    BENEFICIARY = "beneficiary"
    SYSTEM = "system"


STAFF_ROLES = (Role.OFFICER, Role.SUPERVISOR, Role.DIRECTOR, Role.MANAGER, Role.AUDITOR)


ROLES_OF_ALL_TEAMS = (Role.DIRECTOR, Role.MANAGER)
"""The roles of staff that work for every team."""


class Verb(Code):
    """What staff may do besides commands to a case: the rows of `policies/authority.toml`, reading first."""

    LOOK = "look"
    """See one case."""
    LIST = "list"
    """See lists of cases, the board and the attention list."""
    NUMBERS = "numbers"
    """See identity, passport and telephone numbers and e-mail addresses in full."""
    ATTACHMENTS = "attachments"
    """See the names of attached files."""
    SEARCH = "search"
    """Search by the number of a person."""
    EXPORT = "export"
    """Take a list away as a whole."""
    BREAK_GLASS = "break_glass"
    """Open a case of another team for a limited time; it stands on the attention list for an auditor."""
    AUDIT = "audit"
    """See who looked at what."""
    HANDLE = "handle"
    """Take an entry off the attention list."""
    STAFF = "staff"
    """Change the staff records, end sessions, make badges."""
    CALENDAR = "calendar"
    """Announce closures and months."""
    RETENTION = "retention"
    """See what has passed its term, and have it erased or anonymised."""
    HOLD = "hold"
    """Keep a case beyond its term, as for a court, and end that."""
    ERASE = "erase"
    """Destroy the key of a closed case before its term, as when its person asks for it."""
    TRUST = "trust"
    """Say which keys of channels, services and the local issuer are trusted."""
    POLICY = "policy"
    """Activate versions of packs, and put running cases under them."""
    WEBHOOKS = "webhooks"
    """Say which systems are told of events, and see and replay what they were told."""


class Requester(Code):
    """Who asked staff to do something on the beneficiary's behalf."""

    APPLICANT = "applicant"
    CONCERNED = "concerned"
    """The person the request is about."""
    REPRESENTATIVE = "representative"


class ContactWay(Code):
    """How somebody asked staff for something."""

    PHONE = "phone"
    VISIT = "visit"
    EMAIL = "email"
    LETTER = "letter"
