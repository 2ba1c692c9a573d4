"""The edge: the command line, the web server, the store. Everything numeric is in `vision`."""
