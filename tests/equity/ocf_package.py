"""Small packages of Open Cap Format for tests, and where the official samples are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "ocf"
ACME = SHARED / "extra" / "ocf-tools" / "sample_ocf_folders" / "acme_holdings_limited"

needs_samples = pytest.mark.skipif(
    not SHARED.is_dir(), reason=f"the samples and schemas of Open Cap Format are not in {SHARED}"
)

Json = dict[str, Any]
FILES = {
    "STAKEHOLDER": "stakeholders",
    "STOCK_CLASS": "stock_classes",
    "STOCK_PLAN": "stock_plans",
    "STOCK_LEGEND_TEMPLATE": "stock_legend_templates",
    "VESTING_TERMS": "vesting_terms",
    "VALUATION": "valuations",
    "FINANCING": "financings",
    "DOCUMENT": "documents",
}


def usd(amount: str, currency: str = "USD") -> Json:
    return {"amount": amount, "currency": currency}


def stakeholder(id_: str, **fields: object) -> Json:
    return {
        "object_type": "STAKEHOLDER",
        "id": id_,
        "name": {"legal_name": id_.title()},
        "stakeholder_type": "INDIVIDUAL",
        **fields,
    }


def common(id_: str = "common", **fields: object) -> Json:
    return {
        "object_type": "STOCK_CLASS",
        "id": id_,
        "name": id_.title(),
        "class_type": "COMMON",
        "default_id_prefix": "CS-",
        "initial_shares_authorized": "10000000",
        "votes_per_share": "1",
        "seniority": "0",
        **fields,
    }


def preferred(id_: str = "seed", price: str = "1.00", ratio: str = "1", **fields: object) -> Json:
    right = {
        "type": "STOCK_CLASS_CONVERSION_RIGHT",
        "conversion_mechanism": {
            "type": "RATIO_CONVERSION",
            "conversion_price": usd(price),
            "ratio": {"numerator": ratio, "denominator": "1"},
            "rounding_type": "NORMAL",
        },
        "converts_to_stock_class_id": "common",
    }
    return common(id_) | {
        "class_type": "PREFERRED",
        "seniority": "1",
        "price_per_share": usd(price),
        "liquidation_preference_multiple": "1",
        "conversion_rights": [right],
        **fields,
    }


def transaction(kind: str, id_: str, on: str, **fields: object) -> Json:
    return {"object_type": f"TX_{kind}", "id": id_, "date": on, **fields}


def issuance(security: str, holder: str, count: str, on: str = "2020-01-01", **fields: object) -> Json:
    return transaction(
        "STOCK_ISSUANCE",
        f"tx-{security}",
        on,
        **{
            "security_id": security,
            "custom_id": security.upper(),
            "stakeholder_id": holder,
            "security_law_exemptions": [],
            "stock_class_id": "common",
            "share_price": usd("0.01"),
            "quantity": count,
            "stock_legend_ids": [],
            **fields,
        },
    )


def grant(security: str, holder: str, count: str, on: str = "2020-01-01", **fields: object) -> Json:
    return transaction(
        "EQUITY_COMPENSATION_ISSUANCE",
        f"tx-{security}",
        on,
        **{
            "security_id": security,
            "custom_id": security.upper(),
            "stakeholder_id": holder,
            "security_law_exemptions": [],
            "stock_class_id": "common",
            "compensation_type": "OPTION",
            "quantity": count,
            "exercise_price": usd("0.50"),
            "expiration_date": "2030-01-01",
            "termination_exercise_windows": [],
            **fields,
        },
    )


def write_package(folder: Path, *objects: Json, manifest: Json | None = None) -> Path:
    """Write objects as a package whose files are named by what they hold."""
    folder.mkdir(parents=True, exist_ok=True)
    sorted_: dict[str, list[Json]] = {name: [] for name in (*FILES.values(), "transactions")}
    for one in objects:
        sorted_[FILES.get(str(one.get("object_type")), "transactions")].append(one)
    told: Json = {
        "ocf_version": "1.2.1-alpha+main",
        "file_type": "OCF_MANIFEST_FILE",
        "issuer": {
            "object_type": "ISSUER",
            "id": "issuer",
            "legal_name": "Exempla Inc",
            "formation_date": "2019-01-01",
            "country_of_formation": "US",
        },
        "as_of": "2024-12-31",
        "generated_at": "2024-12-31T00:00:00Z",
    }
    for name, items in sorted_.items():
        told[f"{name}_files"] = [{"filepath": f"./{name}.ocf.json"}] if items else []
        if items:
            content = {"file_type": f"OCF_{name.upper()}_FILE", "items": items}
            (folder / f"{name}.ocf.json").write_text(json.dumps(content, indent=2), encoding="utf-8")
    (folder / "Manifest.ocf.json").write_text(json.dumps(told | (manifest or {}), indent=2), encoding="utf-8")
    return folder
