"""The rows of a large hardware BOM table that need no second look, read column by column: forty times faster than cell by cell.

A row is plain if what rows.py would make of it follows from its cells alone, without splitting, mending or reporting anything:
one source, one maker, one part number, a number as quantity, no mark such as DNP. The tests here may find too few plain rows but
none that is not; a property test holds both ways of reading together.
"""

from __future__ import annotations

import re
from functools import lru_cache

import polars as pl

from bom_parsers.bom import COMPONENTS, PARTIES, PROPERTIES
from bom_parsers.hbom.assemblies import Part
from bom_parsers.hbom.columnwise.block import Block, nobody
from bom_parsers.hbom.headings.header import BOTH
from bom_parsers.hbom.headings.vocabulary import vocabulary
from bom_parsers.hbom.kinds import identity_by_columns
from bom_parsers.hbom.makers_by_number import any_family, inferred_maker
from bom_parsers.hbom.rows.mangled import MANGLED
from bom_parsers.hbom.rows.part import property_name, shop_of
from bom_parsers.hbom.rows.row import (
    AS_PROPERTY,
    INFERRED_MAKER,
    NAMES_IN_ORDER,
    OF_A_SOURCE,
    PLACED,
    ROLES,
    SHOP,
)

# Fields of which a row has one value; any further filled cell becomes a property.
SINGLE = frozenset({"version", "description", "refdes", "mpn", "manufacturer", "quantity", "not_fitted", "fitted"})


@lru_cache(maxsize=1)
def left_off() -> str:
    """Return the pattern of a mark such as DNP as a word of its own."""
    marks = sorted((re.escape(m).replace(chr(92) + " ", " ") for m in vocabulary().cells["not_fitted"]), key=len)
    return rf"(?i)(?:^|[^\pL\pN])(?:{'|'.join(reversed(marks))})(?:$|[^\pL\pN])"


@lru_cache(maxsize=1)
def short_marks() -> str:
    """Return the pattern of a mark that not_fitted.py looks at closely: a short one as a word, or brackets behind one."""
    marks = "|".join(re.escape(mark) for mark in vocabulary().cells["not_fitted_short"])
    return rf"(?i)(?:^|[^\pL\pN])(?:(?:{marks})(?:$|[^\pL\pN])|na\s*[(（\[])"


def plain_rows(block: Block) -> pl.Series:
    """Tell for each row whether it is plain."""
    columns, cells, names = block.header.columns, block.cells, block.names
    mpn, maker = block.best("mpn").text, block.best("manufacturer").text
    not_plain = [pl.col("beyond"), pl.col("quantity").is_nan()]
    not_plain += [pl.col(str(c.index)).is_not_null() for c in columns if c.source > 1]
    width = max((c.index + 1 for c in columns if c.heading), default=0)
    not_plain += [pl.col(name).is_not_null() for name in names[width:]]
    not_plain += [pl.col(str(c.index)).is_not_null() for c in columns if c.field == BOTH]
    not_plain += [mpn.str.contains(r"[;|~]|\s/\s|\sor\s|,\s"), mpn.str.contains(MANGLED), maker.str.contains(r"[|]")]
    not_plain += [
        maker.str.contains(",", literal=True) & mpn.is_null(),
        mpn.str.contains(",", literal=True) & maker.is_null(),
    ]
    not_plain += [
        pl.col(str(c.index)).str.to_lowercase() != maker.str.to_lowercase()
        for c in block.best("manufacturer").columns[1:]
    ]
    not_plain += [
        pl.col(str(c.index)).is_not_null() & mpn.str.contains(nobody()) for c in block.best("mpn").columns[1:]
    ]
    no = sorted(vocabulary().cells["no"])
    not_plain += [~pl.col(str(c.index)).str.to_lowercase().is_in(no) for c in block.by_field.get("not_fitted", ())]
    not_plain += [pl.col(str(c.index)).str.to_lowercase().is_in(no) for c in block.by_field.get("fitted", ())]
    not_plain += [pl.col(str(c.index)).str.contains(left_off()) for c in columns if c.field != "not_fitted"]
    # "100 nF" is a capacitance, in every other row of a board.
    not_plain += [
        pl.col(str(c.index)).str.replace_all(r"(?i)[0-9]\s*nf", "0").str.contains(short_marks())
        for c in columns
        if c.field != "not_fitted"
    ]
    not_plain += unnamed(block)
    if block.header.fields & PLACED:
        own = [pl.col(str(c.index)).is_null() for c in columns if c.field not in OF_A_SOURCE]
        not_plain.append(pl.all_horizontal(own))  # it may continue the part above
    odd = cells.select(pl.any_horizontal(e.fill_null(False) for e in not_plain).alias("odd"))["odd"]
    odd |= goes_on(block)
    lined = [str(c.index) for c in columns if c.field in ("mpn", "manufacturer") and str(c.index) in block.raw.columns]
    if lined:
        odd |= block.raw.select(pl.any_horizontal(pl.col(lined).str.contains(r"[\r\n]")).alias("odd"))["odd"]
    return ~odd & is_part(block)


def unnamed(block: Block) -> list[pl.Expr]:
    """Return whether a row is named by its designator alone, or not at all, while something stands below another heading."""
    naming = [
        block.best(name).text.is_not_null() & ~block.best(name).text.str.contains(nobody())
        for name in NAMES_IN_ORDER
        if name != "refdes" and block.by_field.get(name)
    ]
    others = [pl.col(str(c.index)).is_not_null() for c in block.header.columns if c.field in ("", "footprint")]
    if not others:
        return []
    named = pl.any_horizontal(each.fill_null(False) for each in naming) if naming else pl.lit(False)
    return [~named & pl.any_horizontal(others)]


def goes_on(block: Block) -> pl.Series:
    """Tell for each row whether it is nothing but designators, or may have some of its own in the row below it."""
    columns = [str(c.index) for c in block.by_field.get("refdes", ())]
    if not columns:
        return pl.Series([False] * len(block.cells), dtype=pl.Boolean)
    alone = pl.sum_horizontal(pl.col(block.names).is_not_null()) == 1
    single = block.cells.select((alone & pl.any_horizontal(pl.col(columns).is_not_null())).alias("odd"))["odd"]
    return single | single.shift(-1, fill_value=True)


def is_part(block: Block) -> pl.Series:
    """Tell for each row whether it is a part beyond doubt, which rows.why_no_part looks at closely."""
    several = block.cells.select((pl.sum_horizontal(pl.col(block.names).is_not_null()) > 1).alias("part"))["part"]
    numbered = several & block.somebody["mpn"].is_not_null()
    rest = (several & ~numbered).arg_true()
    if not len(rest):
        return numbered
    cells, names, somebody = block.cells[rest], block.names, block.somebody[rest]
    named = somebody.select(pl.any_horizontal((pl.exclude("maker") != "0").fill_null(False)).alias("part"))["part"]
    remark = pl.coalesce(pl.col(names)).str.ends_with(":")
    total = pl.any_horizontal(pl.col(names).str.contains(beside_the_parts()).fill_null(False))
    refdes = block.best("refdes").text
    placed = refdes.is_not_null() & (refdes != "0") & ~refdes.str.contains(beside_the_parts())
    certain = named & cells.select((~remark & (placed | ~total)).alias("part"))["part"]
    return numbered.scatter(rest.filter(certain), True)


def parts(block: Block, plain: pl.Series) -> list[Part]:
    """Return where the plain rows say that they stand in the tree."""
    where = block.cells.filter(plain).select(
        "row", ref=block.ref, level=block.best("level").text, item=block.best("item").text
    )
    return [Part(*place) for place in zip(*where.get_columns(), strict=True)]


def short_rows(block: Block, plain: pl.Series) -> list[int]:
    """Return the plain rows with fewer cells than there are headings; only text tables have such."""
    if block.sheet.lines is None:
        return []
    width = max((c.index + 1 for c in block.header.columns if c.heading), default=0)
    widths = pl.Series(block.sheet.widths(block.start, block.end), dtype=pl.UInt32)
    return block.cells["row"].filter(plain & (widths < width)).to_list()


@lru_cache(maxsize=1)
def beside_the_parts() -> str:
    """Return the pattern of a cell that may name a sum, postage or a remark."""
    cells = vocabulary().cells
    sums = sorted({word.split()[0] for word in cells["total"]})
    words = sorted({word for kind in ("charges", "remarks") for word in cells[kind]})
    texts = sorted(cells["charge_texts"])
    alone = "|".join(map(re.escape, words))
    return rf"(?i){'|'.join(map(re.escape, [*sums, *texts]))}|(?:^|[^\pL\pN])(?:{alone})(?:$|[^\pL\pN])"


def frames(block: Block, plain: pl.Series) -> dict[str, pl.DataFrame]:
    """Return the parts, parties and properties of the plain rows, each frame with the column "row" and without "bom"."""
    somebody = block.somebody.select(pl.all().name.prefix("named "))
    cells = block.cells.hstack(somebody).filter(plain).lazy()
    names = [pl.col(f"named {name}") for name in NAMES_IN_ORDER]
    places: list[pl.Expr] = [
        pl.when(pl.col(f"named {name}").is_not_null()).then(block.address(block.best(name).columns))
        for name in NAMES_IN_ORDER
        if block.best(name).columns
    ]
    pointer = pl.coalesce(places) if places else pl.lit(None, pl.String)
    cells = cells.with_columns(ref=block.ref, name=pl.coalesce(names), pointer=pointer).collect().lazy()
    identity = identity_by_columns(block.header, nobody())
    made = {
        **identity,
        "ref": pl.col("ref"),
        "name": pl.col("name"),
        "version": block.best("version").text,
        "description": block.best("description").text,
        "mpn": pl.col("named mpn"),
        "quantity": pl.col("quantity"),
        "refdes": pl.col("named refdes"),
        "hashes": pl.lit([], pl.List(pl.String)),
        "pointer": pl.col("pointer"),
    }
    lead = pl.coalesce(pl.col(f"named {name}") for name in NAMES_IN_ORDER if name != "refdes")
    return {
        "components": cells.select("row", *columns(COMPONENTS, made)).collect(),
        "parties": together(parties(block, cells), PARTIES),
        "properties": together(
            [*properties(block, cells), inferred(cells.filter(identity["kind"] == "hardware"), lead)], PROPERTIES
        ),
    }


def columns(schema: dict[str, pl.DataType], made: dict[str, pl.Expr]) -> list[pl.Expr]:
    """Return one expression for each column of the schema but "bom"; null where none was made."""
    return [made.get(name, pl.lit(None)).cast(dtype).alias(name) for name, dtype in schema.items() if name != "bom"]


def together(pieces: list[pl.LazyFrame], schema: dict[str, pl.DataType]) -> pl.DataFrame:
    """Return the rows of all pieces in the order of the table."""
    collected = pl.collect_all(pieces)
    if not collected:
        return pl.DataFrame(schema={"row": pl.UInt32, **{n: d for n, d in schema.items() if n != "bom"}})
    whole = pl.concat(collected)
    return whole if len(collected) == 1 else whole.sort("row", maintain_order=True)


def parties(block: Block, cells: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Return the makers and sellers, one frame for each column."""
    country = block.best("country").text
    made = {
        "ref": pl.col("ref"),
        "role": pl.lit("manufacturer"),
        "name": pl.col("named maker"),
        "country": pl.when(~country.str.contains(nobody())).then(country),
        "pointer": block.address(block.best("manufacturer").columns),
    }
    pieces = []
    if block.by_field.get("manufacturer"):
        pieces.append(cells.filter(pl.col("named maker").is_not_null()).select("row", *columns(PARTIES, made)))
    for role in ROLES:
        for column in block.by_field.get(role, ()):
            text = pl.col(str(column.index))
            sold = {"ref": pl.col("ref"), "role": pl.lit(ROLES[role]), "name": text, "pointer": block.address([column])}
            pieces.append(cells.filter(~text.str.contains(nobody())).select("row", *columns(PARTIES, sold)))
    return pieces


def properties(block: Block, cells: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Return what the cells that are nothing else become, one frame for each column."""
    pieces = []
    for field_name, several in block.by_field.items():
        if field_name in ("item", "level"):
            continue
        for place, column in enumerate(several):
            text = pl.col(str(column.index))
            others = [pl.col(str(better.index)) for better in several[:place]]
            kept = text.is_not_null()
            if field_name in AS_PROPERTY:
                for other in others:
                    kept &= other.ne_missing(text)
                name = AS_PROPERTY[field_name]
            elif field_name in SINGLE:
                if not others:
                    continue
                kept &= pl.any_horizontal(other.is_not_null() for other in others)
                name = property_name(column)
            else:
                name = property_name(column)
                if field_name in ROLES:
                    kept = text.str.contains(nobody())
            pieces.append(piece(cells.filter(kept), pl.lit(name), text, block.address([column])))
            shop = shop_of(column)
            if shop:
                filled = cells.filter(text.is_not_null())
                pieces.append(piece(filled, pl.lit(SHOP), pl.lit(shop), block.address([column])))
    return pieces


def inferred(cells: pl.LazyFrame, lead: pl.Expr) -> pl.LazyFrame:
    """Return whom a part's number points to where no maker is named."""
    unnamed = cells.filter(pl.col("named maker").is_null()).with_columns(lead=lead)
    leads = unnamed.filter(pl.col("lead").str.contains(any_family())).collect()
    makers = {text: inferred_maker(text) or None for text in leads["lead"].unique()}
    maker = pl.col("lead").replace_strict(list(makers), list(makers.values()), return_dtype=pl.String)
    named = leads.lazy().with_columns(maker.alias("lead")).drop_nulls("lead")
    return piece(named, pl.lit(INFERRED_MAKER), pl.col("lead"), pl.col("pointer"))


def piece(cells: pl.LazyFrame, name: pl.Expr, value: pl.Expr, pointer: pl.Expr) -> pl.LazyFrame:
    """Return one property of each of these rows."""
    made = {"ref": pl.col("ref"), "name": name, "value": value, "pointer": pointer}
    return cells.select("row", *columns(PROPERTIES, made))
