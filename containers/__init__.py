"""The production form on a real Docker engine of this machine, without an image registry: `make containers`.

    needs          what the machine must have; else it is skipped with a word
    roots          folders with a Debian each, kept in `.containers/`: the engine's, and those of base images
    engine         Docker's engine in one of them, in namespaces that vanish with it
    stand_ins/     how the base images are made that a registry would give
    images         these base images, and the one of the project
    installation   a copy of the checkout with secrets and `.env`, as an operator makes it, and `docker compose` in it
    people         keys that are trusted, staff, and their sessions
    trial          what is done and checked, step by step
    units          a machine without containers beside them, on which systemd runs the project's units
    unit_trial     what is done with these units and checked

For a check before a release; nothing of it is in what production installs.
"""
