"""What may come of commands that are given to one case at once, as docs/architecture.md and docs/intake.md have it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from chaos.history.log import Op, Result

_DECIDED = frozenset({"already_decided"})


@dataclass(frozen=True)
class RaceRule:
    """Of which commands exactly one takes effect, which take effect in any case, and why the others are refused."""

    one_of: frozenset[str] = frozenset()
    always: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its commands."""
        return self.one_of | self.always | self.others

    def problems(self, ops: Collection[Op], effective: Collection[str]) -> Iterator[str]:
        """What came of it otherwise; `effective` are the ids of the commands that had events."""
        took = [op for op in ops if op.command_id in effective]
        left = [op for op in ops if op.command_id not in effective]
        if len(won := [op for op in took if op.kind in self.one_of]) > 1:
            yield f"took effect both: {_names(won)}"
        if not any(op.result is Result.UNKNOWN for op in left):
            if self.one_of and not won:
                yield f"none took effect: {_names(left)}"
            if missing := [op for op in left if op.kind in self.always]:
                yield f"had to take effect: {_names(missing)}"
        for op in left:
            if op.result is Result.FAIL and op.code not in self.codes:
                yield f"{op.kind} was refused as {op.code}"


def _names(ops: Collection[Op]) -> str:
    return ", ".join(sorted(f"{op.kind} of {op.actor}" for op in ops))


def _beside_approval(kind: str, *codes: str) -> RaceRule:
    """The rule of what does not keep a case from being approved: it is done before, or comes too late."""
    return RaceRule(always=frozenset({"approve"}), others=frozenset({kind}), codes=_DECIDED | {*codes})


RULES: Mapping[str, RaceRule] = {
    "approval and withdrawal": RaceRule(frozenset({"approve", "withdraw"}), codes=_DECIDED | {"not_open"}),
    "approval and wait": RaceRule(frozenset({"approve", "wait"}), codes=_DECIDED | {"wrong_stage"}),
    "approval and answer": _beside_approval("answer_consultation"),
    "approval and split": _beside_approval("split"),
    "approval and reminder": _beside_approval("remind"),
    "approval and correction": RaceRule(
        always=frozenset({"approve"}),
        others=frozenset({"confirm", "reclassify"}),
        codes=_DECIDED | {"wrong_stage"},
    ),
    "resumption and reply": RaceRule(
        always=frozenset({"reply"}), others=frozenset({"resume"}), codes=frozenset({"wrong_stage"})
    ),
    "two appeals": RaceRule(frozenset({"appeal", "appeal_for"}), codes=frozenset({"limit_reached"})),
    "appeal and reopening": RaceRule(frozenset({"appeal", "reopen"}), codes=frozenset({"wrong_stage"})),
    "closing and reopening": RaceRule(
        frozenset({"close", "reopen"}), codes=frozenset({"wrong_stage", "window_passed"})
    ),
    "recall and reopening": RaceRule(
        frozenset({"recall", "reopen"}), codes=frozenset({"wrong_stage", "window_passed"})
    ),
    "two imports": RaceRule(frozenset({"import"}), codes=frozenset({"conflict"})),
}
"""The rule of each race, by its name in the workload."""
