"""Workarounds for faults and costs of what is used, each with the upstream report and what may end it.

Look through this list at every upgrade of `temporalio`, and take out what is not needed any more.

| module | what it works around | upstream | met with | may end with |
| --- | --- | --- | --- | --- |
| `process_exit` | a process that used a Temporal client may crash while it finalizes | temporalio/sdk-python#300, open | 1.35 | a release that closes it |
| `queries` | a query at a live case can make its history unreplayable | no report matches; nearest temporalio/sdk-typescript#1744 | 1.35 | a core in which replays after queries under load hold (`chaos` battles) |
| `workflows.case.running.live_case` | a replay joins a workflow task without commands to the next one, so `workflow.now()` moves, and answers of activities come after later messages | temporalio/sdk-rust#1606, open | 1.35 | a core that closes it; then `needs_command`, `needs_task` and `Alarm.renew` go |
| `models.base` | pydantic's constructors and copies validate or walk each field on the hot path | none: a matter of cost | pydantic 2.14 | `model_construct` and `model_copy` as fast |
| `client` | a handle's `signal` draws a new request id each time, so a retried signal is stored twice | none found | 1.35 | a request id that the caller may give |
| `stack.temporal` | the server's limits of updates in flight and signals of a run stall a crowd | documented limits | server 1.32 | per-namespace defaults that fit |
| `update_with_start` | a failed update-with-start leaves a failure in a future that nobody reads | seen in temporalio/sdk-python#804 | 1.35 | the SDK reading it |
| `contexts` | a converter with a codec is made anew, three times for every payload, for its serialization context | not reported | 1.35 | a context that costs no converter |
| `sandbox` | the sandbox is entered three times for every payload, to ask for its serialization context | came with temporalio/sdk-python#1102; not reported | 1.35 | a context that is asked for outside the sandbox |
"""  # noqa: E501 - a table
