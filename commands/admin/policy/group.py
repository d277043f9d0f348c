"""The group of the commands of policy packs."""

from commands.common.declare import group

app = group("policy")
