"""CycloneDX JSON that strays from the schema, hides something, or is hostile: its content is used and the oddity told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bom_parsers.errors import InputError
from tests.bom_parsers.cyclonedx.documents import MARKS, bom_of, bom_with, read_text
from tests.bom_parsers.outcomes import column, notes, people, problems, warnings

# Content that strays from the schema is used and told.


@pytest.mark.parametrize(
    ("fields", "role", "name"),
    [
        ({"manufacturer": "u-fictional"}, "manufacturer", "u-fictional"),
        ({"supplier": "Example Ltd."}, "supplier", "Example Ltd."),
        ({"supplier": [{"name": "Example Ltd."}]}, "supplier", "Example Ltd."),
        ({"authors": ["Jo Example"]}, "developer", "Jo Example"),
        ({"authors": {"name": "Jo Example"}}, "developer", "Jo Example"),
    ],
)
def test_a_party_in_a_wrong_shape_is_used_and_told(fields: dict[str, Any], role: str, name: str) -> None:
    bom = bom_with(**fields)
    assert people(bom) == [("part", role, name)]
    assert any(pointer.startswith(f"/components/0/{next(iter(fields))}") for _, pointer in problems(bom))


@pytest.mark.parametrize(
    ("fields", "name", "value"),
    [
        ({"licenses": ["MIT"]}, "licenses", ["MIT"]),
        ({"licenses": "MIT"}, "licenses", ["MIT"]),
        ({"licenses": [{"license": "MIT"}]}, "licenses", ["MIT"]),
        ({"version": 3}, "version", "3"),
        ({"version": 1.5}, "version", "1.5"),
        ({"modified": "true"}, "modified", True),
        ({"hashes": None}, "hashes", []),
        ({"name": "half \ud800 pair"}, "name", "half \ufffd pair"),
        ({"type": "hardware", "group": 7}, "kind", "hardware"),
    ],
)
def test_a_value_in_a_wrong_shape_is_used_and_told(fields: dict[str, Any], name: str, value: Any) -> None:
    bom = bom_with(**fields)
    assert column(bom, name) == [value]
    assert any(pointer.startswith("/components/0/") for _, pointer in problems(bom))


def test_what_cannot_be_used_is_told_and_the_rest_is_read() -> None:
    bom = bom_of(components=[7, {"type": "library", "name": "b", "bom-ref": "b", "supplier": 3}, None])
    assert column(bom, "name") == ["b"]
    assert [pointer for _, pointer in problems(bom, "error")] == ["/components/0", "/components/1/supplier"]


@pytest.mark.parametrize(
    "parts",
    [
        {"type": "library", "name": "a", "bom-ref": "a"},
        [{"type": "library", "name": "a", "bom-ref": "a", "components": None}],
    ],
)
def test_a_single_component_or_null_in_place_of_an_array_is_told(parts: Any) -> None:
    bom = bom_of(components=parts)
    assert column(bom, "name") == ["a"]
    assert "where an array was expected" in notes(bom)[0][0]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"bomFormat": "cyclonedx"}, "/bomFormat"),
        ({"bomFormat": None}, "/bomFormat"),
        ({"specVersion": None}, ""),
        ({"specVersion": 1.6}, "/specVersion"),
        ({"specVersion": "9.9"}, ""),
        ({"version": "1"}, "/version"),
    ],
)
def test_a_doubtful_mark_is_read_and_reported(change: dict[str, Any], pointer: str) -> None:
    marks = {key: value for key, value in (MARKS | change).items() if value is not None}
    bom = read_text(json.dumps(marks | {"components": [{"type": "library", "name": "a", "bom-ref": "a"}]}))
    assert column(bom, "name") == ["a"]
    assert [place for _, place in problems(bom)] == [pointer]


@pytest.mark.parametrize(
    "other",
    [
        {"hello": 1},
        {"components": [{"type": "library", "name": "x"}]},
        {"bomFormat": "Other", "specVersion": "1.6"},
        {},
        [],
        "x",
        3,
        None,
    ],
)
def test_json_of_another_kind_is_refused_and_never_an_empty_bom(other: Any) -> None:
    with pytest.raises(InputError, match="CycloneDX"):
        read_text(json.dumps(other))


def test_a_wrapped_document_is_read_with_pointers_through_the_wrapping() -> None:
    inner = MARKS | {"components": [{"type": "library", "name": "a", "bom-ref": "a"}]}
    bom = read_text(json.dumps({"sbom": inner}))
    assert column(bom, "pointer") == ["/sbom/components/0"]


# A repeated key hides what stands under the first.


def test_a_repeated_component_list_hides_nothing() -> None:
    listed = '"components":[{"type":"library","name":"shown","bom-ref":"1"}]'
    hidden = listed.replace("shown", "hidden").replace('"1"', '"2"')
    text = f'{{"bomFormat":"CycloneDX","specVersion":"1.6",{listed},{hidden}}}'
    for written in (text, text.replace('"components"', '"\\u0063omponents"', 1)):
        bom = read_text(written)
        assert column(bom, "name") == ["shown", "hidden"]
        assert warnings(bom) == [("key 'components' is repeated; its arrays are joined", "/components")]


def test_a_repeated_supplier_is_told() -> None:
    suppliers = '"supplier":{"name":"Hidden Ltd."},"supplier":{"name":"Shown Ltd."}'
    part = f'{{"type":"device","name":"a","bom-ref":"a",{suppliers}}}'
    bom = read_text(f'{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{part}]}}')
    assert people(bom) == [("a", "supplier", "Shown Ltd.")]
    assert [pointer for _, pointer in warnings(bom)] == ["/components/0/supplier"]


# A large document is decoded a component at a time, and few of these need mending.


def many(**odd: Any) -> list[dict[str, Any]]:
    parts = [
        {
            "type": "library",
            "name": f"p{i}",
            "bom-ref": f"p{i}",
            "supplier": {"name": f"Example {i} Ltd."},
            "components": [],
        }
        for i in range(1_000)
    ]
    parts[10]["components"] = [{"type": "firmware", "name": "inner", "manufacturer": {"name": "Example Works"}}]
    parts[500] |= odd
    return parts


@pytest.mark.parametrize(
    "odd",
    [
        {"supplier": "Example 500 Ltd."},
        {"version": 3},
        {"parties": [{"roles": [{"role": "maintainer"}], "person": {"name": "Jo Example"}}]},
        {"components": {"name": "inner"}},
        {"nam\u0065": "escaped"},
    ],
)
@pytest.mark.parametrize("marks", [MARKS, {"specFormat": "CycloneDX", "specVersion": "2.0"}])
def test_a_large_document_is_mended_like_a_small_one(
    odd: dict[str, Any], marks: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = json.dumps(marks | {"components": many(**odd), "services": [{"name": "s"}], "version": "1"})
    large = read_text(text)
    monkeypatch.setattr("bom_parsers.cyclonedx.lenient.LARGE", len(text))
    small = read_text(text)
    for frame in ("components", "parties", "properties", "dependencies", "problems"):
        assert getattr(large, frame).rows() == getattr(small, frame).rows()
    assert large.components.height >= 1_002


def test_what_is_hidden_in_a_large_document_is_found() -> None:
    listed = json.dumps(many())
    hidden = listed.replace('"p', '"q')
    twice = json.dumps(MARKS)[:-1] + f',"components":{listed},"components":{hidden}}}'
    bom = read_text(twice)
    assert bom.components["name"].n_unique() == 2_001
    assert "key 'components' is repeated; its arrays are joined" in bom.problems["message"].to_list()
    suppliers = '"supplier": {"name": "Example 500 Ltd."}, "supplier": {"name": "Shown Ltd."}'
    one = json.dumps(MARKS)[:-1] + f',"components":{listed}}}'
    bom = read_text(one.replace('"supplier": {"name": "Example 500 Ltd."}', suppliers))
    assert [pointer for message, pointer in warnings(bom) if "repeated" in message] == ["/components/500/supplier"]
    assert bom.components.height == 1_001


# Hostile and broken text.


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{"bomFormat": "CycloneDX", "specVersion": "1.6",\n "components": [{"type": "lib', "line 2"),
        ('{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [],}', "line 1 column 67"),
        ('// note\n{"bomFormat": "CycloneDX"}', "line 1 column 1"),
        ('{"bomFormat": "CycloneDX", "specVersion": "1.6"} trailing', "line 1 column 50"),
        ('{"bomFormat": "CycloneDX", "specVersion": "1.6", "a": 01}', "line 1 column 56"),
        ('{"bomFormat": "CycloneDX", "specVersion": "1.6", "a": "\n"}', "line 1 column 56"),
        ('{"bomFormat" "CycloneDX"}', "line 1 column 14"),
        ("[1, 2", "line 1 column 6"),
    ],
)
def test_text_that_is_no_json_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(InputError) as caught:
        read_text(text)
    assert caught.value.place.startswith(place)


def test_numbers_are_kept_as_they_are_written() -> None:
    for number in ("1.10", "9" * 4000, "1e400"):
        bom = read_text(
            f'{{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{{"type": "library", "name": "a", "bom-ref": "a", '
            f'"version": {number}}}]}}'
        )
        assert column(bom, "version") == [number]
        assert notes(bom) == [(f"the number {number:.60} where a text was expected", "/components/0/version")]


def test_bytes_that_are_not_utf8_are_refused_with_their_place() -> None:
    text = json.dumps(MARKS | {"components": [{"type": "library", "name": "Société"}]}, ensure_ascii=False).encode(
        "latin-1"
    )
    with pytest.raises(InputError) as caught:
        read_text(text)
    assert caught.value.place == f"byte {text.index(0xE9)}"


def test_nan_is_told_and_counts_as_nothing() -> None:
    bom = read_text(
        '{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"a","bom-ref":"a","version":NaN}]}'
    )
    assert column(bom, "version") == [None]
    assert notes(bom) == [("NaN is not JSON", "/components/0/version")]


def nested(depth: int) -> str:
    opening = "".join(f'{{"type":"device","name":"n{i}","bom-ref":"n{i}","components":[' for i in range(depth))
    return json.dumps(MARKS)[:-1] + ',"components":[' + opening + "]}" * depth + "]}"


def test_components_nested_beyond_the_recursion_limit_are_all_found() -> None:
    bom = read_text(nested(1_000))
    assert column(bom, "name") == [f"n{i}" for i in range(1_000)]
    assert column(bom, "parent")[-1] == "n998"


@pytest.mark.parametrize("text", [nested(2_600), nested(40_000), "[" * 200_000, '{"a":' * 200_000])
def test_deeper_nesting_is_refused_as_nested_too_deep(text: str) -> None:
    with pytest.raises(InputError, match="nested too deep"):
        read_text(text)


def test_deep_nesting_in_a_field_of_no_interest_does_no_harm() -> None:
    deep = "[" * 3_000 + "]" * 3_000
    bom = read_text(
        json.dumps(MARKS)[:-1]
        + f',"x":{deep},"components":[{{"type":"library","name":"a","bom-ref":"a","supplier":{deep}}}]}}'
    )
    assert column(bom, "name") == ["a"]
    assert [pointer for _, pointer in problems(bom, "error")] == ["/components/0/supplier"]


def test_control_characters_and_markup_come_through_as_written() -> None:
    names = ["\x1b[31mred", "nul\x00name", "line\nbreak", "<script>alert(1)</script>", "=cmd|' /C calc'!A0"]
    assert column(bom_of(components=[{"type": "library", "name": n, "bom-ref": n} for n in names]), "name") == names


# Persons in shapes and under keys that the schema does not have.


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"supplier": [{"name": "Tsukihara"}, {"name": "Beihe"}]},
            [("part", "supplier", "Tsukihara"), ("part", "supplier", "Beihe")],
        ),
        ({"supplier": {"Name": "Beihe"}}, [("part", "supplier", "Beihe")]),
        ({"publisher": {"name": "Beihe"}}, [("part", "distributor", "Beihe")]),
        ({"author": ["Tsukihara", "Beihe"]}, [("part", "developer", "Tsukihara"), ("part", "developer", "Beihe")]),
        ({"suppliers": [{"name": "Beihe"}]}, [("part", "supplier", "Beihe")]),
        ({"vendor": "Beihe"}, [("part", "supplier", "Beihe")]),
        ({"Manufacturer": {"Name": "Beihe"}}, [("part", "manufacturer", "Beihe")]),
        ({"supplier_name": "Beihe"}, [("part", "supplier", "Beihe")]),
        ({"maintainers": ["Beihe <sw@beihe.example>"]}, [("part", "maintainer", "Beihe")]),
        ({"supplier": {"contact": [{"name": "Beihe"}]}}, [("part", "supplier", "Beihe")]),
        ({"supplier": {"contact": [{"name": "Beihe", "phone": "+86 1"}]}}, [("part", "supplier", "Beihe")]),
    ],
)
def test_every_name_in_the_place_of_a_person_is_used(fields: dict[str, Any], expected: list[Any]) -> None:
    bom = bom_with(**fields)
    assert people(bom) == expected
    assert warnings(bom) == problems(bom, "error") == []


def test_who_grants_a_license_is_told_and_kept() -> None:
    licensor = {"organization": {"name": "Beihe"}}
    bom = bom_with(licenses=[{"license": {"name": "EULA", "licensing": {"licensor": licensor}}}])
    assert ("license.licensor", "Beihe") in bom.properties.select("name", "value").rows()
    assert "'Beihe'" in notes(bom)[0][0]


def test_the_tools_of_old_documents_are_no_odd_vendors() -> None:
    bom = bom_of(
        metadata={"tools": [{"vendor": "Example", "name": "sbom-maker"}]},
        components=[{"type": "library", "name": "a", "bom-ref": "a"}],
    )
    assert problems(bom) == []


def test_what_a_scanner_found_in_a_file_is_no_license_of_the_component() -> None:
    bom = bom_with(evidence={"licenses": [{"license": {"id": "MIT"}}]})
    assert column(bom, "licenses") == [[]]
    assert ("evidence.license", "MIT") in bom.properties.select("name", "value").rows()


def test_the_makers_of_what_a_component_comes_from_are_kept_and_no_parties_of_it() -> None:
    maker = {"name": "Beihe Navigation Co., Ltd. <sw@beihe.example>"}
    ancestor = {"type": "library", "name": "old", "supplier": maker, "manufacturer": maker, "author": "Jo Example"}
    bom = bom_with(pedigree={"ancestors": [ancestor]})
    assert people(bom) == []
    makers = bom.properties.filter(name="pedigree:ancestor-maker")["value"].to_list()
    assert makers == ["Beihe Navigation Co., Ltd.", "Jo Example"]


def test_a_component_has_a_manufacture_and_a_manufacturer() -> None:
    part = {"type": "device", "bom-ref": "a", "name": "a", "manufacture": {"name": "Hafen"}}
    for maker in ({}, {"manufacturer": {"name": "Nordvik"}}):
        bom = bom_of(components=[part | maker])
        assert set(bom.parties["name"]) == {"Hafen", *(one["name"] for one in maker.values())}
