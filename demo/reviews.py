"""Scenes: officers decide, two persons confirm one decision, two officers decide at the same moment."""

from commands.common.words.advice import ExitCode
from demo.play import Play

ONE_PERSON, REJECTED, TWO_PERSONS, RACED = "SR-01", "SR-05", "SR-13", "SR-30"


def officers_decide(play: Play) -> None:
    """An approve and a reject, each with its reason and its official reply."""
    play.scene(
        "Officers decide",
        "Omar looks at his work, takes a request and approves it; Yusuf rejects another. Every decision has a reason of"
        "\nthe pack and an official reply. Watch the status in Arabic: the five that beneficiaries know.",
    )
    play.tawasul("inbox", "--as", "omar", "--limit", "4")
    reference = play.references[ONE_PERSON]
    play.tawasul("claim", reference, "--as", "omar")
    approve = ("--reason", "note_removed", "--reply-template", "note_resolved", "--note", "fine seen as paid")
    play.tawasul("approve", reference, *approve, "--as", "omar")
    reference = play.references[REJECTED]
    play.tawasul("claim", reference, "--as", "yusuf")
    reject = ("--reason", "window_passed", "--reply-template", "absence_window_passed")
    play.tawasul("reject", reference, *reject, "--as", "yusuf")


def two_persons_agree(play: Play) -> None:
    """A decision that needs two persons: nobody may confirm their own proposal."""
    play.scene(
        "Two persons",
        "A birth date is corrected only when two agree. Huda proposes, and is refused when she tries to confirm her own"
        "\nproposal; Nasser, her supervisor, confirms it.",
    )
    reference = play.references[TWO_PERSONS]
    play.tawasul("claim", reference, "--as", "huda")
    reply = "نفيدكم بأنه تم تصحيح تاريخ الميلاد وفق جواز السفر المعتمد."
    play.tawasul("approve", reference, "--reason", "data_corrected", "--reply", reply, "--as", "huda")
    play.tawasul("confirm", reference, "--as", "huda", ends=ExitCode.NOT_ALLOWED)
    play.tawasul("confirm", reference, "--as", "nasser")


def two_at_once(play: Play) -> None:
    """Two decisions at once: one is accepted, and the other is refused with the name of the first officer."""
    play.scene(
        "Two officers at the same moment",
        "Omar approves and Layla rejects the same request in the same second. There is one decision; the other hears"
        "\nwho decided, what and when. Who wins is not rehearsed.",
    )
    reference = play.references[RACED]
    play.tawasul("claim", reference, "--as", "omar")
    approve = ("approve", reference, "--reason", "rerun_service", "--reply", "يمكنكم تنفيذ الخدمة.", "--as", "omar")
    reject = ("reject", reference, "--reason", "validity_too_short", "--reply", "نعتذر منكم.", "--as", "layla")
    codes = play.at_once(approve, reject)
    winner = "omar" if codes[0] == ExitCode.DONE else "layla"
    decision = play.view(RACED).decision
    kept = sorted(codes) == [ExitCode.DONE, ExitCode.REFUSED] and decision is not None and decision.actor.id == winner
    play.promise(f"one decision, by {winner}; the other was refused", kept)
