"""Everything round the application, on the command line and never deployed.

- Stacks: `data.yaml`, `edge.yaml` and `watch.yaml`; `overlay.yaml` is merged into Chalice's own.
- A force: `forces/`, its `stages/`, and the `templates` it begins with; `admin` adds `officers`, loads
  what `geography/` reads and sends dead `letters` back.
- The laptop: `local/`, filled by `seed` with people who are `made_up/`.
- Building: `setup`, `lock`, `vendor` and `doctor`; `site` renders the pages, `package` makes what `deploy/`
  sends with the `policies` that its providers need, `edge/` is the site's front.
- Measured: `bench/`; worked out: `costs`, whose tables `cost_tables` writes.
"""
