"""Cases for benchmarks and trials: requests of invented residents, and the commands of one officer."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from models.case.commands import Actor, Approve, Claim, Reply
from models.codes import Role
from models.intake.request import Request, read_request

TEAM = "exit_visas"
OFFICER = Actor(id="bench.officer", role=Role.OFFICER, teams=(TEAM,))
REASON, TEMPLATE = "note_removed", "note_resolved"

_RESIDENTS = 299_000_000
"""The first nine digits of invented residence numbers; there are 10,000 of them."""


def requests(count: int, batch: str) -> Iterator[Request]:
    """Plain requests that one team resolves in one step, each of another person; `batch` keeps runs apart."""
    for number in range(count):
        yield read_request(request_json(f"{batch}-{number}", residence_number(number), datetime.now(UTC)))


def claim(name: str) -> Claim:
    """The officer claims the case; the name makes the id of the command."""
    return Claim(command_id=f"claim-{name}", actor=OFFICER)


def approve(name: str) -> Approve:
    """The officer resolves the case with an official reply."""
    return Approve(command_id=f"approve-{name}", actor=OFFICER, reason=REASON, reply=Reply(template=TEMPLATE))


def residence_number(number: int) -> str:
    """The invented residence number with this place, its check digit included (mod 10, every second digit doubled)."""
    digits = [int(digit) for digit in str(_RESIDENTS + number)]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[::2]]
    return f"{_RESIDENTS + number}{-(sum(doubled) + sum(digits[1::2])) % 10}"


def request_json(request_id: str, residence: str, now: datetime) -> dict[str, Any]:
    """A plain request of a resident, submitted now, as its source serializes it."""
    tried = (now - timedelta(hours=1)).isoformat()
    return {
        "id": request_id,
        "channel": "absher_individuals",
        "submitted_at": now.isoformat(),
        "lang": "ar",
        "applicant": {
            "type": "resident",
            "name_ar": "محمد حنيف التجريبي",
            "name_en": "Mohammad Hanif Altajribi",
            "id_type": "iqama",
            "id_number": residence,
            "mobile": "+966512340011",
            "preferred_language": "ar",
        },
        "section": TEAM,
        "service": "exit_reentry_issue",
        "seed_kind": "exit_reentry_visa",
        "prior_attempt": {
            "at": tried,
            "platform": "absher_individuals",
            "outcome": "platform_error",
            "message_ar": "لا يمكن تنفيذ الخدمة لوجود مخالفات مرورية غير مسددة",
            "evidence": "screenshot",
        },
        "subject_ar": "مخالفة مسددة تمنع إصدار تأشيرة خروج وعودة",
        "text_ar": "حاولت إصدار تأشيرة خروج وعودة وظهرت لي رسالة بوجود مخالفات غير مسددة، وقد سددتها ومرفق الإيصال.",
        "attachments": [
            {"file_name": "receipt.pdf", "kind": "payment_receipt", "size_bytes": 86_016, "mime": "application/pdf"},
            {"file_name": "error.png", "kind": "error_screenshot", "size_bytes": 215_040, "mime": "image/png"},
        ],
    }
