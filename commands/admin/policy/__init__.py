"""The commands of policy packs: begin one, check it with its examples, show what is in force."""

from commands.admin.policy import check, show
from commands.admin.policy.group import app

__all__ = ["app", "check", "show"]
