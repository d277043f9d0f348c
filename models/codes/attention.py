"""What somebody has to see to."""

from models.codes.code import Code


class AttentionKind(Code):
    """Kinds of entries on the attention list: what the system cannot repair itself, so that a person must see it."""

    NOTICE_FAILED = "notice_failed"
    """A notice could not be delivered."""
    NOTICE_REFUSED = "notice_refused"
    """A mail to several people was refused for good by some of them, and taken by others."""
    NOTICE_UNADDRESSED = "notice_unaddressed"
    """A notice lies in the mailbox folder, as nobody it was for has an address."""
    KNOWN_FAULT = "known_fault"
    """A fault that nobody owns."""
    NOBODY_FOUND = "nobody_found"
    """Neither the people of an escalation nor the pack's fall-back are there."""
    SIGNALS_REFUSED = "signals_refused"
    """So many signals to a case were refused that further ones are only counted."""
    RECORDS_BEHIND = "records_behind"
    """The records lack events that the case no longer holds; only a newer copy of them helps."""
    RECORDS_REFUSED = "records_refused"
    """The records refused an event for good, or hold something that cannot be read."""
    RECORDS_DIVERGED = "records_diverged"
    """The records hold another event under a number than the case does; written by `append_case_events`."""
    COMMAND_LOST = "command_lost"
    """A command that its sender was told was done, and that did not happen: the records hold another story."""
    MERGED_ASTRAY = "merged_astray"
    """Merged into a case that does not exist, has ended, or concerns other persons."""
    HOLDER_LEFT = "holder_left"
    """An open case whose holder is no longer active."""
    HOLDER_AWAY = "holder_away"
    """A case was given to somebody who is away and for whom nobody stands in."""
    WEDGED = "wedged"
    """The workflow tasks of a case fail, one after another."""
    OUT_OF_STEP = "out_of_step"
    """A case and the records name different stages, for minutes."""
    NOTICE_WAITING = "notice_waiting"
    """A notice was tried for a quarter of an hour, while its channel takes others."""
    CHANNEL_DOWN = "channel_down"
    """A channel takes no notice."""
    CASES_LOST = "cases_lost"
    """Temporal knows so few of the open cases that it may be the wrong server, or an emptied one."""
    LOG_BROKEN = "log_broken"
    """The transparency log on record is not what was signed before: no checkpoint is signed any more."""
    CHECKPOINTS_AWAY = "checkpoints_away"
    """The place for checkpoints takes or gives none."""
    BREAK_GLASS = "break_glass"
    """Somebody opened a case of another team by break-glass: an auditor looks whether that was right."""
    FORGED_MESSAGES = "forged_messages"
    """Somebody sent a case messages that are not authentic; one entry for a case and an hour."""
    WEBHOOK_FAILED = "webhook_failed"
    """A subscriber did not take an event for three days: nobody tries that one again. One entry for a subscriber."""
    WEBHOOK_STOPPED = "webhook_stopped"
    """A subscriber answered that it is gone (410): nothing is sent to it until somebody resumes it."""


ALERTS = frozenset(
    {
        AttentionKind.WEDGED,
        AttentionKind.OUT_OF_STEP,
        AttentionKind.NOTICE_WAITING,
        AttentionKind.CHANNEL_DOWN,
        AttentionKind.CASES_LOST,
        AttentionKind.LOG_BROKEN,
        AttentionKind.CHECKPOINTS_AWAY,
        AttentionKind.KNOWN_FAULT,
    }
)
"""The kinds that last: the watchdog takes an entry off the list by itself when it no longer holds."""
