"""The commands of `tawasul`, in a folder for each kind of user."""
