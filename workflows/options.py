"""Task queues, timeouts, retry policies and limits of a case, each named once."""

from datetime import timedelta

from temporalio.common import RetryPolicy

CASES = "cases"
"""Workflows and their local work in the records."""
NOTICES = "notices"
"""Deliveries to the gateways, with their own concurrency and rate."""
WEBHOOKS = "webhooks"
"""Deliveries of events to subscribers, workflows included: a slow subscriber holds up nothing else."""
FILES = "files"
"""Attached files, workflows included: a slow scanner, or a slow store, holds up nothing else."""

RECORDS_TIMEOUT = timedelta(seconds=10)
RECORDS_RETRY = RetryPolicy(
    initial_interval=timedelta(milliseconds=200), backoff_coefficient=2, maximum_interval=timedelta(minutes=5)
)
"""Without an end: what was decided must be recorded. A try costs six events of a history that may have 51,200, so an
outage may last for weeks."""
RECORDS_LOCAL_THRESHOLD = timedelta(milliseconds=500)
"""Beyond this a retry becomes a timer, so that an outage of the records does not keep a decision waiting."""
RECORDS_PAUSE = timedelta(milliseconds=500)
"""How long events wait for the end of a delivery, or for others to be written with them."""
REFUSED_PAUSE = timedelta(minutes=10)
"""Before what the records refuse is retried: a later version of them or of the worker may accept it."""

NOTICE_TIMEOUT = timedelta(seconds=30)
NOTICE_GIVE_UP = timedelta(hours=24)
NOTICE_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(minutes=5)
)
NOTICE_ASKED = 20
"""How often a notice is asked for whose delivery somebody answered who is no worker of ours."""
FALSE_ANSWER_PAUSE = timedelta(seconds=30)
"""Before it is asked for again."""

WEBHOOK_TIMEOUT = timedelta(seconds=90)
"""For one round of deliveries to a subscriber, which begins no further one after a quarter of it."""
WEBHOOK_HEARTBEAT = timedelta(seconds=20)
"""Without a sign of life for so long its worker is taken for dead: longer than a subscriber may take to answer."""
WEBHOOK_AGAIN = timedelta(minutes=1)
"""Before a round is tried again that the records refused."""

FILE_TIMEOUT = timedelta(minutes=5)
"""For one try to take a file in: to fetch, scan and store one of the largest size."""
FILE_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(minutes=1)
)
"""Without an end: a file waits for its scanner, however long that is away."""

LETTER_GIVE_UP = timedelta(hours=1)
"""How long the making of a letter is tried while the records are away; then whoever wants it asks again."""

CODE_GIVE_UP = timedelta(minutes=10)
"""How long the sending of a one-time code is tried: later it would hold no more, and the person asked again."""

APPEALED_CASE_TOLD = 60
"""How often an appealed case is told what came of the appeal, while it does not run: the watchdog starts it again."""
APPEALED_CASE_PAUSE = timedelta(minutes=1)
"""Before it is told again."""

REFUSALS_LISTED = 20
"""How many refused signals a case lists; beyond that a flood is only counted."""
EARLY_SIGNALS = 100
"""How many signals wait for the first stage to finish; more are refused."""
SIGNALS_AT_ONCE = 50
"""How many signals one activity authenticates, so that a flood of them costs few."""
EVENTS_CARRIED = 500
"""How many events the query `timeline` still gives after continue-as-new; all of them are on record."""
BYTES_CARRIED = 250_000
"""How large they may be together: the server takes no value above 2 MB."""
BYTES_WAITING = 1_000_000
"""How much may wait for the records, and together with it to be decided, and so be carried too: while they are away a
flood of long texts is refused."""
EVENTS_PER_RUN = 500
"""Length of the history at which a run goes on as new, long before the server's hint (4,096): half of the signals that
the server takes for one run (`stack.temporal`), so that a flood cannot use them up while the case is worked on."""

FAULT_RECORD_PAUSE = timedelta(milliseconds=1)
"""Before what a fault decided is written: it ends the workflow task in which it was."""
FAULT_SECOND_ROUND = timedelta(minutes=1)
"""After a fault was opened or became known, its cases are looked for once more: no opening of a case takes longer."""
FAULT_ROUND_AGAIN = timedelta(minutes=10)
"""After a round in which some case did not run, there is another one."""
