"""`make flows`: draws the pictures of docs/flows.md anew."""

from .drawing import DOCUMENT, redrawn

if __name__ == "__main__":
    DOCUMENT.write_text(redrawn(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
