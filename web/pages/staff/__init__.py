"""The workspace of staff: login, inbox, lists, a case and what is done with it. It decides nothing."""
