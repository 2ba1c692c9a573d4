"""Errors a person can act on: each message says what was expected, what came, and what to do."""


class FormcueError(Exception):
    """Base of every error that Formcue raises on purpose; `str(error)` is one line for a person."""


class InputError(FormcueError):
    """A file, frame or setting that cannot be used."""


class ModelError(FormcueError):
    """The pose model is missing, broken or does not match its manifest."""


class RuleError(FormcueError):
    """A rule file, its bands or a band override is wrong; stops start-up."""


class OutputError(FormcueError):
    """A result could not be written."""
