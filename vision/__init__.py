"""The numeric core: frames in, facts out. Nothing here knows a server, a file format of ours or a database."""
