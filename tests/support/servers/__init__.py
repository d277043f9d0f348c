"""Servers and processes around a system: key store, provider of logins, TLS, gateways, workers."""
