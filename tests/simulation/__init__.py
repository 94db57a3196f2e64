"""The whole engine on a virtual clock, with everything going wrong that can: one seed, one story.

- Time: the `world` on which tasks take turns, its clock and `crew`s of threads.
- What surrounds the engine: the `table`, `queues` and `providers`, the `town`'s people and the `office`.
- What goes wrong: the list of `faults`, and the `fate` of a worker at each step.
- A story: a seed's `scenario`, the `machine` of real services in it, its course as a `night`.
- What must hold: the `judge` sees every step, the `morning` what is left.
- Many of them: `reports`, `shrinking`, and the `mutants` that each must be noticed (`mutating`).
"""
