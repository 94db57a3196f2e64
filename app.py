"""The functions of one force's Watchword: this file only puts the blueprints together."""

from chalice.app import Chalice

from chalicelib.handlers import (
    again,
    alerts,
    areas,
    audiences,
    conversations,
    delivery,
    engagement,
    exports,
    groups,
    leaving,
    picture,
    places,
    public,
    schedules,
    session,
    settings,
    sign_up,
    templates,
    webhooks,
    workers,
)

app = Chalice(app_name="watchword")
app.api.binary_types = []
for room in (
    public,
    places,
    sign_up,
    leaving,
    settings,
    session,
    alerts,
    again,
    exports,
    picture,
    areas,
    groups,
    templates,
    audiences,
    conversations,
    engagement,
    delivery,
    webhooks,
    workers,
    schedules,
):
    app.register_blueprint(room.bp)
