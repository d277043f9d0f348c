"""Watchdog: one worker looks each minute for what an outage or an operator broke, mends what it can, lists the rest."""
