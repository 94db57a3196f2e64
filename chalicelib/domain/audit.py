"""An audit entry: who did what to what, and when (Data Protection Act 2018, section 62)."""

from .model import Model, Moment


class Entry(Model):
    """One entry; `by` is an officer's or subscriber's id or `public`; `subject` is an id, never a name."""

    id: str
    at: Moment
    by: str
    action: str
    subject: str
    note: str = ""
