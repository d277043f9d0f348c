"""The group of the commands of policy packs."""

from commands.common.typed.declare import group

app = group("policy")
