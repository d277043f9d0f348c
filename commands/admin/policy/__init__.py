"""The commands of policy packs: begin one, check it with its examples, compare versions, show what is in force."""

from commands.admin.policy import check, diff, history, migrate, show
from commands.admin.policy.group import app

__all__ = ["app", "check", "diff", "history", "migrate", "show"]
