"""`python -m web`: the HTTP interface, until SIGTERM or Ctrl-C."""

from web.serving import main

if __name__ == "__main__":
    main()
