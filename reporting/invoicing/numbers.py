"""Numbers with check digits: organisation, VAT, GLN, bankgiro, plusgiro and OCR. Pure.

Sources: Bankgirot on bankgiro numbers and OCR references, Skatteverket on VAT numbers, GS1 on GLN,
the Peppol rules PEPPOL-COMMON-R040 and R049. `stdnum` has all but bankgiro, plusgiro and OCR.
"""

import re

from stdnum import ean, luhn
from stdnum.se import orgnr, vat

from reporting.invoicing.enums import LONGEST_OCR, OcrLevel

ORGANISATION, GLN = "0007", "0088"  # the schemes of Peppol addresses that Swedish buyers have
_DIGITS = re.compile(r"[0-9]+\Z")


def is_organisation_number(number: str) -> bool:
    """Ten digits, without hyphen, whose last one is right."""
    return _is_digits(number, 10, 10) and orgnr.is_valid(number)


def is_vat_number(number: str) -> bool:
    """SE, the organisation number, and 01."""
    return bool(re.fullmatch(r"SE[0-9]{12}", number)) and vat.is_valid(number)


def is_bankgiro(number: str) -> bool:
    """Seven or eight digits, without hyphen, whose last one is right."""
    return _is_digits(number, 7, 8) and luhn.is_valid(number)


def is_plusgiro(number: str) -> bool:
    """Two to eight digits, without hyphen or space, whose last one is right."""
    return _is_digits(number, 2, 8) and luhn.is_valid(number)


def is_endpoint(scheme: str, number: str) -> bool:
    """Whether a Peppol address of that scheme can exist; other schemes than the two are refused."""
    if scheme == ORGANISATION:
        return is_organisation_number(number)
    return scheme == GLN and _is_digits(number, 13, 13) and ean.is_valid(number)


def shown_bankgiro(number: str) -> str:
    """1234567 as 123-4567, 12345678 as 1234-5678."""
    return f"{number[:-4]}-{number[-4:]}"


def shown_plusgiro(number: str) -> str:
    """1234567 as 12 34 56-7: pairs counted from the end."""
    body, check = number[:-1], number[-1]
    pairs = [body[max(0, end - 2) : end] for end in range(len(body), 0, -2)]
    return f"{' '.join(reversed(pairs))}-{check}"


def shown_organisation_number(number: str) -> str:
    """2220000315 as 222000-0315."""
    return f"{number[:6]}-{number[6:]}"


def ocr_of(base: str, level: OcrLevel, *, length: int = 0) -> str:
    """The reference that pays for `base`: its digits, what the level asks for, a check digit.

    The length digit is the last digit of the whole reference's length. With fixed length, `base`
    is filled with zeros from the left to `length` digits in all. Raises ValueError for what is
    no number, or where the reference would be longer than 25 digits or than `length`.
    """
    if not _DIGITS.match(base):
        raise ValueError(f"A reference has digits only, not {base!r}.")
    if level == OcrLevel.LENGTH_DIGIT:
        base += str((len(base) + 2) % 10)
    elif level == OcrLevel.FIXED_LENGTH:
        base = base.zfill(length - 1)
    reference = base + luhn.calc_check_digit(base)
    if len(reference) > LONGEST_OCR or (
        level == OcrLevel.FIXED_LENGTH and len(reference) != length
    ):
        raise ValueError(f"The reference {reference} is too long.")
    return reference


def is_ocr(reference: str, level: OcrLevel, *, length: int = 0) -> bool:
    """Whether the bank would take it at this level."""
    if not _is_digits(reference, 2, LONGEST_OCR) or not luhn.is_valid(reference):
        return False
    if level == OcrLevel.LENGTH_DIGIT:
        return len(reference) > 2 and int(reference[-2]) == len(reference) % 10
    return level != OcrLevel.FIXED_LENGTH or len(reference) == length


def _is_digits(number: str, fewest: int, most: int) -> bool:
    """`str.isdigit` lets digits of other scripts pass."""
    return fewest <= len(number) <= most and bool(_DIGITS.match(number))
