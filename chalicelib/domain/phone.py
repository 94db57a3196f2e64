"""UK mobile numbers: what people type, put into E.164, and which of them we text."""

import re
import unicodedata

UK = 44
MOBILE = re.compile(r"7(?:[1-5]|[7-9])\d{8}")
"""071 to 075 and 077 to 079; 070 is personal and 076 pagers (Ofcom, National Telephone Numbering Plan)."""
ISLANDS = re.compile(r"7(?:624|781|839|911|509|797|937|7003|7007|7008|829)\d+")
"""Isle of Man, Guernsey and Jersey share the code and not the prices, so a force chooses to text them."""
TEST = re.compile(r"7700900\d{3}")
"""Numbers that Ofcom keeps for drama; they lie in no island's range and belong to nobody."""

MISSING = "Enter a UK mobile number, like 07700 900123."
NOT_A_NUMBER = "A mobile number has only digits and spaces. Enter it like 07700 900123."
ABROAD = "We can only text UK mobile numbers. Enter one that starts with 07, or give an email address."
SHORT = "That mobile number is too short. Check it: it has 11 digits, like 07700 900123."
LONG = "That mobile number is too long. Check it: it has 11 digits, like 07700 900123."
LANDLINE = "That is not a mobile number. Enter one that starts with 07, or give an email address."
PERSONAL = "We cannot text numbers that start with 070 or 076. Enter another one or an email address."
ISLAND = "We cannot text Isle of Man, Guernsey and Jersey numbers. Give an email address instead."


def mobile(typed: str, islands: bool = False) -> str:
    """Put a typed UK mobile number into E.164, `+447700900123`.

    `islands` lets Isle of Man, Guernsey and Jersey numbers in. Raises ValueError with a sentence that says
    what to do.
    """
    national = _national(_tidy(typed))
    if national[:1] != "7":
        raise ValueError(LANDLINE)
    if len(national) != 10:
        raise ValueError(SHORT if len(national) < 10 else LONG)
    if ISLANDS.fullmatch(national) and not TEST.fullmatch(national):
        if not islands:
            raise ValueError(ISLAND)
    elif not MOBILE.fullmatch(national):
        raise ValueError(PERSONAL)
    return f"+{UK}{national}"


def visible(typed: str) -> str:
    """Remove what nobody sees or means: zero-width marks, odd spaces and full-width forms, ends trimmed."""
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(c for c in plain if unicodedata.category(c) not in {"Cf", "Cc"} or c.isspace()).strip()


def _tidy(typed: str) -> str:
    """Leave a plus and digits, or say that it is not a number (07890x32109 must not become an extension)."""
    seen = "".join("-" if unicodedata.category(c) == "Pd" else c for c in visible(typed))
    if not seen:
        raise ValueError(MISSING)
    squeezed = re.sub(r"[\s()./-]", "", seen.replace("(0)", ""))
    if not re.fullmatch(r"\+?[0-9]+", squeezed):
        raise ValueError(NOT_A_NUMBER)
    return squeezed


def _national(squeezed: str) -> str:
    """Answer the digits after +44 or 0; the country may be written in any of its ways, or left out."""
    # Its tables take as long as the rest of the domain, and few requests hold a number that was typed.
    import phonenumbers

    try:
        number = phonenumbers.parse(squeezed, "GB")
    except phonenumbers.NumberParseException as error:
        kinds = phonenumbers.NumberParseException
        if error.error_type == kinds.INVALID_COUNTRY_CODE:
            raise ValueError(ABROAD) from None
        raise ValueError(LONG if error.error_type == kinds.TOO_LONG else SHORT) from None
    if number.country_code != UK:
        raise ValueError(ABROAD)
    return str(number.national_number)
