"""Say what each problem with a package of Open Cap Format means, and what mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

OCF_CODES: Mapping[str, str] = {
    "ocf-bad-zip": "The zip is broken, encrypted, or no zip at all. Pack the folder again.",
    "ocf-checksum": "Files are not those whose md5 the manifest tells. They are read as they are. A warning.",
    "ocf-circular": "A security comes of itself on one day. Put right what it comes of.",
    "ocf-conversion": "A conversion is not as it is said, or there is no word for it here: the message says what "
    "counts. A warning, but an error where a new conversion price cannot be found.",
    "ocf-currency": "A currency is not three capital letters. A warning.",
    "ocf-currency-mix": "An amount is in another currency than most of the package. A table has one currency.",
    "ocf-date": "A day has a time behind it, which is dropped, or the manifest does not tell its day. A warning.",
    "ocf-duplicate-id": "Two objects of one type have one id, or one security is issued or made twice. The first "
    "counts.",
    "ocf-duplicate-key": "An object has a key twice. Which of them is meant nobody can know.",
    "ocf-file-twice": "The manifest names a file twice. It is read once. A warning.",
    "ocf-in-the-way": "Where a package shall be written there is something that is none. It is not touched.",
    "ocf-interest": "A note has several rates of interest, one that ends, or one in per cent: the message says which "
    "counts. A warning.",
    "ocf-issuer": "The format asks where and when the company was formed, and the table does not know. A warning.",
    "ocf-missing-field": "A field is missing. An error where reading cannot do without it, otherwise a warning.",
    "ocf-missing-file": "The manifest names a file that is not there.",
    "ocf-no-manifest": "There is no file that says it is the manifest of a package.",
    "ocf-not-exact": "What is read again differs from what was written. A warning, and a fault of ours: please tell "
    "us.",
    "ocf-not-found": "There is no such folder or file, or it cannot be read.",
    "ocf-not-json": "A file is no JSON object.",
    "ocf-not-utf8": "A file is not UTF-8. One with the mark of another Unicode form is read, with a warning.",
    "ocf-not-written": "The folder or zip cannot be written. Nothing has changed.",
    "ocf-number": "A number is not written as the format asks, or does not end within ten digits. A warning.",
    "ocf-older": "An older name of an object type is read as the one of today. A warning.",
    "ocf-outside": "A path leads out of the package. It is not followed.",
    "ocf-preference": "A preferred class says no preference, or one without a price, or a common class says one. The "
    "message says what counts; `preference` in the sidecar says it otherwise. A warning.",
    "ocf-quantity": "What comes of a transaction is not as much as it says. What comes of it counts. A warning.",
    "ocf-rewritten": "Transactions of the package that a table came from are written anew, with other ids. A warning.",
    "ocf-sidecar-id": "The sidecar speaks of an id that the package does not have.",
    "ocf-too-deep": "Objects are nested deeper than any package can need.",
    "ocf-too-large": "Files are larger than is read, or unpack to much more than their size.",
    "ocf-unknown-class": "There is no such stock class, or nothing says which is meant.",
    "ocf-unknown-condition": "A transaction names a vesting condition that its security does not have.",
    "ocf-unknown-field": "An object has a field that the format does not know. It is kept. A warning; in a sidecar an "
    "error.",
    "ocf-unknown-plan": "There is no such stock plan. A warning where the class of the grant is told.",
    "ocf-unknown-security": "There is no such security. The transaction is left out.",
    "ocf-unknown-stakeholder": "There is no such stakeholder. The security is left out.",
    "ocf-unknown-terms": "There are no such vesting terms.",
    "ocf-unknown-type": "An object's type is none of the format's. It is kept, and counts nothing. A warning.",
    "ocf-unknown-word": "A word is none of those that can stand there. A warning; in a sidecar an error.",
    "ocf-unlisted-file": "A file of the format is not named by the manifest. It is not read. A warning.",
    "ocf-version": "The version is not one that is known: it is read as 1.2. A warning; of a sidecar an error.",
    "ocf-vesting": "A grant's vesting has not begun, so nothing of it vests; or it was exercised early, so it counts "
    "as vested. A warning.",
    "ocf-warrant": "A warrant's number of shares or its class is not fixed, or told twice: the message says what "
    "counts. A warning.",
    "ocf-wrong-kind": "A value is not of the kind that can stand there.",
    "ocf-wrong-security": "A transaction is about a security of another kind than it can be.",
}
"""What each code means; an error unless it says that it is a warning."""
