"""What staff do with a case, or with several: the form of each verb, a preview, and the command that it is."""
