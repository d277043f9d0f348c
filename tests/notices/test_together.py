"""Which notices are tried together first."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from models.case.state import Notice
from models.codes import Audience, Channel
from models.notices.key import NoticeKey
from workflows.case.running.deliveries import tried_together

REFERENCE = "TW-7K3M-9QXD-2VHA-K"
AT = datetime(2026, 1, 6, 8, 30, tzinfo=UTC)


def notice(seq: int, channel: Channel, roundup: str | None = None) -> Notice:
    key = str(NoticeKey(REFERENCE, seq, Audience.BENEFICIARY, channel))
    return Notice(
        key=key,
        seq=seq,
        audience=Audience.BENEFICIARY,
        channel=channel,
        template="asked",
        created_at=AT,
        not_before=AT,
        roundup=roundup,
    )


NOTICES = st.lists(st.tuples(st.sampled_from(Channel), st.sampled_from([None, "daily"])), max_size=8)


@given(NOTICES)
def test_each_channel_is_used_once_in_a_try_and_what_waits_for_a_roundup_in_none(
    due: list[tuple[Channel, str | None]],
) -> None:
    notices = [notice(seq, channel, roundup) for seq, (channel, roundup) in enumerate(due, 1)]
    groups = tried_together(notices)
    tried = [each for group in groups for each in group]
    assert len({each.key for each in tried}) == len(tried)
    assert all(len({each.channel for each in group}) == len(group) > 1 for group in groups)
    assert not [each for each in tried if each.roundup]
    alone = [each for each in notices if each not in tried and not each.roundup]
    assert len({each.channel for each in alone}) <= 1
