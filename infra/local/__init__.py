"""A laptop's infrastructure: the cloud, gateway, triggers and phones that AWS and the networks provide elsewhere. Never packaged."""
