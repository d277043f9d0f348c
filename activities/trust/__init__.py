"""Whom the worker trusts, from the records and from the provider of OpenID Connect."""
