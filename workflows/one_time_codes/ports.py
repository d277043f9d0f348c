"""The ports of the sending of a one-time code: what it is given, and what it asks of the activity."""

from models.base import Wire

ONE_TIME_CODE_WORKFLOW = "OneTimeCodeWorkflow"
"""The type of the workflow that sends a code."""
SEND_ONE_TIME_CODE = "send_one_time_code"
"""The name of the activity."""


class SendCode(Wire):
    """Asks for a code to be sent to whoever filed a request, if there is one with this reference."""

    in_clear = True

    reference: str = ""
    language: str = ""
    """In which the person reads the pages; empty: that of the request."""


def sending_id(order: SendCode) -> str:
    """The workflow id of the sending to a request: there is one at a time."""
    return f"one-time-code-{order.reference}"
