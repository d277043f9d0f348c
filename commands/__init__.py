"""The commands of `tawasul`, by who uses them."""
