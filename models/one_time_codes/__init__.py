"""One-time codes: by them a beneficiary shows that the mobile or the e-mail address of a request is theirs."""
