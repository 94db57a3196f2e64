"""QR pictures, which a phone reads, drawn by us."""


def qr(words: str) -> str:
    """Answer words as a QR picture: SVG in a `data:` address, which the pages' content policy allows."""
    # Imported when a screen asks that needs it: no cold start pays for a picture.
    import segno

    return str(segno.make_qr(words, error="m").svg_data_uri(scale=4, dark="#000", light="#fff"))
