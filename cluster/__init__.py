"""Temporal's real server with PostgreSQL behind it, in several processes on this machine: `make cluster`.

    server/   the Go module that pins what is built
    build     the programs of the server, built from their modules where Go is installed
    layout    which processes there are, and at which addresses of the loopback
    engine    these servers in an embedded stack, in place of the development server

For demonstration, faults and measurements; nothing of it is in what production installs.
"""
