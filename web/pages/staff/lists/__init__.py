"""Lists of the workspace: the inbox, cases by filters, what is searched for, and one thing done with several."""
