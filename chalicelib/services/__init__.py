"""The verbs: load, ask the model, commit once, enqueue. A service's fields are what it needs, by name.

- Joining: `sign_up`, `codes`, `budgets`, `proofs`, `verification`; a postcode's `lookup`.
- Afterwards: `settings`; `leaving` with `leaving_writes`; `groups`, `admission` and `invitations`.
- Writing: `alerts` in `steps`, `audiences` and their `wording`, `preview` by `reckoning`, `approval`,
  `picturing`; `following` another; `saving_templates` and `saving_audiences`, both in a `drawer`.
- Sending: the engine has a room of its own, `sending/`; `again` to some, after an alert was sent.
- Coming back: `inbound`, `replies`, `conversations`, `answering`; `authenticity` of a message.
- Looking: `progress`, `ledger`, `exports`, `engagement` by the week; the `census`, and `coverage` from it.
- Looking after delivery: the `carriers`, who send; the rest is in `sending/`.
- Officers' `sessions` and counted `tries`.
"""
