"""The texts of CycloneDX components, column by column.

Components come in slices and are let go after each: a large document that stands in memory as objects, all at once, costs
twice the time, because every look at it misses the processor's cache. Within a slice Python takes the texts, a column at a
time; polars gets whole columns only, because each call of it costs more than a hundred texts do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from bom_parsers.bom import COMPONENTS, KIND_OF_TYPE, Rows, list_column
from bom_parsers.cyclonedx.about.licenses import license_texts
from bom_parsers.cyclonedx.elements import KIND_OF_FOREIGN_TYPE, Component
from bom_parsers.cyclonedx.parties import PARTY_ROWS, party_rows
from bom_parsers.cyclonedx.properties import PART_COLUMNS, PROPERTY_ROWS, PartNames, property_rows
from bom_parsers.errors import quoted
from bom_parsers.limits import check_components

SLICE = 300
# The odd word is kept as the type, the odd quantity as a property: nothing is lost.
SEVERITY = {"unknown-word": "info", "odd-value": "info", "unreadable-quantity": "info", "odd-party": "info"}
# Joins texts that are split again into a list; a list that holds it takes a slower way.
SEPARATOR = "\x1f"
Table = dict[str, pl.Series]
TABLES: dict[str, dict[str, Any]] = {
    "components": {name: t for name, t in COMPONENTS.items() if name not in ("bom", "ref", "parent", "pointer")},
    "parties": PARTY_ROWS,
    "properties": PROPERTY_ROWS,
}


class ComponentColumns:
    """What components say, in the order in which they were added.

    `refs`, `parents` (the index of the component that contains it, or None) and `pointers` are plain lists. The tables are
    "components" (the columns of the frame that need nothing else), "parties" and "properties"; the rows of the latter two
    have the index of their component (`owner`) and the `way` from there to where they stand. `counted` is how many
    suppliers, manufacturers and lists of parts there were.
    """

    def __init__(self, problems: Rows, nested_pointers: bool) -> None:
        self.problems, self.nested_pointers = problems, nested_pointers
        self.refs: list[str | None] = []
        self.parents: list[int | None] = []
        self.pointers: list[str] = []
        self.counted = 0
        self.slices: dict[str, list[Table]] = {name: [] for name in TABLES}
        self.kinds = Kinds()
        self.part_names = PartNames()

    def add(self, components: Sequence[Component], parents: Sequence[int | None], pointers: Sequence[str]) -> None:
        """Append what the components say; not the parts in them, which must be added themselves, after them.

        Raises TooManyComponentsError.
        """
        first = len(self.refs)
        check_components(first + len(components))
        self.refs += [c.bom_ref for c in components]
        self.parents += parents
        self.pointers += pointers
        self.counted += parts_and_makers(components)
        parties = party_rows(components, first, self.add_problem)
        properties, parts = property_rows(components, first, self.part_names, self.add_problem)
        self.slices["components"].append(component_table(components, self.kinds, parts))
        self.slices["parties"].append(table(parties, PARTY_ROWS))
        self.slices["properties"].append(table(properties, PROPERTY_ROWS))
        self.report(components, first)

    def table(self, name: str) -> Table:
        """Return one of the tables, complete."""
        if not self.refs:
            self.add([], [], [])
        slices = self.slices[name]
        return {column: whole([some[column] for some in slices], dtype) for column, dtype in TABLES[name].items()}

    def add_problem(self, kind: str, owner: int, way: str, message: str) -> None:
        """Report what is odd at the `way` into a component."""
        pointer = self.pointers[owner] + (way if self.nested_pointers else "")
        self.problems.add(kind=kind, severity=SEVERITY.get(kind, "warning"), message=message, pointer=pointer)

    def report(self, components: Sequence[Component], first: int) -> None:
        """Report components without a name, and types that CycloneDX does not have."""
        for index in [i for i, c in enumerate(components, first) if not c.name]:
            self.add_problem("nameless-component", index, "", "a component without a name")
        types = [c.type for c in components]
        if KIND_OF_TYPE.keys() >= set(types):
            return
        for index, word in enumerate(types, first):
            if word not in KIND_OF_TYPE:
                oddity = f"type {quoted(word)} is not one of CycloneDX" if word else "a component without a type"
                message = f"{oddity}; it counts as {self.kinds[word] or 'neither hardware nor software'}"
                self.add_problem("unknown-word" if word else "odd-value", index, "/type", message)


class Kinds(dict[str | None, str | None]):
    """The kind that a component's type stands for, None where it stands for none."""

    def __missing__(self, word: str | None) -> str | None:
        folded = (word or "").casefold()
        self[word] = kind = KIND_OF_TYPE.get(folded) or KIND_OF_FOREIGN_TYPE.get(folded)
        return kind


def parts_and_makers(components: Sequence[Component]) -> int:
    """Return how many suppliers, manufacturers and lists of parts the components have, those in pedigrees included."""
    count = sum(bool(c.components) for c in components)
    count += 2 * len(components)
    count -= [c.supplier for c in components].count(None) + [c.manufacturer for c in components].count(None)
    for pedigree in [c.pedigree for c in components if c.pedigree]:
        for relative in (*pedigree.ancestors, *pedigree.descendants, *pedigree.variants):
            count += (relative.supplier is not None) + (relative.manufacturer is not None)
    return count


def component_table(components: Sequence[Component], kinds: Kinds, parts: dict[str, list[Any]]) -> Table:
    """Return the columns of the frame of components, but for ref, parent and pointer."""
    blank: list[None] = [None] * len(components)
    columns: dict[str, list[Any]] = {
        "kind": [kinds[c.type] for c in components],
        # An empty string says nothing; 1.0 to 1.3 demanded a version even if empty.
        "type": [c.type or None for c in components],
        "group": [c.group or None for c in components],
        "name": [c.name or None for c in components],
        "version": [c.version or None for c in components],
        "description": [c.description or None for c in components],
        "purl": [c.purl or None for c in components],
        "cpe": [c.cpe or None for c in components],
        "modified": [is_modified(c) if c.pedigree else c.modified for c in components],
        **{name: parts.get(name, blank) for name in PART_COLUMNS},
    }
    made = {name: pl.Series(name, values, as_read(COMPONENTS[name])) for name, values in columns.items()}
    return made | {"hashes": joined(hashes(components)), "licenses": joined(licenses(components))}


def table(columns: dict[str, list[Any]], dtypes: dict[str, Any]) -> Table:
    """Return column lists as columns, those of few words as texts still."""
    return {name: pl.Series(name, columns[name], as_read(dtype)) for name, dtype in dtypes.items()}


def as_read(dtype: Any) -> Any:
    """Return the type in which a column is kept until it is whole."""
    return pl.String if isinstance(dtype, pl.Enum) else dtype


def whole(slices: list[pl.Series], dtype: Any) -> pl.Series:
    """Return the slices of a column as one column of its type."""
    if dtype == pl.List(pl.String):
        if len({one.dtype for one in slices}) > 1:
            slices = [split(one) for one in slices]
        return split(pl.concat(slices))
    column = pl.concat(slices) if len(slices) > 1 else slices[0]
    return column.cast(dtype) if column.dtype != dtype else column


class Algorithms(dict[str | None, str]):
    """How the name of a hash algorithm begins a hash."""

    def __missing__(self, name: str | None) -> str:
        return f"{(name or '').lower()}:"


ALGORITHMS = Algorithms({name: f"{name.lower()}:" for name in ("MD5", "SHA-1", "SHA-256", "SHA-384", "SHA-512")})


def hashes(components: Sequence[Component]) -> list[list[str]]:
    """Return the hashes of each component."""
    begins = ALGORITHMS
    return [[begins[h.alg] + h.content for h in c.hashes if h.content is not None] for c in components]


def is_modified(component: Component) -> bool | None:
    pedigree = component.pedigree
    return True if pedigree and (pedigree.patches or pedigree.commits) else component.modified


def licenses(components: Sequence[Component]) -> list[list[str]]:
    """Return the licenses that are stated of each component; what a scanner found in some file of it is none."""
    return [[text for choice in c.licenses for text in license_texts(choice)] for c in components]


def joined(values: Sequence[Sequence[str]]) -> pl.Series:
    """Return lists of texts as a column, each list joined by SEPARATOR, or as lists where a text has that in it.

    To join, and to split once the column is whole, takes a third of the time that even the grouping in `list_column` does.
    """
    texts = [SEPARATOR.join(some) if some else None for some in values]
    gaps = sum(map(len, values)) - len(values) + texts.count(None)
    if "".join(filter(None, texts)).count(SEPARATOR) != gaps:
        return list_column(values)
    return pl.Series("", texts, pl.String)


def split(column: pl.Series) -> pl.Series:
    """Return a column of lists, none of them null."""
    lists = column.str.split(SEPARATOR) if column.dtype == pl.String else column
    return lists.fill_null(pl.Series([[]], dtype=pl.List(pl.String)))
