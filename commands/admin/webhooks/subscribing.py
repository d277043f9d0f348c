"""The commands that say who is told of events: new-secret, add, change, list, resume, remove, document."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.admin.webhooks.group import SubscriberName, administered, app, wake
from commands.common import terminal
from commands.common.lists import ListForm
from commands.common.record_list import OrderedBy, RecordList, by_time
from commands.common.typed.declare import As, AsJson, command
from commands.common.typed.list_command import list_command
from commands.common.words.code_words import word
from commands.common.words.labels import ADMIN
from commands.common.words.language import _
from commands.completion.offers import of_table
from errors import WrongUsage
from models.codes import EventOrder, Verb, WebhookScope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from activities.webhooks.subscribers import ListedSubscriber
    from models.webhooks.subscriber import Subscriber

Url = Annotated[str | None, typer.Option("--url", metavar="URL", help="Where events are sent.", show_default=False)]
NewUrl = Annotated[str, typer.Option("--url", metavar="URL", help="Where events are sent.")]
_SECRET = typer.Option(
    "--secret", metavar="NAME", help="The name of a secret that signs; repeat while it is exchanged for another."
)
NewSecrets = Annotated[list[str], _SECRET]
Secrets = Annotated[list[str] | None, _SECRET]
Scope = Annotated[
    WebhookScope | None,
    typer.Option("--scope", help="What it may see: as beneficiaries, unless it is of staff.", show_default=False),
]
Types = Annotated[
    list[str] | None,
    typer.Option("--type", metavar="TYPE", help="Only events of this type; repeat for more."),
]
OfOnePack = Annotated[
    str | None,
    typer.Option(
        "--pack", metavar="PACK", help="Only of this pack.", show_default=False, autocompletion=of_table("packs")
    ),
]
Channels = Annotated[
    list[str] | None,
    typer.Option("--channel", metavar="CHANNEL", help="Only of requests that came by this channel; repeat for more."),
]


@command(app, ADMIN, "tawasul webhooks new-secret registry-2026")
def new_secret(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What `--secret` calls it.")], as_json: AsJson = False
) -> None:
    """Make a secret that signs events, for the workers of this machine; it is printed once, for the subscriber."""
    import settings
    from activities.webhooks.secrets import WebhookSecrets
    from models.webhooks.subscriber import is_name

    if not is_name(name):
        raise WrongUsage(_("NAME must be a small letter, then letters, digits and dashes, 40 at most"))
    file = settings.load().webhook_secret_path
    try:
        made = WebhookSecrets(file).add(name)
    except OSError as error:
        raise WrongUsage(_("{file} cannot be written: {why}", file=file, why=error.strerror)) from error
    if as_json:
        terminal.as_json({"name": name, "secret": made, "file": str(file)})
    else:
        terminal.properties((("name", name), ("secret", made), ("file", str(file))))


@command(
    app,
    ADMIN,
    "tawasul webhooks add registry --url https://registry.example/events --secret registry-2026 --as d.dana",
    "tawasul webhooks add absher --url https://absher.example/events --secret absher-2026 \\\n"
    "    --channel absher_individuals --type resolved --type closed --as d.dana",
)
def add(
    name: SubscriberName,
    url: NewUrl,
    secret: NewSecrets,
    scope: Scope = None,
    of_type: Types = None,
    pack: OfOnePack = None,
    channel: Channels = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Tell a system of events from now on: by a signed POST of each, in order for each request."""
    from activities.webhooks.subscribers import add_subscriber
    from commands.common.onlooker.administering import administrator

    given = {"url": url, "secrets": secret, "scope": scope, "types": of_type, "pack": pack, "channels": channel}
    new = _said({"name": name, **given})
    who = administrator(by, Verb.WEBHOOKS)
    with administered(by, "add", name) as connection:
        add_subscriber(connection, new, who.id)
    _show(name, by, as_json=as_json)


@command(
    app,
    ADMIN,
    "tawasul webhooks change registry --secret registry-2027 --secret registry-2026 --as d.dana",
    "tawasul webhooks change registry --url https://registry.example/v2/events --as d.dana",
)
def change(
    name: SubscriberName,
    url: Url = None,
    secret: Secrets = None,
    scope: Scope = None,
    of_type: Types = None,
    pack: OfOnePack = None,
    channel: Channels = None,
    by: As = None,
    as_json: AsJson = False,
) -> None:
    """Change what is said of a subscriber; what is not given stays. What waits goes where is said now."""
    from activities.webhooks.subscribers import change_subscriber, subscriber_named

    given = {"url": url, "secrets": secret, "scope": scope, "types": of_type, "pack": pack, "channels": channel}
    changes = {field: value for field, value in given.items() if value}
    with administered(by, "change", name) as connection:
        before = subscriber_named(connection, name)
        kept = {field: getattr(before, field) for field in ("name", *given)}
        if changes.get("scope") and "types" not in changes:
            kept["types"] = ()
        change_subscriber(connection, _said(kept | changes))
    _show(name, by, as_json=as_json)


@list_command(
    app,
    ADMIN,
    "tawasul webhooks list --as d.dana",
    "tawasul webhooks list --failing --csv --as d.dana > subscribers.csv",
    name="list",
)
def list_subscribers(
    form: ListForm,
    failing: Annotated[
        bool, typer.Option("--failing", help="Only where something was given up, or that are stopped.")
    ] = False,
    sort: OrderedBy = EventOrder.OLDEST,
    by: As = None,
) -> None:
    """Who is told of events, by since when, and how much of it waits or was given up."""
    from activities.webhooks.subscribers import ListedSubscriber, subscribers

    with administered(by, "list") as connection:
        known = subscribers(connection)
    found = [each for each in known if each.failed or each.stopped_at or not failing]
    in_order = by_time(found, sort, lambda each: each.added_at)
    RecordList("subscribers", ListedSubscriber, "subscriber").show_part(form, in_order, _print)


@command(app, ADMIN, "tawasul webhooks resume registry --as d.dana")
def resume(name: SubscriberName, by: As = None, as_json: AsJson = False) -> None:
    """Send again to a subscriber that said that it is gone: everything since then, in order."""
    from activities.webhooks.subscribers import resume_subscriber

    with administered(by, "resume", name) as connection:
        resume_subscriber(connection, name)
    wake(name)
    _show(name, by, as_json=as_json)


@command(app, ADMIN, "tawasul webhooks remove registry --as d.dana")
def remove(name: SubscriberName, by: As = None, as_json: AsJson = False) -> None:
    """Tell a subscriber nothing any more, nor what waits for it. The log of what it was told stays."""
    from activities.webhooks.subscribers import remove_subscriber

    with administered(by, "remove", name) as connection:
        remove_subscriber(connection, name)
    if as_json:
        terminal.as_json({"removed": name})
    else:
        terminal.line(_("{name} is told nothing any more", name=name))


@command(app, ADMIN, "tawasul webhooks document > asyncapi.json")
def document(as_json: AsJson = False) -> None:
    """What subscribers are told, as a document in AsyncAPI 3.0 for their programs; always JSON."""
    from models.webhooks.asyncapi import asyncapi

    terminal.as_json(asyncapi())


def _said(fields: dict[str, Any]) -> "Subscriber":
    """A subscriber as it was typed. Raises WrongUsage."""
    from pydantic import ValidationError

    import settings
    from activities.notices.reach import Reach
    from activities.webhooks.sending import check_address
    from commands.common.context import packs
    from commands.common.typed.suggest import did_you_mean
    from models.validation import reason_of
    from models.webhooks.subscriber import Subscriber

    try:
        said = Subscriber(**{field: value for field, value in fields.items() if value is not None})
        check_address(said.url, Reach.read(settings.load().allowed_networks))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = str(next(iter(first["loc"]), "types"))
        raise WrongUsage(f"{_OPTIONS[field]}: {reason_of(first)}") from None
    except ValueError as error:
        raise WrongUsage(str(error), _("TAWASUL_ALLOWED_NETWORKS says which networks are allowed")) from error
    if said.pack is not None and said.pack not in (known := packs()):
        raise WrongUsage(_("--pack: no pack {name}", name=said.pack), did_you_mean(said.pack, known, "packs"))
    return said


_OPTIONS = {
    "name": "NAME",
    "url": "--url",
    "secrets": "--secret",
    "types": "--type",
    "channels": "--channel",
}
"""Where each field is typed."""


def _show(name: str, by: str | None, *, as_json: bool) -> None:
    from activities.webhooks.subscribers import subscriber_named

    with administered(by, "list", name) as connection:
        found = subscriber_named(connection, name)
    if as_json:
        terminal.as_json(asdict(found))
    else:
        _print([found])


def _print(found: "Sequence[ListedSubscriber]") -> None:
    zone = terminal.local_zone()
    rows: list[list[terminal.Piece]] = [
        [
            terminal.bold(each.name) if each.stopped_at is None else terminal.bad(each.name),
            word(each.scope, "WebhookScope"),
            ", ".join(filter(None, (each.pack, *each.channels))) or terminal.NONE,
            terminal.counted(len(each.types), "type") if each.types else _("all"),
            str(each.pending),
            terminal.bad(str(each.failed)) if each.failed else "0",
            terminal.moment(each.oldest, zone),
            terminal.moment(each.last_sent_at, zone),
            _("stopped") if each.stopped_at else each.url,
        ]
        for each in found
    ]
    headers = ("subscriber", "scope", "only", "events", "waiting", "failed", "waits since", "last sent", "to")
    terminal.table(headers, rows)
