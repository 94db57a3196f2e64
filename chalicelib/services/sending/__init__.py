"""The engine: everything that goes out is planned, released, handed over, recorded and closed here.

- Who: `reading` the audience and `judging` its rows, or earlier `rounds`; `planning` pages, the `gate` before
  release; `reached` afterwards, `digesting` for those who want it gathered.
- Out: `delivery` of a page, in a worker's `stint`, a `window` at a time, made by `compose` and given away by
  `handover` at the time that `pacing` takes for it.
- After: `recording` a page and its `fallback`, `closing` a sending; `receiving` what providers say later,
  each thing `matching` its slot, and stopping mailboxes after `bounces`; the `sweep` picks up what fell; what
  failed for good lies among the `dead_letters`, `explaining` what they were about; `reconciling` looks
  everything over, also for what is `at_odds`.
- `direct` is one message to one person.
"""
