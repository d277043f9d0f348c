"""What tests share: servers, a database, gateways, requests and packs."""
