"""Domain packs: their data model, their checks, and the policies derived from them."""
