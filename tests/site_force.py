"""What the pages need to know of a force, made up."""


def a_force(**changes: object) -> dict[str, object]:
    """A force with the keys of `GET /api/force`, valid unless changed."""
    contact = {"website": "https://fenmarch.example", "non_emergency": "101", "crimestoppers": "0800 555 111"}
    return {
        "name": "Fenmarch Constabulary",
        "short_name": "Fenmarch Police",
        "colour": "#1f3a5f",
        "contact": contact,
        "emergency_note": "In an emergency, call 999.",
        "sms_number": "07700 900001",
        "map": {"credit": "Outlines: made up.", "tiles": "", "attribution": ""},
        "wording": {"version": "2026-01", "text": "You may text me."},
        "interests": [
            {
                "id": "farm",
                "name": "Farms & barns",
                "description": "Machinery, <livestock>, fuel",
                "out": "Early & late",
                "joining": "open",
            },
            {
                "id": "keepers",
                "name": "Keepers",
                "description": "Estates",
                "out": "",
                "joining": "invitation",
            },
        ],
    } | changes
