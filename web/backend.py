"""What the handlers work with: settings, packs, whom to trust, one connection to Temporal, and who signs here."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import ParamSpec, TypeVar

from temporalio.client import Client

import client
from activities.authority import load_authority
from activities.authority_file import InvalidAuthority
from activities.files.taking import FileTaking
from activities.keys.case_keys import case_keys_of
from activities.pack_folder import read_folder
from activities.records.database import Connection
from commands.batch.preview import Previewer
from commands.intake.channels import Channels
from errors import WrongUsage
from models.authority import Authority
from models.trust.statement import Signatory
from sessions.signing import Signers
from settings import Settings
from telemetry.process import Program, Telemetry, telemetry_of
from web.access.limits import CallLimits
from web.access.trust_memory import TrustMemory
from web.connections import RecordsPool
from web.live.streams import LivePages
from web.pages.base.limits import PageLimits, Proxies

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


@dataclass
class Backend:
    """One for a process. It connects when it is first asked, so that it starts while other components are away."""

    config: Settings
    channels: Channels
    signers: Signers
    trust: TrustMemory
    authority: Authority
    limits: CallLimits
    pool: RecordsPool
    telemetry: Telemetry = field(default_factory=Telemetry)
    proxies: Proxies = field(default_factory=Proxies)
    page_limits: PageLimits = field(default_factory=PageLimits)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the process is to end: what has no end of its own ends then."""
    live: LivePages = field(init=False)
    """The pages that are open and told what changes."""
    _client: Client | None = None
    _connecting: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        self.live = LivePages(self.config.desk_url)

    @classmethod
    def of(cls, config: Settings) -> "Backend":
        """That of the settings. Policies are read once. Raises WrongUsage where they cannot be used."""
        config = replace(config, api="")  # this is the interface that commands ask
        case_keys_of(config)  # what is sealed on record is opened with the keys of these settings
        try:
            channels, authority = Channels(read_folder(config.policies)), load_authority(config.policies)
        except (OSError, InvalidAuthority) as error:
            raise WrongUsage(f"{config.policies} cannot be used: {error}") from error
        pool, limits = RecordsPool(config.desk_url), CallLimits(config.web_calls_per_second)
        trust, proxies = TrustMemory(config, pool), Proxies.read(config.web_proxies)
        telemetry = telemetry_of(config, Program.WEB)
        FileTaking.of(config)  # what cannot be used is said at the start
        return cls(config, channels, Signers.of(config), trust, authority, limits, pool, telemetry, proxies)

    @cached_property
    def files(self) -> FileTaking:
        """What takes files in."""
        return FileTaking.of(self.config)

    @cached_property
    def previewer(self) -> Previewer:
        """Renders what beneficiaries would read, by the role that staff read by."""
        return Previewer(self.channels.folder.packs, self.config)

    async def temporal(self) -> Client:
        """The connection to Temporal. Raises Unreachable."""
        async with self._connecting:
            told = self.telemetry
            self._client = self._client or await client.connect(self.config, told.runtime, told.interceptors)
        return self._client

    def channel(self) -> Signatory:
        """Who signs what beneficiaries say here. Raises NoKey, WrongUsage."""
        return self.signers.channel()

    @contextmanager
    def records(self) -> Iterator[Connection]:
        """A connection to the records by the role that staff read by. Raises Unreachable, Damaged."""
        with self.pool.connection() as connection:
            yield connection

    async def read(self, look: Callable[[Connection], Answer]) -> Answer:
        """What a look at the records gives, in a thread of its own. Raises what it raises, Unreachable."""

        def looked() -> Answer:
            with self.records() as connection:
                return look(connection)

        return await asyncio.to_thread(looked)
