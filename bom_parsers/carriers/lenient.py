"""Values that are not what their place expects: what of them is used, and one sentence for each oddity.

Real documents write a manufacturer as a plain string, one value as an array, a version as a number. The families declare
their elements as structs and, in a `Tolerance`, how they take what strays; a `Salvage` makes decoded values into the structs.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from bom_parsers.bom import Rows
from bom_parsers.carriers.json_keys import report_unread_blocks
from bom_parsers.carriers.json_text import Number
from bom_parsers.errors import quoted

Entry = tuple[Any, str]  # what stands in a document, and its pointer
Struct = TypeVar("Struct", bound=msgspec.Struct)


@dataclass(frozen=True)
class Shape:
    """What may stand in a place: an object (`element` is its struct), an array of `entry`, or else a truth or a text.

    What `is_unread` may be anything.
    """

    element: Any = None
    entry: Shape | None = None
    array: type = list
    is_truth: bool = False
    is_unread: bool = False


TEXT = Shape()
LEFT_OUT = "left out"


@dataclass(frozen=True)
class Member:
    """A field of a struct: its name, its name in the document, whether it must be given, and what may stand in it."""

    name: str
    key: str
    required: bool
    shape: Shape


@cache
def members_of(struct: Any) -> dict[str, Member]:
    """Return the fields of a struct by their names in the document."""
    about = inspect.type_info(struct)
    assert isinstance(about, inspect.StructType)
    return {
        one.encode_name: Member(one.name, one.encode_name, one.required, shape_of(one.type)) for one in about.fields
    }


def shape_of(kind: inspect.Type) -> Shape:
    """Return the shape of a field that is declared as `kind`."""
    element: Any = None
    entry: Shape | None = None
    array: type = list
    is_truth = is_unread = False
    for one in kind.types if isinstance(kind, inspect.UnionType) else (kind,):
        if isinstance(one, inspect.StructType):
            element = one.cls
        elif isinstance(one, inspect.ListType | inspect.VarTupleType):
            entry, array = shape_of(one.item_type), list if isinstance(one, inspect.ListType) else tuple
        is_truth = is_truth or isinstance(one, inspect.BoolType)
        is_unread = is_unread or isinstance(one, inspect.RawType)
    return Shape(element, entry, array, is_truth, is_unread)


@dataclass(frozen=True)
class Tolerance:
    """How a family of documents takes what strays from its schema.

    `text_fields` names for a struct the field that a plain text in its place fills. `other_keys` has for a struct the keys
    that some tools write for those of the schema. With `joins_texts` several texts in the place of one are joined, with
    `opens_arrays` an array of one object stands for the object. `loss` is the severity where nothing of what should be an
    object can be used. A null is reported only with `reports_null`. `unread` has for a struct the members of the schema that it
    lacks; others that it lacks are reported where they may hold components. Of the structs in `closed` each member is reported
    that they lack and that says something. `voids` are numbers that stand for no value and are reported already.
    """

    text_fields: Mapping[Any, str]
    other_keys: Mapping[Any, Mapping[str, str]] = field(default_factory=dict)
    joins_texts: bool = False
    opens_arrays: bool = False
    loss: str = "warning"
    reports_null: bool = False
    unread: Mapping[Any, Collection[str]] = field(default_factory=dict)
    closed: Collection[Any] = ()
    voids: tuple[str, ...] = ()


class Salvage:
    """Makes decoded values into structs: uses what is there, and adds what strays from the schema to `problems`.

    `kept` has, for the pointer of an array of which entries were left out, the numbers of those that were not.
    """

    def __init__(self, tolerance: Tolerance, problems: Rows) -> None:
        self.tolerance, self.problems = tolerance, problems
        self.kept: dict[str, list[int]] = {}

    def element(self, kind: type[Struct], value: Any, pointer: str) -> Struct | None:
        """Return the value as an element; None where nothing of it can be used, which is a problem unless it is null."""
        if isinstance(value, dict):
            return self.struct(kind, value, pointer)
        is_array = self.tolerance.opens_arrays and isinstance(value, list)
        if is_array and len(value) == 1 and isinstance(value[0], dict | str):
            odd(value, "an object", "its only entry is used", pointer, self.problems)
            return self.element(kind, value[0], f"{pointer}/0")
        if isinstance(value, str) and not isinstance(value, Number) and kind in self.tolerance.text_fields:
            name = self.tolerance.text_fields[kind]
            odd(value, "an object", f"used as its {quoted(name)}", pointer, self.problems)
            return kind(**{name: text_of(value, pointer, self.problems)})
        if value is not None:
            odd(value, "an object", LEFT_OUT, pointer, self.problems, self.tolerance.loss)
        return None

    def struct(self, kind: type[Struct], value: dict[str, Any], pointer: str) -> Struct:
        """Return the object as `kind`; members that `kind` does not have are not looked at, and texts it must have are ""."""
        given: dict[str, Any] = {}
        if kind in self.tolerance.closed:
            report_foreign(value, members_of(kind), pointer, self.problems)
        if (unread := self.tolerance.unread.get(kind)) is not None:
            report_unread_blocks(value, {*members_of(kind), *unread}, pointer, self.problems)
        others = self.tolerance.other_keys.get(kind, {})
        for name, member in members_of(kind).items():
            if member.shape.is_unread:
                continue
            key = name if name in value or others.get(name) not in value else others[name]
            if key != name:
                owner = kind.__name__.lower()
                message = f"{quoted(key)} is no member of a {owner}; read as {quoted(name)}"
                self.problems.add(kind="odd-value", severity="info", message=message, pointer=pointer)
            made = self.value(member.shape, value[key], f"{pointer}/{key}") if key in value else None
            if made is not None:
                given[member.name] = made
            elif member.required:
                given[member.name] = ""
        return kind(**given)

    def value(self, shape: Shape, value: Any, pointer: str) -> Any:
        """Return the value in the shape, or None where nothing of it can be used."""
        if value is None and self.tolerance.reports_null:
            message = "null in the place of a value"
            self.problems.add(kind="odd-value", severity="info", message=message, pointer=pointer)
            return None
        if isinstance(value, Number) and value in self.tolerance.voids:
            return None
        if shape.element and (isinstance(value, dict) or not shape.entry):
            return self.element(shape.element, value, pointer)
        if shape.entry:
            return shape.array(self.array(shape.entry, value, pointer))
        if shape.is_truth:
            return truth_of(value, pointer, self.problems)
        return text_of(value, pointer, self.problems, self.tolerance.joins_texts)

    def array(self, entry: Shape, value: Any, pointer: str) -> list[Any]:
        """Return the entries that can be used; anything but an array is taken for its only entry."""
        made = [self.value(entry, item, place) for item, place in entries_of(value, pointer, self.problems)]
        if None in made:
            self.kept[pointer] = [i for i, item in enumerate(made) if item is not None]
        return [item for item in made if item is not None]


def report_foreign(members: Mapping[str, Any], known: Collection[str], pointer: str, problems: Rows) -> None:
    """Report the members of an object that its format does not have there, and that say something."""
    strange = [(key, value) for key, value in members.items() if key not in known and value not in (None, "", [], {})]
    if strange:
        shown = ", ".join(quoted(f"{key}={value}" if isinstance(value, str) else key, 60) for key, value in strange[:3])
        message = f"{shown}: the format has no such member here, and it is not read"
        problems.add(kind="odd-value", severity="warning", message=message, pointer=pointer)


def odd(value: Any, expected: str, use: str, pointer: str, problems: Rows, severity: str = "warning") -> None:
    """Report that `value` stands where something else is expected ("an object"), and, if given, what becomes of it (`use`).

    `severity` is that of a value which is left out; one that is used loses nothing.
    """
    message = f"{described(value)} where {expected} was expected" + (f"; {use}" if use else "")
    severity = severity if use == LEFT_OUT else "info"
    problems.add(kind="odd-value", severity=severity, message=message, pointer=pointer)


def described(value: Any) -> str:
    """Return what a value is, in a few words; never its content where that could be large."""
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "an array"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return f"the number {value:.60}" if isinstance(value, Number) else f"the string {quoted(value, 60)}"


def entries_of(value: Any, pointer: str, problems: Rows) -> list[Entry]:
    """Return the items of an array with their pointers; a single value in its place is its only entry."""
    if isinstance(value, list):
        return [(item, f"{pointer}/{i}") for i, item in enumerate(value)]
    odd(value, "an array", "" if value is None else "used as its only entry", pointer, problems)
    return [] if value is None else [(value, pointer)]


def text_of(value: Any, pointer: str, problems: Rows, joins: bool = False) -> str | None:
    """Return a text, None where nothing of the value can be used as one.

    A number or truth is written out, an array gives its only entry, an object its name. With `joins` several texts in an
    array are joined by ", ".
    """
    if value is None:
        return None
    if isinstance(value, Number | bool):
        odd(value, "a text", "", pointer, problems)
        return str(value) if isinstance(value, Number) else json.dumps(value)
    if isinstance(value, str):
        return whole(value, pointer, problems)
    inner, use = inside(value, joins)
    odd(value, "a text", use, pointer, problems)
    return whole(str(inner), pointer, problems) if isinstance(inner, str) and inner else None


def truth_of(value: Any, pointer: str, problems: Rows) -> bool | None:
    """Return a truth, also one that is written as a text; None where the value is neither."""
    if value is None or isinstance(value, bool):
        return value
    truth = {"true": True, "false": False}.get(value.strip().casefold()) if isinstance(value, str) else None
    odd(value, "true or false", LEFT_OUT if truth is None else "", pointer, problems)
    return truth


def inside(value: Any, joins: bool) -> tuple[Any, str]:
    """Return what of an array or object may stand for a text, and the words for that."""
    if isinstance(value, list) and len(value) == 1:
        while isinstance(value, list) and len(value) == 1:
            value = value[0]
        named = value.get("name") if isinstance(value, dict) else value
        return (named, "its only entry is used") if isinstance(named, str) else (None, LEFT_OUT)
    if isinstance(value, list) and joins:
        return ", ".join(item for item in value if isinstance(item, str) and item), "its texts are joined"
    named = value.get("name") if isinstance(value, dict) else None
    return (named, "its 'name' is used") if isinstance(named, str) else (None, LEFT_OUT)


def whole(text: str, pointer: str, problems: Rows) -> str:
    """Return a text that UTF-8 can carry: a half of a surrogate pair is replaced, and reported."""
    if text.isascii() or not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    message = "half of a surrogate pair in the text; read as U+FFFD"
    problems.add(kind="damaged-text", severity="warning", message=message, pointer=pointer)
    return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
