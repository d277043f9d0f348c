"""How the key of a notice is written (`models.notices.key`)."""

from typing import Final

NOTICE_KEY: Final = r"^(TW|FT)(-[0-9A-Z]{4}){3}-[0-9A-Z]:[0-9]{1,9}:[a-z_]{1,30}:[a-z_]{1,30}$"
"""Nothing else is one: it becomes a file name and a header of mails."""
