"""Login by a provider of OpenID Connect: a token of the provider that is bound to the key of a new session."""
