"""Settings from the environment, as one frozen value. Standard library only, as every command imports this."""

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from errors import WrongUsage

PROJECT = Path(__file__).resolve().parent

STACK_FILE = "stack.json"
"""Written into the home by the embedded stack: its addresses, and the processes now running there."""


WRAPPING_KEYS_FILE = "wrapping.keys"
"""The file of wrapping keys in the home."""
WEBHOOK_SECRETS_FILE = "webhook.secrets"
"""The file in the home of the secrets that sign events for subscribers."""


class LongPayloads(StrEnum):
    """How a worker seals what it says at length."""

    DEFLATED = "deflated"
    AS_THEY_ARE = "as_they_are"
    """While workers run beside it that cannot read what is deflated."""


class Pages(StrEnum):
    """Which pages the HTTP interface serves besides."""

    ON = "on"
    STAFF = "staff"
    """The workspace of staff alone."""
    OFF = "off"


class PlainPayloads(StrEnum):
    """What becomes of a message to a case that its sender did not seal."""

    READ = "read"
    """It is read, and its sender is answered in clear where the answer holds codes only."""
    REFUSED = "refused"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every field but the last is the variable `TAWASUL_` plus its name in capitals. An empty text: not configured.

    What is secret (`repr=False`) may stand in a file instead, which the same variable with `_FILE` behind it names.

    Temporal's address comes from the standard client configuration (`TEMPORAL_ADDRESS`, `TEMPORAL_PROFILE`, a file).
    """

    home: Path = Path(".tawasul")
    """Data of the embedded stack, and the mailbox folder of notices that have no channel."""
    policies: Path = PROJECT / "policies"
    language: str = ""
    """In which language staff read what packs title; without it, each in that of the staff records."""
    zone: str = "Asia/Riyadh"
    """The time zone in which the command line shows instants that belong to no case."""
    advice: str = ""
    """The folder of the classifier's models, one for each pack; without it, `advice` in the home."""
    staff: str = ""
    """The acting member of staff, where the command line names none."""
    oidc_issuer: str = ""
    """The provider of OpenID Connect at which staff log in: its name in tokens, and its address."""
    oidc_client_id: str = ""
    """The name by which the provider knows this system; tokens are made for it."""
    database_url: str = field(default="", repr=False)
    """PostgreSQL with the workers' role: `postgresql://user:password@host:port/database`."""
    desk_url: str = field(default="", repr=False)
    """The same database with the role that staff read by; without it, the workers'."""
    admin_url: str = field(default="", repr=False)
    """The same with the role that keeps staff, absences and closures; without it, the workers'."""
    migration_url: str = field(default="", repr=False)
    """The same with the owner's role; without it, the workers'."""
    backup_url: str = field(default="", repr=False)
    """The same with the role that reads everything and writes nothing."""
    index_key: str = field(default="", repr=False)
    """Key of the hash by which national ids are found."""
    issuer_key: str = field(default="", repr=False)
    """The private key of the local issuer, which says whose a session is; only where badges are made."""
    channel_key: str = field(default="", repr=False)
    """The private key of a channel: it signs requests, and what their beneficiaries ask."""
    service_key: str = field(default="", repr=False)
    """The private key of a worker: it signs what one case tells another, and what a repair announces."""
    trust_seconds: float = 2.0
    """How often a worker reads anew whom it trusts."""
    checkpoint_key: str = field(default="", repr=False)
    """The key that signs checkpoints of the transparency log (`PRIVATE+KEY+…`); without it there are none."""
    checkpoint_place: str = ""
    """Where checkpoints are kept: a file, or a web address that takes them by POST."""
    checkpoint_verifiers: str = ""
    """Public keys that signed checkpoints before, with spaces between them."""
    wrapping_keys: str = field(default="", repr=False)
    """The keys that wrap the keys of cases, `id:base64` each, the one in use first; without them, those of the file."""
    wrapping_key_file: str = ""
    """A file of such keys, one a line; without it, `wrapping.keys` in the home."""
    key_store: str = ""
    """A wrapping key of a key store, `https://HOST:8200/v1/transit/keys/NAME`; those above then only unwrap."""
    key_store_ca: str = ""
    """A file with the certificates that sign the store's; without it, or when it is empty, those the machine trusts."""
    key_store_token: str = field(default="", repr=False)
    """The token for the store."""
    key_store_sink: str = ""
    """Instead: the file of mode 0600 into which an agent of the store writes a token."""
    key_store_role: str = ""
    """Instead: the role id of a login by AppRole."""
    key_store_secret: str = field(default="", repr=False)
    """The secret id of that login."""
    plain_payloads: PlainPayloads = PlainPayloads.READ
    long_payloads: LongPayloads = LongPayloads.DEFLATED
    smtp_url: str = field(default="", repr=False)
    """`smtp://user:password@host:port`, or `smtps://`."""
    sms_url: str = ""
    sms_token: str = field(default="", repr=False)
    portal_url: str = ""
    portal_secret: str = field(default="", repr=False)
    """Standard Webhooks secret (`whsec_…`) that signs what goes to the portal."""
    webhook_secrets: str = field(default="", repr=False)
    """The secrets that sign events for subscribers, `name:whsec_…` each; without them, those of a file in the home."""
    allowed_networks: str = ""
    """Networks in which gateways may be besides public addresses: `10.1.0.0/16,127.0.0.0/8`. Without TLS (`http://`) a
    gateway may be in these alone.
    """
    metrics: str = ""
    """`host:port` on which the worker serves its metrics."""
    web_metrics: str = ""
    """The same of the HTTP interface."""
    health: str = ""
    """`host:port` on which the worker says whether it lives and can work."""
    traces: str = ""
    """The address of a collector that takes traces by OTLP over HTTP; without it there are none."""
    traces_share: float = 1.0
    """Which share of the traces that begin here is made; those that a caller has begun go on as they say."""
    web: str = "127.0.0.1:8280"
    """`host:port` of the HTTP interface for other programs. Without TLS: beyond this machine a proxy goes before it."""
    api: str = ""
    """`http://host:port` of an HTTP interface that commands ask in place of Temporal and PostgreSQL."""
    pages: Pages = Pages.ON
    web_url: str = ""
    """The address by which people reach the pages: `https://HOST` where a proxy with TLS goes before them."""
    web_proxies: str = ""
    """Networks of such proxies: what one of them says of who calls (`X-Forwarded-For`) is believed."""
    web_calls_per_second: float = 50.0
    """How many calls a second one caller of it may make, and ten seconds of these at once."""
    cases_concurrency: int = 50
    notices_concurrency: int = 10
    notices_per_second: float = 20.0
    """Deliveries a second over all workers together; notices by several channels that fall due together count once."""
    webhooks_concurrency: int = 4
    """To how many subscribers a worker delivers at the same time."""
    batch_per_second: float = 50.0
    """To how many cases a second one command of staff for many of them goes at most; 0: to as many as answer."""
    run_generation: int = -1
    """How the runs of the cases behave that this worker opens, while older workers run beside it; -1: as the newest."""
    drain_seconds: int = 20
    """How long a stopping worker lets running work finish."""
    watchdog_seconds: float = 60.0
    """How often the watchdog looks; 0: this worker takes no part in it."""
    temporal_address: str = ""
    """The embedded server's address, while it runs and the environment names no other."""

    @property
    def models(self) -> Path:
        """Where the classifier's models are."""
        return Path(self.advice) if self.advice else self.home / "advice"

    @property
    def namespace(self) -> str:
        """The namespace of the cases, which every signature names."""
        return str(self.temporal_connection().get("namespace") or "default")

    @property
    def wrapping_key_path(self) -> Path:
        """Where the file of wrapping keys is."""
        return Path(self.wrapping_key_file) if self.wrapping_key_file else self.home / WRAPPING_KEYS_FILE

    @property
    def webhook_secret_path(self) -> Path:
        """The file of the secrets that sign events for subscribers, where the environment has none."""
        return self.home / WEBHOOK_SECRETS_FILE

    @property
    def has_wrapping_keys(self) -> bool:
        """Whether this process can open what is sealed."""
        return bool(self.key_store) or self.has_local_wrapping_keys

    @property
    def has_local_wrapping_keys(self) -> bool:
        """Whether this process has wrapping keys of its own."""
        return bool(self.wrapping_keys) or self.wrapping_key_path.exists()

    def temporal_connection(self) -> dict[str, Any]:
        """Arguments for `Client.connect`: the embedded server, else the standard configuration, else localhost:7233."""
        if self.temporal_address:
            return {"target_host": self.temporal_address}
        from temporalio.envconfig import ClientConfig

        return {"target_host": "localhost:7233", **ClientConfig.load_client_connect_config()}


VARIABLES = {f"TAWASUL_{each.name.upper()}": each for each in fields(Settings) if each.name != "temporal_address"}
FILES = {f"{name}_FILE": name for name, each in VARIABLES.items() if not each.repr}
"""The variables that name a file with a secret, and the variable that each stands for."""

_ADDRESSES_OF_PEOPLE = ("TAWASUL_DESK_URL", "TAWASUL_ADMIN_URL")
OF_PEOPLE = (*_ADDRESSES_OF_PEOPLE, "TAWASUL_ISSUER_KEY", "TAWASUL_CHANNEL_KEY")
"""The addresses and keys of commands that people give; a worker needs none of them."""

_ADDRESSES = ("TAWASUL_DATABASE_URL", *_ADDRESSES_OF_PEOPLE, "TAWASUL_MIGRATION_URL")
ELSEWHERE = (
    *_ADDRESSES,
    *(f"{name}_FILE" for name in _ADDRESSES),
    "TEMPORAL_ADDRESS",
    "TEMPORAL_PROFILE",
    "TEMPORAL_CONFIG_FILE",
)
"""Variables that name other servers: with any of them set, the embedded stack is not looked for."""


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process. Raises WrongUsage."""
    texts = {name: environ[name] for name in VARIABLES if environ.get(name)} | dict(_from_files(environ))
    given = {VARIABLES[name].name: _value(name, VARIABLES[name].type, text) for name, text in texts.items()}
    settings = Settings(**given)
    if not any(environ.get(name) for name in ELSEWHERE):
        settings = replace(settings, **(_running_stack(settings.home) | given))
    workers = settings.database_url
    return replace(
        settings,
        desk_url=settings.desk_url or workers,
        admin_url=settings.admin_url or workers,
        migration_url=settings.migration_url or workers,
    )


def _from_files(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The secrets that stand in files, by their variables. Raises WrongUsage, which names no content."""
    for variable, name in FILES.items():
        if not (path := environ.get(variable)):
            continue
        if environ.get(name):
            raise WrongUsage(f"{name} and {variable} are both set: unset one")
        try:
            text = Path(path).read_text().strip()
        except (OSError, UnicodeError) as error:
            raise WrongUsage(f"{variable}: {path} cannot be read ({type(error).__name__})") from error
        if text:
            yield name, text


def _value(name: str, kind: Any, text: str) -> Any:
    try:
        return kind(text)
    except ValueError as error:
        raise WrongUsage(f"{name} is «{text}», not {kind.__name__}: correct or unset it") from error


def _running_stack(home: Path) -> dict[str, str]:
    """The settings of the embedded stack of that home while it runs; none otherwise."""
    try:
        written = json.loads((home / STACK_FILE).read_text())
    except FileNotFoundError:
        return {}
    given = (
        "database_url",
        "desk_url",
        "admin_url",
        "migration_url",
        "backup_url",
        "temporal_address",
        "index_key",
        "issuer_key",
        "channel_key",
        "service_key",
        "checkpoint_key",
        "checkpoint_place",
        "web_url",
    )
    return {name: written[name] for name in given if name in written} if written["processes"] else {}
