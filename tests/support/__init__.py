"""What tests share: servers, a database, gateways, requests and packs."""

from activities import packs
from tests.support.policies.loaded_packs import loaded_once

packs.load_pack = loaded_once(packs.load_pack)
"""Before any other module takes the function by its name."""
