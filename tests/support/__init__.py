"""What tests share: servers, a database, gateways, requests and packs."""

from activities import packs, toml
from tests.support.policies.loaded_packs import loaded_once, parsed_once

vars(packs).update(load_pack=loaded_once(packs.load_pack), read_toml=parsed_once(toml.read_toml))
"""Before any other module takes `load_pack` by its name."""
