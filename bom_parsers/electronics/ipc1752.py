"""IPC-1752 material declarations: which products a company declares, what they are made of only as a count.

A declaration names who supplies a part, by DUNS number if the company has one, and where the part is made: that is what other
BOMs lack. Version 1752B wraps the same elements in further ones; names of elements count, namespaces do not.
"""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from bom_parsers.bom import (
    COMPONENTS,
    DEPENDENCIES,
    PARTIES,
    PROBLEMS,
    PROPERTIES,
    Bom,
    Rows,
    is_no_party,
    unique_refs,
)
from bom_parsers.carriers.xml_elements import children, elements, line, local_name
from bom_parsers.carriers.xml_text import text_with_root
from bom_parsers.hbom.cells import quantity
from bom_parsers.hbom.headings.vocabulary import meaning, normalized

EXPECTED = "an IPC-1752 declaration (<MainDeclaration> with <Product>)"
NAMESPACE = "webstds.ipc.org/175x/"
PRODUCTS = ("Product", "SubProduct")
SUBSTANCES = ("Substance", "SubstanceCategory")
# Attributes of ProductID that become properties.
AS_PROPERTY = {
    "manufacturingSite": "ipc1752:manufacturing-site",
    "requesterItemName": "ipc1752:requester-item-name",
    "requesterItemNumber": "ipc1752:requester-item-number",
    "effectiveDate": "ipc1752:effective-date",
}


def looks_like_root(namespace: str, local_name: str) -> bool:
    """Tell whether an XML document with this root element is for this reader."""
    return local_name == "MainDeclaration" or NAMESPACE in namespace


def read(data: bytes, path: Path, name: str, sha256: str) -> Bom:
    """Return the declared products, sub-products with the product as `parent`; the supplying company is their supplier.

    Raises InputError for a document type declaration, malformed XML, and other XML.
    """
    text, _ = text_with_root(data, path, EXPECTED, looks_like_root, "give an IPC-1752 declaration")
    *_, root = elements(text, path, EXPECTED, frozenset())
    components, parties, properties, problems = (Rows(s) for s in (COMPONENTS, PARTIES, PROPERTIES, PROBLEMS))
    products = [e for e in root.iter() if local_name(e) in PRODUCTS]
    refs = unique_refs([attribute(e, "itemNumber") for e in products], [line(e) for e in products], problems)
    ref_of = dict(zip(products, refs, strict=True))
    for product, ref in ref_of.items():
        add_product(product, ref, ref_of, components, properties)
    for company in (e for e in root.iter() if local_name(e) == "SupplyCompany"):
        within = product_of(company)
        for ref in refs if within is None else [ref_of[within]]:
            add_company(company, ref, parties)
    for product, ref in ref_of.items():
        add_makers(product, ref, parties)
    report_gaps(root, products, parties, problems)
    whole = next((e for e in root.iter() if local_name(e) == "MainDeclaration"), root)
    frames = {"components": components, "parties": parties, "properties": properties, "problems": problems}
    return Bom(
        name,
        "ipc-1752",
        whole.get("version") or root.get("version") or "",
        sha256,
        refs[0] if len([e for e in products if local_name(e) == "Product"]) == 1 else None,
        None,
        dependencies=Rows(DEPENDENCIES).frame(name),
        **{part: rows.frame(name) for part, rows in frames.items()},
        created=None,
        authors=(),
    )


def attribute(product: etree._Element, name: str) -> str:
    """Return an attribute of the product's own <ProductID>, "" where it does not say."""
    about = next((c for c in product if local_name(c) in ("ProductID", "SubProductID")), product)
    return (about.get(name) or "").strip()


def product_of(element: etree._Element | None) -> etree._Element | None:
    """Return the product that an element stands in; None if it stands in none."""
    while element is not None and local_name(element) not in PRODUCTS:
        element = element.getparent()
    return element


def add_product(
    product: etree._Element, ref: str, ref_of: dict[etree._Element, str], components: Rows, properties: Rows
) -> None:
    """Add a product as a component, with its place of manufacture and the number of its declared substances."""
    above = product_of(product.getparent())
    number = attribute(product, "itemNumber") or None
    components.add(
        ref=ref,
        parent=None if above is None else ref_of[above],
        kind="hardware",
        type="part",
        name=attribute(product, "itemName") or number or attribute(product, "requesterItemName") or ref,
        version=attribute(product, "version") or None,
        mpn=number,
        quantity=quantity(product.get("numberOfInstances") or ""),
        pointer=line(product),
    )
    for name, called in AS_PROPERTY.items():
        if not is_no_party(attribute(product, name)):
            properties.add(ref=ref, name=called, value=attribute(product, name), pointer=line(product))
    declared = sum(local_name(e) in SUBSTANCES and product_of(e) is product for e in product.iter())
    if declared:
        properties.add(ref=ref, name="ipc1752:declared-substances", value=str(declared), pointer=line(product))


def add_company(company: etree._Element, ref: str, parties: Rows) -> None:
    """Add the company as supplier, one row for each of its identifiers."""
    name = " ".join((company.get("name") or "").split())
    if is_no_party(name):
        return
    numbers: list[tuple[str | None, str | None]] = [
        (e.get("authority", "").strip().casefold() or None, e.get("identity", "").strip())
        for e in children(company, "CompanyID")
        if not is_no_party(e.get("identity"))
    ]
    for scheme, number in numbers or [(None, None)]:
        parties.add(ref=ref, role="supplier", name=name, scheme=scheme, identifier=number, pointer=line(company))


def add_makers(product: etree._Element, ref: str, parties: Rows) -> None:
    """Add who is named as a product's maker, which IPC-1752 has no place for and some write all the same."""
    makers: dict[str, str] = {}
    for about in (product, *product):
        if local_name(about) in PRODUCTS and about is not product:
            continue
        for key, value in about.items():
            name = str(key).rpartition("}")[2]
            if name not in AS_PROPERTY and is_of_a_maker(name):
                makers.setdefault(" ".join(str(value).split()), line(about))
        for element in (about, *about) if about is not product else ():
            if is_of_a_maker(local_name(element)):
                named = element.get("name") or "".join(map(str, element.itertext()))
                makers.setdefault(" ".join(named.split()), line(element))
    for name, at in makers.items():
        if not is_no_party(name):
            parties.add(ref=ref, role="manufacturer", name=name, pointer=at)


def is_of_a_maker(name: str) -> bool:
    """Tell whether the name of an element or attribute means a maker, in the words of headings.toml."""
    return meaning(normalized(name)[0])[0] == "manufacturer"


def report_gaps(root: etree._Element, products: list[etree._Element], parties: Rows, problems: Rows) -> None:
    """Report what a declaration ought to say and does not."""
    kind = "incomplete-declaration"
    names = {local_name(e) for e in root.iter()}
    if not products:
        problems.add(kind=kind, severity="warning", message="the declaration names no product", pointer="")
    if "Request" in names and "Response" not in names:
        message = "a request for a declaration and no answer: it does not say who supplies the product"
        problems.add(kind=kind, severity="warning", message=message, pointer="")
    elif not len(parties) and products:
        problems.add(kind=kind, severity="warning", message="the declaration names no supplying company", pointer="")
