"""The key store: a server that keeps wrapping keys to itself, OpenBao or Vault with its engine `transit`."""
