"""The activity that delivers events to a subscriber: one round, of each case the oldest that waits.

Only a crash, or a lost answer, between the sending and its mark can make a delivery go out twice, and then under the
same id and with the same bytes.
"""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.notices.message import TransientFailure
from activities.notices.reach import Reach
from activities.records.attention import call_attention_again
from activities.records.store import Records
from activities.webhooks.bodies import body_of
from activities.webhooks.lines import SendingTo, WaitingDelivery, WaitingLine
from activities.webhooks.secrets import WebhookSecrets
from activities.webhooks.sending import Delivery, Gone, WebhookLine, line_to, longest_pause
from models.codes import AttentionKind
from workflows.webhooks.ports import DELIVER_WEBHOOKS, DeliverRound, RoundDone

AT_ONCE = 4
"""Deliveries to one subscriber at the same moment, each of another case."""
BEGUN_WITHIN = 20.0
"""Seconds of a round after which it begins no further delivery."""
TRIED_WHILE_AWAY = 3
"""Failures that would hold for any delivery, after which a round without a success begins no further one."""


@dataclass
class _Round:
    """One round of deliveries to a subscriber."""

    work: "WebhookWork"
    waiting: WaitingLine
    to: SendingTo
    tried_at: datetime
    sign_of_life: Callable[[], object]
    until: float = field(default_factory=lambda: time.monotonic() + BEGUN_WITHIN)
    sent: int = 0
    failures: list[TransientFailure] = field(default_factory=list)

    def run(self, taken: Iterable[WaitingDelivery]) -> None:
        """Try what was taken."""
        with ExitStack() as stack:
            try:
                signers = self.work.secrets.signers(self.to.secrets)
                line = stack.enter_context(line_to(self.to.url, signers, self.work.reach))
            except TransientFailure as failure:
                for each in taken:
                    self._failed(each, failure)
                return
            with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webhook") as pool:
                for _ in pool.map(lambda each: self._try(line, each), taken):
                    self.sign_of_life()

    @property
    def away(self) -> bool:
        """Whether nothing was taken, for a reason that would hold for anything else too."""
        return not self.sent and any(each.concerns_all for each in self.failures)

    def _try(self, line: WebhookLine, delivery: WaitingDelivery) -> None:
        if self._is_over():
            self.waiting.put_back(delivery)
            return
        try:
            line.send(Delivery(delivery.key, delivery.body or self._fixed(delivery), self.tried_at))
        except Gone as gone:
            self._stopped(delivery, gone)
        except TransientFailure as failure:
            self._failed(delivery, failure)
        else:
            self.waiting.sent(delivery)
            self.sent += 1

    def _is_over(self) -> bool:
        hopeless = not self.sent and sum(each.concerns_all for each in self.failures) >= TRIED_WHILE_AWAY
        gone = any(isinstance(each, Gone) for each in self.failures)
        return hopeless or gone or time.monotonic() > self.until

    def _fixed(self, delivery: WaitingDelivery) -> str:
        """The bytes, kept for all tries. Raises TransientFailure where the case cannot be read: no other one waits."""
        event = (delivery.reference, delivery.seq, delivery.key)
        try:
            body = body_of(self.work.records, event, self.to.scope, self.work.namespace)
        except (ApplicationError, ValueError, LookupError):
            raise TransientFailure("unreadable") from None
        self.waiting.fix(delivery, body)
        return body

    def _failed(self, delivery: WaitingDelivery, failure: TransientFailure) -> None:
        self.failures.append(failure)
        if self.waiting.failed(delivery, failure.code, failure.retry_after or timedelta()):
            self._call(AttentionKind.WEBHOOK_FAILED)

    def _stopped(self, delivery: WaitingDelivery, gone: Gone) -> None:
        self.failures.append(gone)
        self.waiting.put_back(delivery)
        if self.waiting.stop():
            self._call(AttentionKind.WEBHOOK_STOPPED)

    def _call(self, kind: AttentionKind) -> None:
        call_attention_again(self.work.records, kind, "", self.waiting.subscriber, datetime.now(UTC))


@dataclass(frozen=True)
class WebhookWork:
    """The activity that delivers to subscribers, run in threads."""

    records: Records
    secrets: WebhookSecrets
    reach: Reach
    namespace: str

    @activity.defn(name=DELIVER_WEBHOOKS, no_thread_cancel_exception=True)
    def deliver_webhooks(self, order: DeliverRound) -> RoundDone:
        """Deliver what is due to a subscriber, at most so much; one that was removed or stopped has nothing due."""
        return self.round(order, activity.info().started_time, activity.heartbeat)

    def round(
        self, order: DeliverRound, tried_at: datetime, sign_of_life: Callable[[], object] = lambda: None
    ) -> RoundDone:
        """One round, signed as of an instant; it says after each delivery that it goes on."""
        waiting = WaitingLine(self.records, order.subscriber)
        if (to := waiting.sending_to()) is None:
            return RoundDone()
        done = _Round(self, waiting, to, tried_at, sign_of_life)
        done.run(waiting.take(order.most))
        if any(isinstance(each, Gone) for each in done.failures):
            return RoundDone(sent=done.sent)
        if (next_in := waiting.next_in()) is None:
            waiting.prune()
        pause = longest_pause(done.failures).total_seconds()
        return RoundDone(sent=done.sent, away=done.away, pause=pause, next_in=next_in)
