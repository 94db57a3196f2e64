"""Frozen models with behaviour, and rules as plain functions; nothing from outside.

- People: `subscriber`, `place` and `own_places`; `phone` and `mailbox` read addresses. `application` is the
  form, `request` waits for a code, `new_subscriber` is what comes of it; `change` and `shown` are settings;
  `opt_out` and `phrases` judge a text that came in; `groups` are joined, `history` is what somebody was sent.
- Alerts: `alert`, written by an `officer` in a `session` and approved under `four_eyes`; `template` and
  `saved_audience` are `kept` for the next one; `training` reaches nobody; `conversation` is what comes back.
- Who is meant: `audience`, put into words by `said`, judged by `rule` on rows of the index (`packed`), of
  which `cover` says where they lie. `maps/` has points and shapes, `census/` everybody at once, as a `bitmap`
  a trait.
- Sending: `sending`, its `delivery` and the `receipt` of it; `quiet` hours put off (`resting` counts whom)
  and a `digest` gathers, by London's `hours`; `sms_text` counts parts; `reach` remembers who was sent what;
  a `dead_letter` is what failed for good, a `finding` what is stuck; `carriers` take it all out. A channel's
  workers share its `traffic` and keep its `pace`.
- The weeks: facts of `engagement`, added up by `figures`.
- All over: `model`, `ids`, `errors`, the `force` and its settings, `audit`, `csv_text`; `coarse` numbers for
  those who may see no person; and `elsewhere`, which says whose a postcode is that is not ours.
"""
