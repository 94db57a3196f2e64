"""A laptop's infrastructure: what AWS and the networks provide elsewhere; never packaged."""
