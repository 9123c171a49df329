"""Know the codes of currencies: the active codes of ISO 4217, and the signs people write instead."""

from __future__ import annotations

from dealwright.ground.closest import closest

_CODES = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHF CLF CLP CNH CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD "
    "GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK "
    "LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR "
    "PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP "
    "SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XDR XOF XPF YER ZAR "
    "ZMW ZWG"
)
CURRENCIES = frozenset(_CODES.split())
"""Codes a value may carry."""

SIGNS = {
    "US$": "USD",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "dollars": "USD",
    "euros": "EUR",
    "pounds": "GBP",
    "yen": "JPY",
}
"""Signs and words that are not accepted, with the code to write for each."""


def meant_currency(text: str) -> str | None:
    """Return a currency's code, or the nearest that there is."""
    if text in CURRENCIES:
        return text
    *_, last = text.lower().split() or [""]
    known = SIGNS.get(text) or SIGNS.get(last) or SIGNS.get(f"{last}s")
    return known or closest(text.upper(), sorted(CURRENCIES))
