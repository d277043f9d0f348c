"""Whom the workers trust: the keys of channels, services and the local issuer. Needs the administration's role.

Who asks has to be allowed, and it stays on record who changed what.
"""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from commands.common import terminal
from commands.common.lists import ListForm
from commands.common.record_list import OrderedBy, RecordList, by_time
from commands.common.typed.declare import As, AsJson, command, group
from commands.common.typed.list_command import list_command
from commands.common.words.advice import advice
from commands.common.words.labels import ADMIN
from commands.common.words.language import _
from errors import WrongUsage
from models.codes import EventOrder, KeyKind, Verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from activities.trust.keys import TrustedKey

app = group("trust")

KeyName = Annotated[str, typer.Argument(metavar="NAME", help="What people call its holder.")]
KeyId = Annotated[
    str, typer.Option("--key", metavar="KEY", help="Its public key, as `tawasul trust new-key` prints it.")
]


@command(app, ADMIN, "tawasul trust new-key")
def new_key(as_json: AsJson = False) -> None:
    """Make a key: its secret for the holder alone, its public key for `add-channel`, `add-service` or `add-issuer`."""
    from models.trust.keys import SigningKey

    made = SigningKey.made()
    if as_json:
        terminal.as_json({"secret": str(made), "public": made.kid})
    else:
        terminal.properties((("secret", str(made)), ("public", made.kid)))


@list_command(
    app,
    ADMIN,
    "tawasul trust list --as d.dana",
    "tawasul trust list --kind channel --in-force --csv --as d.dana > keys.csv",
    name="list",
    usual=1_000,
)
def list_keys(
    form: ListForm,
    kind: Annotated[KeyKind | None, typer.Option(help="Only of this kind.", show_default=False)] = None,
    in_force: Annotated[bool, typer.Option("--in-force", help="Only those that are trusted now.")] = False,
    sort: OrderedBy = EventOrder.OLDEST,
    by: As = None,
) -> None:
    """The keys that are or were trusted, by since when they are."""
    from activities.trust.keys import TrustedKey, listed
    from commands.common.onlooker.administering import Deed, administering

    with administering(by, Deed(Verb.TRUST, "list")) as connection:
        known = listed(connection)
    now = datetime.now(UTC)
    found = [each for each in known if kind in (None, each.kind) and (not in_force or _is_in_force(each, now))]
    in_order = by_time(found, sort, lambda each: each.since)
    RecordList("keys", TrustedKey, "key").show_part(form, in_order, _print)


def _is_in_force(key: "TrustedKey", now: datetime) -> bool:
    return key.revoked_at is None and (key.until is None or now < key.until)


@command(
    app,
    ADMIN,
    "tawasul trust add-channel absher --key qSBx… --channel absher_individuals --channel absher_business --as d.dana",
)
def add_channel(
    name: KeyName,
    key: KeyId,
    channel: Annotated[
        list[str], typer.Option("--channel", metavar="CHANNEL", help="Whose requests it signs; repeat for more.")
    ],
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Trust a channel: it signs its requests, and what their beneficiaries ask."""
    _add(KeyKind.CHANNEL, name, key, tuple(channel), by=by, as_json=as_json)


@command(app, ADMIN, "tawasul trust add-service worker --key qSBx… --as d.dana")
def add_service(name: KeyName, key: KeyId, by: As = None, as_json: AsJson = False) -> None:
    """Trust a service of ours, such as a worker: it speaks as the system."""
    _add(KeyKind.SERVICE, name, key, (), by=by, as_json=as_json)


@command(app, ADMIN, "tawasul trust add-issuer --key qSBx… --as d.dana")
def add_issuer(key: KeyId, by: As = None, as_json: AsJson = False) -> None:
    """Trust the local issuer: whoever has its secret says whose a session is."""
    from activities.trust.keys import key_of_issuer
    from models.trust.keys import decoded

    _check(key)
    _put(key_of_issuer(decoded(key), datetime.now(UTC)), by=by, as_json=as_json)


@command(app, ADMIN, "tawasul trust revoke qSBx… --as d.dana")
def revoke(
    key: Annotated[str, typer.Argument(metavar="KEY", help="The id that `tawasul trust list` shows.")],
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Trust a key no more, within seconds and for ever. It stays on record: what it signed before can be verified."""
    from activities.trust.keys import NoSuchKey, listed, revoke_key
    from commands.common.onlooker.administering import Deed, administering

    with administering(by, Deed(Verb.TRUST, "revoke", key)) as connection:
        try:
            revoke_key(connection, key, datetime.now(UTC))
        except NoSuchKey as error:
            raise WrongUsage(error.detail, advice(error)) from error
        revoked = [each for each in listed(connection) if each.kid == key]
    _show(revoked, as_json=as_json)


def _add(kind: KeyKind, name: str, key: str, channels: tuple[str, ...], *, by: str | None, as_json: bool) -> None:
    from activities.trust.keys import key_of_holder

    _check(key)
    _put(key_of_holder(kind, name, key, datetime.now(UTC), channels), by=by, as_json=as_json)


def _check(key: str) -> None:
    from models.trust.keys import is_kid

    if not is_kid(key):
        raise WrongUsage(_("--key is no public key"), _("`tawasul trust new-key` makes one"))


def _put(key: "TrustedKey", *, by: str | None, as_json: bool) -> None:
    from activities.trust.keys import KeyExists, add_key
    from commands.common.onlooker.administering import Deed, administering

    with administering(by, Deed(Verb.TRUST, f"add-{key.kind}", key.kid)) as connection:
        try:
            add_key(connection, key)
        except KeyExists as error:
            raise WrongUsage(error.detail, advice(error)) from error
    _show([key], as_json=as_json)


def _show(keys: "list[TrustedKey]", *, as_json: bool) -> None:
    if as_json:
        terminal.as_json([asdict(each) for each in keys])
    else:
        _print(keys)


def _print(keys: "Sequence[TrustedKey]") -> None:
    zone = terminal.local_zone()
    rows: list[list[terminal.Piece]] = [
        [
            terminal.bold(each.kid) if each.revoked_at is None else terminal.dim(each.kid),
            each.kind,
            each.name,
            ", ".join(each.channels) or terminal.NONE,
            terminal.moment(each.since, zone),
            terminal.moment(each.revoked_at, zone) if each.revoked_at else terminal.NONE,
        ]
        for each in keys
    ]
    terminal.table(("key", "kind", "name", "channels", "since", "revoked"), rows)
