"""Each problem of a BOM has a kind with a lasting id: reports, filters and baselines go by it, never by the words."""

from __future__ import annotations

from pathlib import Path

import pytest

from bom_parsers import read_bom

CASES = {
    "repeated-ref": '{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [%s, %s]}'
    % (('{"type": "library", "bom-ref": "a", "name": "zlib"}',) * 2),
    "nameless-component": '{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{"type": "library", "name": ""}]}',
    "unknown-word": '{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{"type": "gizmo", "name": "a"}]}',
    "no-components": '{"bomFormat": "CycloneDX", "specVersion": "1.5"}',
    "odd-value": '{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{"type": "library", "name": ["zlib"]}]}',
    "unreadable-quantity": "MPN,Manufacturer,Quantity,Designator\nAB12,Nordvik,several,R1\nAB13,Nordvik,1,R2\n",
    "unknown-heading": "MPN,Manufacturer,Quantity,Designator,Desciption\nAB12,Nordvik,1,R1,x\nAB13,Nordvik,1,R2,y\n",
    "dangling-ref": "SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nPackageName: zlib\nSPDXID: SPDXRef-zlib\n"
    "Relationship: SPDXRef-zlib CONTAINS SPDXRef-gone\n",
}


@pytest.mark.parametrize("kind", CASES)
def test_a_problem_names_its_kind(kind: str, tmp_path: Path) -> None:
    file = tmp_path / "bom"
    file.write_text(CASES[kind])
    assert kind in list(read_bom(file).problems["kind"])
