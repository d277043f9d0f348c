"""Scene: the beneficiary answers a question, reopens the request, and rates it."""

from demo.play import Play
from models.codes import Stage

CASE = "SR-24"


def beneficiary_comes_back(play: Play) -> None:
    """A question and its answer, a reopening after a failed retry, a second decision, a rating."""
    play.scene(
        "The beneficiary answers, comes back, and rates",
        f"Omar returns request {CASE} with a question, and the clock stands still until the answer. The obstacle is"
        "\nremoved, but the e-service fails again: the same request is reopened, not a new one, and solved for good.",
    )
    reference, omar = play.references[CASE], ("--as", "omar")
    play.tawasul("claim", reference, *omar)
    question = ("--question", "When did the amount come back?", "--reply-template", "ask_listed")
    play.tawasul("ask", reference, "--reason", "more_information", *question, *omar)
    play.tawasul("reply", reference, "--text", "Twice: on Sunday and again yesterday.")
    play.tawasul("approve", reference, "--reason", "rerun_service", "--reply-template", "note_resolved", *omar)
    play.tawasul("reopen", reference, "--text", "The same error again", "--retry-failed")
    play.tawasul("claim", reference, *omar)
    done = ("--reason", "transaction_completed", "--reply-template", "transaction_completed")
    play.tawasul("approve", reference, *done, *omar)
    play.tawasul("rate", reference, "--score", "5", "--comment", "Solved, thank you")
    row = play.view(CASE).row
    kept = row.stage is Stage.RESOLVED and row.reopens == 1 and row.rating == 5
    play.promise("one request: returned once, reopened once, resolved, rated 5 of 5", kept)
