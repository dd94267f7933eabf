"""What a row makes: its part, its further sources, its makers and sellers, and a property of every other column."""

from __future__ import annotations

import re
from typing import NamedTuple

from bom_parsers.errors import quoted
from bom_parsers.hbom import cells as hbom_cells
from bom_parsers.hbom.cells import clean, is_nobody
from bom_parsers.hbom.headings.header import BOTH, Column, Header, aligned
from bom_parsers.hbom.headings.vocabulary import vocabulary
from bom_parsers.hbom.makers_by_number import inferred_maker
from bom_parsers.hbom.rows.mangled import is_mangled
from bom_parsers.hbom.rows.no_part import is_code, is_sentence_for_a_maker, unheaded_names
from bom_parsers.hbom.rows.not_fitted import is_fitted, is_marked_not_fitted, without_mark
from bom_parsers.hbom.rows.row import (
    ALTERNATE_MPN,
    ALTERNATE_OF,
    AS_PROPERTY,
    FITTED,
    INFERRED_MAKER,
    NAMES_IN_ORDER,
    OF_A_SOURCE,
    PLACED,
    ROLES,
    SHOP,
    USED_WITH,
    Cell,
    Frames,
    Row,
)

SEVERAL = re.compile(r"[\r\n;~|,/]")  # what stands between several makers, or several part numbers, in one cell
LOOKED_AHEAD = 500  # rows in which another one like the first of nothing but a part number is looked for


class Source(NamedTuple):
    """Who makes a part under which numbers: names and numbers as text, and the addresses they come from.

    `relation` says how it belongs to the row's first source: the property ALTERNATE_OF or USED_WITH. `other_makers` are names
    with their addresses that stand in further columns of makers, "Brand" beside "Manufacturer".
    """

    maker: str
    numbers: list[str]
    country: str | None
    maker_at: str
    number_at: str
    relation: str = ALTERNATE_OF
    other_makers: tuple[tuple[str, str], ...] = ()


# What stands in a column of quantities where there is none.
NO_NUMBER = frozenset({"", "na", "n/a", "none", "unknown", "tbd", "null", "nan"})


def continues(row: Row) -> bool:
    """Tell whether the row says nothing but a maker and a part number, where other parts have a level or a quantity too."""
    fields = {field for field, _ in row.filled}
    named = bool(row.sources) and fields <= OF_A_SOURCE
    return named and bool(row.header.fields & PLACED) and not is_sentence_for_a_maker(row)


def lists_sources(row: Row, has_others: bool) -> bool:
    """Tell whether a row of a maker or a part number and nothing else is a further source of the part above it.

    A number alone is one where no column is the maker's and such rows are several; elsewhere it is a part without
    designator. `has_others` tells whether there were such rows before.
    """
    if has_makers(row.header):
        return any(field in ("manufacturer", BOTH) for field, _ in row.filled)
    if has_others:
        return True
    others = range(row.number + 1, min(row.number + LOOKED_AHEAD, len(row.sheet.cells)))
    return any(continues(Row(row.sheet, n, row.header, aligned(row.sheet.row(n), row.header))) for n in others)


def has_makers(header: Header) -> bool:
    """Tell whether some column names makers."""
    return bool(header.fields & {"manufacturer", BOTH})


def has_place(row: Row) -> bool:
    """Tell whether the row says where its part stands in the BOM, or how many of it there are."""
    return any(row.peek(field) for field in PLACED)


def add_further_sources(row: Row, part: Row, out: Frames) -> None:
    """Add what the row names as further sources of the part above it, as PLM systems list approved manufacturers."""
    ref, above = row.sheet.ref(row.number), part.sheet.ref(part.number)
    shared = {
        **part.identity,
        "description": part.text("description"),
        "refdes": part.text("refdes"),
    }
    for count, source in enumerate(sources_of(row, out)):
        own = f"{ref} source {count + 1}" if count else ref
        mpn, where = source.numbers[0] if source.numbers else None, source.number_at or source.maker_at
        out.components.add(ref=own, parent=above, name=mpn or source.maker, mpn=mpn, pointer=where, **shared)
        out.properties.add(ref=own, name=ALTERNATE_OF, value=above, pointer=where)
        add_maker(source, own, mpn if mpn and part.is_hardware else "", where, out)
    add_sellers_and_properties(row, ref, out)


def add_part(row: Row, out: Frames) -> str:
    """Add the row's part and its further sources; return its ref."""
    ref, fitted = row.sheet.ref(row.number), is_fitted(row, out)
    name_cell, name = name_of(row)
    lead = name if name_cell and name_cell.column.field != "refdes" else ""  # what may tell who makes the part
    pointer = name_cell.address if name_cell else row.sheet.row_address(row.number)
    shared = {
        **row.identity,
        "version": row.text("version"),
        "description": row.text("description"),
        "refdes": designators_of(row),
    }
    quantity = read_quantity(row, out)
    if not fitted:
        out.properties.add(ref=ref, name=FITTED, value="no", pointer=pointer)
    for count, source in enumerate(sources_of(row, out)):
        mpn = source.numbers[0] if source.numbers else None
        if not count:
            out.components.add(ref=ref, name=mpn or name, mpn=mpn, quantity=quantity, pointer=pointer, **shared)
            add_maker(source, ref, mpn or lead if row.is_hardware else "", pointer, out)
            continue
        other, where = f"{ref} source {count + 1}", source.number_at or source.maker_at or pointer
        out.components.add(ref=other, parent=ref, name=mpn or name, mpn=mpn, pointer=where, **shared)
        out.properties.add(ref=other, name=source.relation, value=ref, pointer=where)
        add_maker(source, other, mpn or lead if row.is_hardware else "", where, out)
    add_sellers_and_properties(row, ref, out)
    return ref


def add_shifted_part(row: Row, out: Frames) -> None:
    """Add the part of a row whose cells are not below their headings: all of them name it, and each is a property."""
    ref, where = row.sheet.ref(row.number), row.sheet.row_address(row.number)
    filled = [(column, clean(cell)) for column, cell in enumerate(row.cells) if cell.strip()]
    kind = {"kind": row.identity["kind"], "type": row.identity["type"]}
    out.components.add(ref=ref, name=" | ".join(text for _, text in filled), pointer=where, **kind)
    for column, text in filled:
        at = row.sheet.address(row.number, column)
        out.properties.add(ref=ref, name=f"hbom:column-{column + 1}", value=text, pointer=at)


def name_of(row: Row) -> tuple[Cell | None, str]:
    """Return the cell that names the part, None where none of the columns for it does, and the name.

    An order code below a heading that means nothing here names a part better than its designator alone.
    """
    cell = next((c for c in (row.peek(f) for f in NAMES_IN_ORDER) if c and not is_nobody(c.text)), None)
    if cell and cell.column.field != "refdes":
        return cell, clean(cell.text)
    unheaded = unheaded_names(row)
    if unheaded and (not cell or (is_code(unheaded[0].text) and unheaded[0].column.field == "")):
        return unheaded[0], clean(unheaded[0].text)
    unnamed = row.peek("manufacturer", (row.sources or [1])[0]) or next(row.all())
    return cell, clean((cell or unnamed).text)


def designators_of(row: Row) -> str | None:
    """Return the part's designators, those that go on in the rows below it among them; None where there are none."""
    refdes = without_mark(row.text("refdes") or "")
    return None if is_nobody(refdes) else f"{refdes} {row.further_designators}".strip()


def sources_of(row: Row, out: Frames) -> list[Source]:
    """Return the row's sources, at least one; they may be empty.

    Where the only column of numbers has two of makers beside it ("MANUFACTURER", "MF") and one of these is blank, the other
    is the number's. Elsewhere a maker and a number of two sources are never joined: neither need have to do with the other.
    """
    sources = [source for number in row.sources or [1] for source in sources_in(row, number, out)]
    if len(sources) == 2 and row.header.repeats_makers and sources[0].numbers and not sources[0].maker:
        maker = sources[1]
        return [
            sources[0]._replace(maker=maker.maker, country=maker.country or sources[0].country, maker_at=maker.maker_at)
        ]
    return sources


def sources_in(row: Row, source: int, out: Frames) -> list[Source]:
    """Return what the columns of one source hold, those among them that repeat what another one is headed as."""
    several, others = source_of(row, source, out), list[tuple[str, str]]()
    known = {one.maker.casefold() for one in several}
    for cell in row.filled.get(("manufacturer", source), [])[1:]:
        name = clean(cell.text)
        if not is_nobody(name) and name.casefold() not in known:
            report_lines(cell, out)
            known.add(name.casefold())
            row.used.add(cell.column.index)
            others.append((name, cell.address))
    several[0] = several[0]._replace(other_makers=tuple(others))
    together = row.peek(BOTH, source)
    if together and not is_nobody(together.text):
        beside = sources_together(together, several[0].country)
        several += [one for one in beside if one.maker and one.maker.casefold() not in known]
    return several


def source_of(row: Row, source: int, out: Frames) -> list[Source]:
    """Return what the columns of one source hold: more than one source where maker and number have as many lines."""
    number, maker = row.take("mpn", source), row.take("manufacturer", source)
    maker = maker if maker and not is_nobody(maker.text) else None
    number = number if number and not is_nobody(number.text) else None
    country = row.peek("country", source)
    origin = clean(country.text) if country and not is_nobody(country.text) else None
    together = row.peek(BOTH, source)
    if together and not maker and not number and not is_nobody(together.text):
        row.used.add(together.column.index)
        return sources_together(together, origin)
    if maker and number and SEVERAL.search(maker.text) and SEVERAL.search(number.text):
        separators = (
            ("\n", ALTERNATE_OF),
            (";", ALTERNATE_OF),
            ("~", ALTERNATE_OF),
            ("|", USED_WITH),
            ("", ALTERNATE_OF),
        )
        for separator, relation in separators:
            pairs = hbom_cells.paired(maker.text, number.text, separator)
            if pairs:
                return [
                    Source(
                        "" if is_nobody(m) else m,
                        [n] * (not is_nobody(n)),
                        origin,
                        maker.address,
                        number.address,
                        relation,
                    )
                    for m, n in pairs
                ]
    if maker:
        report_lines(maker, out)
    name, numbers = clean(maker.text) if maker else "", hbom_cells.split_mpns(number.text) if number else []
    both = maker if maker and not numbers else number if len(numbers) == 1 and not maker else None
    parts = hbom_cells.split_maker(clean(both.text)) if both else None
    if parts and both:
        name, numbers, maker, number = parts[0], [parts[1]], both, both
        out.problem(
            "merged-cell",
            "info",
            f"one cell holds the maker {quoted(name)} and the part number {quoted(numbers[0])}",
            both.address,
        )
    return [Source(name, numbers, origin, maker.address if maker else "", number.address if number else "")]


def report_lines(maker: Cell, out: Frames) -> None:
    """Report a cell of a maker that has several lines, which may be several makers."""
    if "\n" in maker.text.strip():
        message = f"the maker's cell has several lines; read as one name {quoted(clean(maker.text))}"
        out.problem("merged-cell", "warning", message, maker.address)


def sources_together(cell: Cell, country: str | None) -> list[Source]:
    """Return the sources of a cell that names makers and numbers together, "Texas Instruments TCAN1051HVD"."""
    parts = hbom_cells.split_maker(clean(cell.text))
    pairs = [parts] if parts else hbom_cells.makers_and_numbers(cell.text)
    return [Source(maker, [number] * bool(number), country, cell.address, cell.address) for maker, number in pairs]


def add_maker(source: Source, ref: str, lead: str, pointer: str, out: Frames) -> None:
    """Add the maker and the further part numbers of component `ref`; where none is named, whom the text `lead` points to."""
    if source.maker:
        maker, country = source.maker, source.country
        out.parties.add(ref=ref, role="manufacturer", name=maker, country=country, pointer=source.maker_at)
    elif inferred := inferred_maker(lead):
        out.properties.add(ref=ref, name=INFERRED_MAKER, value=inferred, pointer=source.number_at or pointer)
    for maker, where in source.other_makers:
        out.parties.add(ref=ref, role="manufacturer", name=maker, pointer=where)
    for number in source.numbers:
        if is_mangled(number):
            message = f"the part number {quoted(number)} is what a spreadsheet program made of another one; look it up"
            out.problem("mangled-number", "warning", message, source.number_at)
    for number in source.numbers[1:]:
        out.properties.add(ref=ref, name=ALTERNATE_MPN, value=number, pointer=source.number_at)


def add_sellers_and_properties(row: Row, ref: str, out: Frames) -> None:
    """Add the row's suppliers and distributors, and every other filled cell as a property of component `ref`."""
    seen = set[tuple[str, str]]()
    for cell in list(row.all()):
        column, text = cell.column, clean(cell.text)
        if column.field in ROLES and not is_nobody(text):
            out.parties.add(ref=ref, role=ROLES[column.field], name=text, pointer=cell.address)
        elif column.field in AS_PROPERTY:
            name = AS_PROPERTY[column.field]
            if (name, text) not in seen:
                out.properties.add(ref=ref, name=name, value=text, pointer=cell.address)
                seen.add((name, text))
            shop = shop_of(column)
            if shop:
                out.properties.add(ref=ref, name=SHOP, value=shop, pointer=cell.address)
        elif column.index not in row.used and column.field not in ("item", "level"):
            out.properties.add(ref=ref, name=property_name(column), value=text, pointer=cell.address)
            row.used.add(column.index)


def shop_of(column: Column) -> str:
    """Return the shop whose numbers a column holds by its heading, "" for none."""
    shops = vocabulary().shops.items() if column.field == "distributor_number" else ()
    return next((shop for word, shop in shops if f"{column.phrase} ".startswith(f"{word} ")), "")


OWN_NAMES = ("hbom:", "yocto:")  # begin the names of properties that readers make themselves


def property_name(column: Column) -> str:
    """Return what a property from this column is called: never as what the reader of tables makes itself."""
    if column.heading.strip().casefold().startswith(OWN_NAMES):
        return f"column {column.heading}"
    return column.heading or f"hbom:column-{column.index + 1}"


def read_quantity(row: Row, out: Frames) -> float | None:
    """Return the number of pieces; a cell that is no number is a problem."""
    cell = row.take("quantity")
    if cell is None or is_marked_not_fitted(cell.text):
        return None
    number = hbom_cells.quantity(without_mark(cell.text))
    if number is None and cell.text.strip().casefold() not in NO_NUMBER and any(map(str.isalnum, cell.text)):
        message = f"the quantity {quoted(clean(cell.text))} is not a number; left unknown"
        out.problem("unreadable-quantity", "warning", message, cell.address)
    return number
