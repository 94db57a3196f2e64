"""An audit entry: who did what to what, and when (Data Protection Act 2018, section 62)."""

from .model import Model, Moment


class Entry(Model):
    """One entry; `by` is an officer's id, `public` or a worker's name; `subject` is an id, never a person."""

    id: str
    at: Moment
    by: str
    action: str
    subject: str
    note: str = ""
