"""The rule as pages: what each test says, where it stands in the CFR, how firmly it is known, and what it turns on.

`python -m auditor.documents.rule_pages` writes docs/rule/; a test holds the pages to the code.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from auditor.documents.law_texts import LawText, law_texts
from policies.foreign_adversaries.explanation import JOINED as JOINED_OF_PERSONS
from policies.foreign_adversaries.explanation import TESTS as PERSON_TESTS
from policies.foreign_adversaries.persons import GAP_QUESTIONS, PRONGS
from policies.judgment import Judgment, question_id
from policies.packs import RulePack, pack
from policies.parameters import Parameter
from policies.truth import Group, Node, Test
from policies.vocabulary import Vocabulary
from reports.documents.rules import ListedParameter, ListedTest, Listing

OF_PERSONS = "policies.foreign_adversaries"
JOINED = {"all": "all of", "any": "any of", "none": "none of"}
FOREWORD = (
    "Generated from the code by `python -m auditor.documents.rule_pages`: a paraphrase to check against the CFR, not legal "
    "advice. "
    "Standing (legal certainty): *settled* rests on CFR text as read, *probable* on sources that agree, *open* on a reading that "
    "nothing official supports."
)


def listing(rule: Judgment, citation: str) -> Listing:
    """Return the tests of the rule in the order of the tree, each once, and its parameters."""
    return {
        "rule": citation,
        "tests": [_listed(leaf, rule.vocabulary) for leaf in rule.leaves],
        "parameters": [_parameter(p) for p in rule.parameters],
    }


def pages(pack: RulePack, as_of: date = date.max) -> dict[str, str]:
    """Return the pages by file name: one for each section, and README.md with the whole tree."""
    rule = pack.build(pack.parameters(as_of))
    listed = listing(rule, pack.citation)
    texts = law_texts(pack.package) + (law_texts(OF_PERSONS) if pack.of_persons else [])
    made = {"README.md": "\n".join(_tree_page(rule, pack)) + "\n"}
    for section, heading in pack.headings.items():
        made[f"{section}.md"] = "\n".join(_section_page(section, heading, listed, texts, pack)) + "\n"
    return made


def _listed(leaf: Test, vocabulary: Vocabulary) -> ListedTest:
    persons = vocabulary.persons
    asks = [persons[leaf.whose].words] if leaf.whose else list(leaf.asks)
    return {
        "id": leaf.id,
        "words": leaf.words,
        "paragraph": leaf.paragraph,
        "standing": str(leaf.standing),
        "asks": asks,
        "reads": list(dict.fromkeys(persons[name].words if name in persons else name for name in leaf.reads)),
        "question": leaf.question,
    }


def _parameter(p: Parameter) -> ListedParameter:
    return {
        "name": p.name,
        "value": p.text,
        "unit": p.unit,
        "since": str(p.since),
        "citation": p.citation,
        "standing": str(p.standing),
        "last_checked": str(p.last_checked),
        "checked_against": p.checked_against,
    }


def _section_page(
    section: str, heading: str, listed: Listing, texts: Iterable[LawText], pack: RulePack
) -> Iterator[str]:
    yield f"# § {section} {heading}"
    yield ""
    yield FOREWORD
    if texts_read := list(_text_of(section, texts)):
        yield from ("", "## Text", "", *texts_read)
    tests = [test for test in listed["tests"] if _of(section, test["paragraph"])]
    parameters = [p for p in listed["parameters"] if any(_of(section, part) for part in _cited(p["citation"]))]
    if tests:
        yield from (
            "",
            "## Tests",
            "",
            "| id | test | paragraph | standing | turns on |",
            "| --- | --- | --- | --- | --- |",
        )
        for test in tests:
            reads = ", ".join(f"`{read}`" if "." in read else read for read in test["reads"]) or "nothing further"
            words = test["words"] + (f"<br>*Open: {test['question']}*" if test["question"] else "")
            anchor = f'<a id="{test["id"]}"></a>`{test["id"]}`'
            yield f"| {anchor} | {words} | {test['paragraph']} | {test['standing']} | {reads} |"
    if section == pack.of_persons:
        yield from (
            "",
            "## Persons owned by, controlled by, or subject to the jurisdiction or direction of the PRC or Russia",
            "",
        )
        yield from (f"- {words} the PRC or Russia" for words in PRONGS.values())
        yield from ("", "| id | test | citation | standing |", "| --- | --- | --- | --- |")
        for asked in PERSON_TESTS:
            words = asked.words + (f"<br>*Open: {GAP_QUESTIONS[asked.question]}*" if asked.question else "")
            weaker = f"; where it decides, not firmer than `{asked.parameter}`" if asked.parameter else ""
            weaker += f", or, where that is reached, than `{asked.precedent}`" if asked.precedent else ""
            yield f'| <a id="{asked.id}"></a>`{asked.id}` | {words} | {asked.citation} | {asked.standing}{weaker} |'
        yield from (
            "",
            "What joins them:",
            "",
            *(f'- <a id="{joined.id}"></a>`{joined.id}`: {joined.words}' for joined in JOINED_OF_PERSONS),
        )
        yield from (
            "",
            "What the law leaves open about a person:",
            "",
            *(f'- <a id="{question_id(gap)}"></a>`{question_id(gap)}`: {text}' for gap, text in GAP_QUESTIONS.items()),
        )
    if parameters:
        yield from ("", "## Parameters", "", "| parameter | value | unit | in force since | standing | last checked |")
        yield "| --- | --- | --- | --- | --- | --- |"
        for p in parameters:
            checked = f"{p['last_checked']}: {p['checked_against']}"
            yield f"| `{p['name']}` | {p['value']} | {p['unit']} | {p['since']} | {p['standing']} | {checked} |"
    if not tests and not parameters:
        yield from ("", "The answers cite this section; no test of its own decides it.")


def _text_of(section: str, texts: Iterable[LawText]) -> Iterator[str]:
    """Yield what was read of a section, and what was not: a part of a sentence that stands there whole is left out."""
    own = [text for text in texts if _of(section, text.paragraph)]
    bases: dict[tuple[str, str], dict[str, None]] = {}
    for text in own:
        if not text.source:
            bases.setdefault((text.paragraph, text.term), {})[text.basis] = None
    lines = [
        (text.paragraph, False, f'- § {text.paragraph}, {text.source}: "{text.sentence}"')
        for text in own
        if text.source
        and not any(text.sentence.strip("[.] ") in x.sentence for x in own if x.sentence != text.sentence)
    ]
    lines += [
        (paragraph, True, f"- § {paragraph}{f', {term}' if term else ''}: not read; after {'; after '.join(after)}.")
        for (paragraph, term), after in bases.items()
    ]
    yield from dict.fromkeys(line for _, _, line in sorted(lines, key=lambda line: line[:2]))


def _tree_page(rule: Judgment, pack: RulePack) -> Iterator[str]:
    yield "# The rule as a tree"
    yield ""
    yield FOREWORD
    yield ""
    yield from (f"- [§ {section} {heading}]({section}.md)" for section, heading in pack.headings.items())
    shown: set[str] = set()  # a group may stand in several places: the first has its anchor
    for x in rule.prohibitions:
        yield from (
            "",
            f'<a id="{x.id}"></a>',
            "",
            f"## {x.name[0].upper()}{x.name[1:]} (§ {', '.join(dict.fromkeys(x.paragraphs.values()))})",
            "",
        )
        for title, node in (
            ("Covers", x.addressed),
            ("Exempt if", x.exempt),
            ("Applies to", x.thing),
            ("Prohibited if", x.wrong),
        ):
            anchor = f'<a id="{x.id}-not-exempt"></a>' if title == "Exempt if" else ""
            yield f"- {anchor}**{title}**"
            if node is x.addressed and title != "Covers":
                yield "  - nothing further: what it covers is all that it asks"
            else:
                yield from _branch(node, 1, shown)
    for title, way_out in rule.explained_ways_out.items():
        yield from ("", f"## {title[0].upper()}{title[1:]}", "")
        yield from _branch(way_out, 0, shown)


def _branch(node: Node, depth: int, shown: set[str]) -> Iterator[str]:
    indent = "  " * depth
    if isinstance(node, Group):
        anchor = f'<a id="{node.id}"></a>' if node.id and node.id not in shown else ""
        shown.add(node.id)
        yield f"{indent}- {anchor}{node.words}: {JOINED[node.join]}{f' (`{node.id}`)' if node.id else ''}"
        for child in node.children:
            yield from _branch(child, depth + 1, shown)
    else:
        page = f"{node.paragraph.partition('(')[0]}.md#{node.id}"
        yield f"{indent}- [{node.words}]({page}) (§ {node.paragraph}, {node.standing})"


def _cited(citation: str) -> Iterable[str]:
    return (part.strip(" ,") for part in citation.replace("15 CFR", "").split(","))


def _of(section: str, paragraph: str) -> bool:
    return paragraph == section or paragraph.startswith(f"{section}(")


def main(folder: Path) -> None:
    """Write the pages of the connected-vehicle rule, of the newest law known, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages(pack()).items():
        (folder / name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/rule"))
