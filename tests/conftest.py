"""What every test of ours starts from."""

import signal

# A background job of a shell starts with Ctrl-C ignored, and what it starts inherits that: tests of Ctrl-C would hang.
signal.signal(signal.SIGINT, signal.default_int_handler)
