"""Composition of a worker: its activities with the records, packs and channels they need, and their threads."""

import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from temporalio.common import MetricMeter

from activities.advice.advisor import Advisor
from activities.cases import CaseWork
from activities.faults.work import FaultWork
from activities.files.fetching import FilePlaces
from activities.files.scanner import Scanner
from activities.files.taking import FileTaking
from activities.files.wanting import WantedFiles
from activities.files.work import FileWork
from activities.intake import Intake
from activities.keys.parts import PartSealer
from activities.notices.channels import channels_of, mailbox_of
from activities.notices.deliver import NoticeWork
from activities.notices.message import Sender
from activities.notices.reach import Reach
from activities.official_letters.work import LetterWork
from activities.one_time_codes.work import CodeWork
from activities.pack_folder import LoadedPacks, read_folder
from activities.packs import InvalidPack
from activities.records.database import connect
from activities.records.lag import WriteLag
from activities.records.store import Records, records_of
from activities.trust.archive import archive
from activities.trust.provider import ProviderKeys
from activities.trust.trust_list import TrustList
from activities.trust.work import TrustWork
from activities.webhooks.secrets import WebhookSecrets
from activities.webhooks.work import WebhookWork
from errors import WrongUsage
from models.codes import Channel
from models.packs.pack import Pack
from models.trust.keys import SigningKey
from models.trust.statement import Signatory
from models.trust.tokens import IssuerKey
from settings import Settings
from workflows.case.running.generation import NEWEST

logger = logging.getLogger(__name__)

CONNECTIONS = 16
"""Connections of one worker to the records; its threads share them."""
WEBHOOK_CONNECTIONS = 4
"""Those of its deliveries to subscribers, which take none from the cases."""


@dataclass(frozen=True)
class Hosted:
    """Activities by task queue, each with a pool of as many threads as may run at once."""

    local_work: tuple[Callable[..., Any], ...]
    deliveries: tuple[Callable[..., Any], ...]
    webhooks: tuple[Callable[..., Any], ...]
    files: tuple[Callable[..., Any], ...]
    cases_pool: ThreadPoolExecutor
    notices_pool: ThreadPoolExecutor
    webhooks_pool: ThreadPoolExecutor
    files_pool: ThreadPoolExecutor
    records: Records
    trust: TrustList
    packs: Mapping[str, Pack]
    written: "AfterWrite"


class AfterWrite:
    """Hears that this worker put something on record, in any thread, and tells those who wait for that."""

    def __init__(self) -> None:
        self._waiting: tuple[Callable[[], None], ...] = ()

    def __call__(self) -> None:
        """Tell it."""
        for tell in self._waiting:
            tell()

    @contextmanager
    def telling(self, tell: Callable[[], None]) -> Iterator[None]:
        """Have somebody told for as long as the block runs."""
        self._waiting = (*self._waiting, tell)
        try:
            yield
        finally:
            self._waiting = tuple(each for each in self._waiting if each is not tell)


@contextmanager
def hosted(config: Settings, meter: MetricMeter | None = None) -> Iterator[Hosted]:
    """The activities of a worker, ready to run; connections and threads are released at the end."""
    folder = _folder(config)
    packs = folder.packs
    written = AfterWrite()
    records = replace(records_of(config, CONNECTIONS), written=written)
    generation = NEWEST if config.run_generation < 0 else config.run_generation
    trust = TrustList(records, meter, provider=_provider(config))
    why, some = folder.why_stopped, bool(folder.unusable)
    intake = Intake(records, packs, trust, config.namespace, stopped=why, some_unusable=some)
    letters = LetterWork(records, packs, service_of(config))
    files = file_work(config, records)
    wanted = WantedFiles(records, files.taking, files.places) if files.places else None
    lag, advisor = WriteLag.by(meter), Advisor(config.models)
    cases = CaseWork(records, intake, advisor, generation, letters=letters, files=wanted, lag=lag)
    trusting = TrustWork(trust, service_of(config))
    faults = FaultWork(records, packs)
    channels, mailbox = _channels(config, records.sealer), mailbox_of(config.home, records.sealer)
    notices, codes = NoticeWork(records, packs, channels, mailbox), CodeWork(records, packs, channels, mailbox)
    webhooks = webhook_work(config)
    cases_pool, notices_pool = _pool("cases", config.cases_concurrency), _pool("notices", config.notices_concurrency)
    webhooks_pool, files_pool = _pool("webhooks", config.webhooks_concurrency), _pool("files", config.files_concurrency)
    pools = (cases_pool, notices_pool, webhooks_pool, files_pool)
    try:
        local_work: tuple[Callable[..., Any], ...] = (
            *_of_cases(cases),
            *_of_faults(faults),
            letters.make_letter,
            *(trusting.authenticate, trusting.sign),
        )
        with trust.kept_fresh(config.trust_seconds):
            others = (webhooks.deliver_webhooks,), (files.take_in_file,)
            deliveries = (notices.deliver, notices.deliver_together, codes.send_one_time_code)
            yield Hosted(local_work, deliveries, *others, *pools, records, trust, packs, written)
    finally:
        for pool in pools:
            pool.shutdown()
        records.engine.dispose()
        webhooks.records.engine.dispose()


def webhook_work(config: Settings) -> WebhookWork:
    """The deliveries to subscribers, with connections of their own to the records. Raises ValueError."""
    return WebhookWork(
        records_of(config, WEBHOOK_CONNECTIONS),
        WebhookSecrets(config.webhook_secret_path, config.webhook_secrets),
        Reach.read(config.allowed_networks),
        config.namespace,
    )


def file_work(config: Settings, records: Records) -> FileWork:
    """What is done about attached files. Raises WrongUsage."""
    networks = config.allowed_networks
    places = FilePlaces.read(config.files_from, config.files_from_token, networks) if config.files_from else None
    return FileWork(records, FileTaking.of(config), Scanner.at(config.scanner, networks), places)


def _of_cases(work: CaseWork) -> tuple[Callable[..., Any], ...]:
    openings: tuple[Callable[..., Any], ...] = (work.open_case, work.read_request, work.open_second, work.open_appeal)
    return (*openings, work.record, work.find_staff, work.find_terms, work.share_out)


def _of_faults(work: FaultWork) -> tuple[Callable[..., Any], ...]:
    return (work.read_fault, work.find_fault_terms, work.record_fault, work.find_untold_cases)


def _folder(config: Settings) -> LoadedPacks:
    """The packs that can be used; the others stop their own domains, and are named. Raises InvalidPack for none."""
    folder = read_folder(config.policies)
    for name, unusable in folder.unusable.items():
        logger.error("the pack %s cannot be used: %s", name, unusable.problems[0])
    if folder.unusable and not folder.packs:
        raise InvalidPack([each for unusable in folder.unusable.values() for each in unusable.problems])
    return folder


def service_of(config: Settings) -> Signatory | None:
    """The key that this worker speaks as the system with. Raises WrongUsage."""
    try:
        return Signatory(SigningKey.read(config.service_key)) if config.service_key else None
    except ValueError as error:
        raise WrongUsage("TAWASUL_SERVICE_KEY is no key") from error


def _provider(config: Settings) -> ProviderKeys | None:
    """The keys of the provider at which staff log in; they are written down for the audit."""
    if not (config.oidc_issuer and config.oidc_client_id):
        return None

    def write_down(keys: Mapping[str, IssuerKey], at: datetime) -> None:
        with connect(config.database_url) as connection:
            archive(connection, keys, at)

    return ProviderKeys(config.oidc_issuer, config.oidc_client_id, archive=write_down)


def _channels(config: Settings, sealer: PartSealer | None) -> Mapping[Channel, Sender]:
    return channels_of(
        config.home,
        sealer,
        allowed_networks=config.allowed_networks,
        smtp_url=config.smtp_url,
        sms_url=config.sms_url,
        sms_token=config.sms_token,
        portal_url=config.portal_url,
        portal_secret=config.portal_secret,
    )


def _pool(name: str, threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix=name)
