"""Workers without memory: what cases say after all workers were killed is what a replay of their histories says."""

import asyncio
from dataclasses import replace

from chaos.history.evidence import Evidence
from chaos.history.temporal import replayed
from chaos.system.stack import StackUnderTest
from chaos.workload.battle import restart_workers


async def asked_again(stack: StackUnderTest, evidence: Evidence) -> Evidence:
    """The evidence of a run with the answers of its cases to workers that were all killed and started again."""
    await asyncio.to_thread(restart_workers, stack)
    return replace(evidence, replayed=await replayed(stack.config, evidence.workflows))
