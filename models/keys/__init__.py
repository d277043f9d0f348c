"""Keys of cases: sealing and unsealing of bytes, and case keys as they are kept, wrapped."""
