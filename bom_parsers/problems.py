"""The kinds of problems that reading a BOM can meet: a lasting id for each, which reports, filters and baselines go by."""

from __future__ import annotations

PROBLEM_KINDS: dict[str, str] = {
    # The file and its text
    "packed": "The BOM was in a compressed file or an archive, and was read from there.",
    "wrapped": "The document is inside another object, and was read from there.",
    "guessed-encoding": "The text is not UTF-8 and names no encoding; one was guessed, and names may be damaged.",
    "damaged-text": "Some bytes or characters have no meaning in the text's encoding; names may be damaged.",
    "odd-syntax": "The text is not strictly of its notation, and was read all the same.",
    "text-left-out": "Text stands where none is read: after the document's end, or in a second document.",
    # The document
    "unknown-version": "The document's version of its format is missing or unknown; it was read like the latest.",
    "mixed-versions": "Linked documents are of several versions of their format.",
    "no-components": "The document lists no components.",
    "stated-incomplete": "The document itself says that its parts are not all listed, or that nobody looked for them.",
    "not-here": "Parts or persons are in other documents, which were not read with this one.",
    "implausible-date": "A day or moment cannot be right, such as one before there was code; it is not used.",
    "content-left-out": "The document holds things that are no components here, such as files, builds or vulnerabilities.",
    "damaged-member": "A document in an archive, or an index of one, cannot be read.",
    "missing-member": "A document that an archive's index or another document names is not there, or is another one.",
    # Values
    "odd-value": "A value is of another shape or type than its place expects.",
    "repeated-value": "Something that can be said once is said several times.",
    "unknown-word": "A word is not in the format's vocabulary.",
    "unreadable-quantity": "A quantity is not a number.",
    # Components
    "nameless-component": "A component has no name.",
    "missing-ref": "A component has no reference of its own; it got one.",
    "repeated-ref": "A reference stands for more than one thing; the later ones got another.",
    "dangling-ref": "Something refers to what is not in the document.",
    "ref-elsewhere": "Something refers to what is in another document.",
    "containment-loop": "Components contain each other in a ring.",
    # Persons
    "no-party": "What stands where a person is named is no person, or names nobody.",
    "odd-party": "A person's name is not written as the format asks.",
    # Tables
    "odd-quotes": "Quotes in a text table do not pair, or enclose whole lines.",
    "sheet-left-out": "A worksheet is not read, because it holds no BOM.",
    "hidden-sheet": "A hidden worksheet is read like the others.",
    "heading-settled": "What a column holds was settled by its cells, or by the table, and not by its heading alone.",
    "unknown-heading": "A heading is not understood; its cells became properties.",
    "headings-again": "The headings are repeated or change within the table.",
    "row-left-out": "A row is no part.",
    "rows-above": "There are rows above the headings.",
    "uneven-row": "Rows have more or fewer cells than the headings.",
    "count-differs": "A count that the table states, or a quantity, does not agree with what is listed.",
    "continuing-row": "Rows name further sources of the part above them.",
    "merged-cell": "One cell holds what belongs in several.",
    "mangled-number": "A part number is what a spreadsheet program has made of another one: a day, an exponent, an error.",
    "blank-formula": "A formula has no stored value; its cell is read as blank.",
    "parts-listed-twice": "Parts are listed singly and collated.",
    # Electronics
    "no-parts-list": "The file has no parts list.",
    "unlisted-part": "Placed parts are in no item of the parts list.",
    "incomplete-declaration": "A declaration of materials names no product, or not who supplies it.",
}  # fmt: skip
