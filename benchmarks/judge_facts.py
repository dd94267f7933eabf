"""A million rows of facts judged in one lazy query, against the same tests written by hand in polars.

The hand-written query below answers verdict, declaration and missing facts with plain expressions, as somebody would write it
who knows the rule and needs no explanation, paragraph or standing. Both must agree on the verdict of every row.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.measuring import in_a_new_process, report, timed_in_turn
from policies.connected_vehicles.facts import ACTS_OF_THE_RULE, frame
from policies.connected_vehicles.rule import ANSWERS, Rule
from policies.parameters import load

ROWS = 1_000_000
c = pl.col


def facts(rows: int = ROWS, seed: int = 1) -> pl.DataFrame:
    """Return made facts: 20,000 different rows, many of them with unknowns, repeated."""
    pick = random.Random(seed).choice
    different = []
    for _ in range(20_000):
        row: dict[str, Any] = {
            "actor.connected_vehicle_manufacturer": True,
            "actor.vcs_hardware_importer": pick((True, False, None)),
            "vehicle.model_year": pick((2026, 2027, 2030, None)),
            "vehicle.gvwr_lb": pick((9000.0, 10000.0, 10001.0, None)),
            "vehicle.wireless": pick((True, True, None)),
            "transaction.kind": pick(("import", "sale", "import", None)),
            "transaction.date": date(2026, 1, 1) + timedelta(days=pick(range(1500))),
            "item.enables_vcs": pick((True, True, False, None)),
            "item.enables_ads": pick((False, False, True, None)),
            "item.highest_mhz": pick((433.9, 2480.0, None)),
            "item.exclusively": pick(("no", "no", "receive_only", None)),
            "item.automation_level": pick((0, 3, None)),
            "component.kind": pick(("hardware", "software", "firmware", None)),
            "component.hardware_class": pick(("module", "passive", "memory", None)),
            "component.programmable": pick((True, False, None)),
            "component.contributes_to_communication": pick((True, None, False)),
            "component.layer": pick(("application", "device_control", None)),
            "component.runs_on_primary_processor": pick((True, None)),
            "component.open_source": pick((True, False, None)),
            "component.modified": pick(("no", "proprietary", None)),
            "component.completed_on": pick((date(2026, 3, 16), date(2026, 5, 1), None)),
            "component.altered": pick((False, False, True, None)),
            "component.foreign_interest": pick((True, True, None)),
            "party.maintained.nexus": False,
        }
        for act in ACTS_OF_THE_RULE:
            row[f"party.{act}.nexus"] = nexus = pick((True, False, False, False, None))
            row[f"party.{act}.gaps"] = pick((1, 128)) if nexus is None else 0
        different.append(row)
    return pl.concat([frame(different)] * (rows // len(different)), rechunk=True)


def by_hand(rows: pl.LazyFrame) -> pl.LazyFrame:
    """Return verdict, declaration and missing facts of rows of facts, written out in polars."""
    year, kind, layer = c("vehicle.model_year"), c("transaction.kind"), c("component.layer")
    purpose, cls, us = c("transaction.purpose"), c("component.hardware_class"), c("actor.us_person")
    connected = (
        (c("vehicle.use") == "road")
        & pl.coalesce(c("vehicle.gvwr_lb") <= 10_000, c("vehicle.gvwr_kg") <= 4_536)
        & c("vehicle.wireless")
    )
    vehicle = connected & c("vehicle.completed") & c("vehicle.new")
    maker, seller = us & c("actor.connected_vehicle_manufacturer"), c("actor.nexus")
    entry = (kind == "import") & (purpose != "foreign_trade_zone")
    code, part = c("component.kind").is_in(["software", "firmware"]), c("component.kind") == "hardware"
    only = c("item.exclusively")
    not_only = pl.when(only == "vehicle_access").then(None).otherwise(only == "no")
    vcs = c("item.enables_vcs") & c("item.directly") & (c("item.highest_mhz") > 450) & not_only
    ads = c("item.enables_ads") & c("item.directly") & (c("item.automation_level") >= 3)
    listed = [
        "microcontroller", "module", "system_on_chip", "telematics_unit", "networking_unit", "cellular_module", "wifi_module",
        "bluetooth_module", "satellite_system", "other_wireless_module", "external_antenna", "dsp", "fpga",
    ]  # fmt: skip
    of_kind = pl.when(cls.is_in(["memory", "other", "power_supply", "sensor"])).then(None).otherwise(cls.is_in(listed))
    hardware = (
        part & vcs & of_kind
        & (c("component.programmable") | (cls == "external_antenna"))
        & c("component.contributes_to_communication")
    )  # fmt: skip
    layered = (
        pl.when(layer == "bootloader")
        .then(None)
        .otherwise(layer.is_in(["application", "middleware", "operating_system", "hypervisor"]))
    )
    software = (
        code & (vcs | ads) & layered & c("component.runs_on_primary_processor")
        & ~(c("component.open_source") & c("component.modified").is_in(["no", "shared"]))
        & c("component.foreign_interest")
    )  # fmt: skip
    cut_off, altered, by = date(2026, 3, 17), c("component.altered_on"), c("component.altered_by.nexus")
    maintained, knowing = c("party.maintained.nexus"), c("transaction.knowing").fill_null(True)
    made = pl.any_horizontal(c(f"party.{act}.nexus") for act in (*ACTS_OF_THE_RULE, "maintained"))
    day, told = c("transaction.date"), c("component.altered")
    known = altered.is_not_null() | by.is_not_null()
    later = altered.is_not_null() & (altered > day)
    held = (known & ~later) | (told & ~known).fill_null(False)
    nexus = made | (held & by)
    untouched = ~pl.when(known & told).then(None).otherwise(told) & (~known | later.fill_null(False))
    asked = c("component.completed_on").is_not_null() & ~maintained.fill_null(False)
    untouched = pl.when(asked).then(untouched).otherwise(untouched.fill_null(True))
    kept = maintained & pl.when(altered.is_null() | (altered >= cut_off)).then(None).otherwise(False)
    early = (day < cut_off).fill_null(False)
    legacy = (c("component.completed_on") < cut_off) & (
        early | ((untouched | (held & ((altered < cut_off) | ~by))) & ~kept)
    )
    in_force = (c("transaction.date") >= date(2025, 3, 17)).fill_null(True)
    used = c("vehicle.new") | purpose.is_in(["repair_or_warranty", "upgrade"])
    acts = [
        us
        & (c("actor.vcs_hardware_importer") | c("actor.connected_vehicle_manufacturer"))
        & in_force
        & entry
        & connected
        & used
        & part,
        in_force & maker & ((entry & (purpose != "personal_use")) | (kind == "sale")) & vehicle & code,
        in_force & maker & (kind == "sale") & vehicle & seller,
        in_force
        & maker
        & (kind == "commercial_service")
        & connected
        & c("vehicle.completed")
        & seller
        & (c("vehicle.incorporates_ads") | ads),
    ]
    hardware_exempt = (year.is_null() & (c("transaction.date") < date(2029, 1, 1))) | pl.when(
        (purpose == "upgrade") & (year < 2030)
    ).then(None).otherwise((year < 2030).fill_null(False))
    exempts = [hardware_exempt, year < 2027, year < 2027, year < 2027]
    things = [hardware, software, hardware | software, acts[3]]
    wrongs = [nexus & knowing, nexus & knowing & ~legacy, knowing, acts[3]]
    months = c("transaction.months_in_country")
    days, general = c("transaction.days_on_public_road"), c("actor.general_authorization")
    since = c("transaction.date") >= date(2025, 6, 11)
    authorized = (c("actor.specific_authorization") == "granted").fill_null(False) | (
        ~seller
        & (
            (
                (general == 1).fill_null(False) & since & c("actor.connected_vehicle_manufacturer")
                & (
                    ((purpose == "testing") & pl.when(days == 30).then(None).otherwise(days < 30))
                    | (purpose.is_in(["display", "research"]) & pl.when(days > 0).then(None).otherwise(days == 0))
                    | (purpose.is_in(["repair_or_warranty", "upgrade", "competition"]) & (months <= 12))
                )
            )
            | ((general == 2).fill_null(False) & since & (purpose == "re_export"))
            | pl.when((general == 3).fill_null(False) & (c("transaction.date") >= date(2026, 6, 18))).then(None).otherwise(False)
        )
    )  # fmt: skip
    none_addressed = pl.all_horizontal(~act for act in acts)
    exempt = pl.all_horizontal(~act | out for act, out in zip(acts, exempts, strict=True))
    no_thing = pl.all_horizontal(~act | out | ~thing for act, out, thing in zip(acts, exempts, things, strict=True))
    caught = pl.any_horizontal(
        act & ~out & thing & wrong for act, out, thing, wrong in zip(acts, exempts, things, wrongs, strict=True)
    )
    closed = ~none_addressed & ~exempt & ~authorized & ~no_thing
    verdict = (
        pl.when(none_addressed).then(pl.lit("out_of_scope"))
        .when(exempt).then(pl.lit("exempt"))
        .when(authorized).then(pl.lit("authorized"))
        .when(no_thing).then(pl.lit("out_of_scope"))
        .when(closed & caught).then(pl.lit("prohibited"))
        .when(closed & ~caught).then(pl.lit("allowed"))
        .otherwise(pl.lit("review"))
        .alias("verdict")
    )  # fmt: skip
    wanted = [
        "vehicle.model_year", "vehicle.wireless", "transaction.kind", "item.enables_vcs", "item.highest_mhz", "item.exclusively",
        "item.automation_level", "component.kind", "component.hardware_class", "component.programmable",
        "component.contributes_to_communication", "component.layer", "component.runs_on_primary_processor",
        "component.open_source", "component.modified", "component.completed_on", "component.foreign_interest",
        *(f"party.{act}.nexus" for act in ACTS_OF_THE_RULE),
    ]  # fmt: skip
    missing = [pl.when((c("verdict") == "review") & c(name).is_null()).then(pl.lit(name)) for name in wanted]
    declaration = (
        pl.when(c("verdict") == "review").then(pl.lit("undetermined"))
        .when(c("verdict") == "allowed").then(pl.lit("required"))
        .when(c("verdict").is_in(["exempt", "out_of_scope"])).then(pl.lit("not_required"))
    )  # fmt: skip
    return rows.with_columns(verdict).with_columns(
        declaration.alias("declaration"), pl.concat_list(missing).list.drop_nulls().alias("missing")
    )


def main() -> None:
    """Print the ratios, and the peak memory of judging alone in a process of its own."""
    rule, rows = Rule(load("policies.connected_vehicles", date.max)), facts()
    verdicts = rule.judge(rows.lazy(), ["verdict"]).collect()["verdict"].cast(pl.String)
    same = verdicts.equals(by_hand(rows.lazy()).select("verdict").collect()["verdict"], check_names=False)
    if not same:
        raise SystemExit("the hand-written query and the rule differ: the comparison means nothing")
    times = timed_in_turn(
        {
            "rule: verdict": lambda: rule.judge(rows.lazy(), ["verdict"]).select("verdict").collect(),
            "by hand: verdict": lambda: by_hand(rows.lazy()).select("verdict").collect(),
            "rule: all answers": lambda: rule.judge(rows.lazy()).select(*ANSWERS).collect(),
            "by hand: verdict, declaration, missing": lambda: (
                by_hand(rows.lazy()).select("verdict", "declaration", "missing").collect()
            ),
        }
    )
    report(f"judge {ROWS:,} rows: verdict alone", times["rule: verdict"], "by hand", times["by hand: verdict"], 3)
    report(
        f"judge {ROWS:,} rows: verdict, declaration, filing, paragraphs, standing, missing, open",
        times["rule: all answers"],
        "verdict, declaration and missing by hand",
        times["by hand: verdict, declaration, missing"],
        3,
    )
    peak = in_a_new_process("benchmarks.judge_facts", "judge_once")
    print(f"judge {ROWS:,} rows: peak memory {peak:,.0f} MiB, facts included; goal < 1,024 MiB")
    parquet()
    one_question()


def parquet(rows: int = 10_000_000) -> None:
    """Print how judging a Parquet file into another compares with copying it, both streamed, and the peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "facts.parquet"
        facts(rows).write_parquet(source)
        times = timed_in_turn(
            {
                "copy": lambda: pl.scan_parquet(source).sink_parquet(Path(folder) / "copy.parquet"),
                "judge": lambda: judge_file(source),
            },
            rounds=3,
        )
        report(f"judge {rows:,} rows from Parquet to Parquet", times["judge"], "a streamed copy", times["copy"], 6)
        peak = in_a_new_process("benchmarks.judge_facts", "judge_file", str(source))
        print(f"judge {rows:,} rows from Parquet to Parquet: peak memory {peak:,.0f} MiB; goal < 2,048 MiB")


def judge_file(source: Path | str) -> None:
    """Judge a Parquet file of facts into another beside it: the facts with verdict, paragraphs, missing and standing."""
    rule = Rule(load("policies.connected_vehicles", date.max))
    rule.judge(pl.scan_parquet(source)).sink_parquet(Path(source).with_suffix(".judged.parquet"))


def one_question() -> None:
    """Print how long one question takes on the command line, against importing polars."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "question.toml"
        path.write_text('[[case]]\nid = "one"\n[case.actor]\nroles = ["private_person"]\n', "utf-8")
        # With compiled modules, as an installed program has them.
        settings = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}

        def run(*arguments: str) -> None:
            subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, env=settings)

        times = timed_in_turn(
            {"judge": lambda: run("-m", "auditor", "judge", str(path)), "import": lambda: run("-c", "import polars")},
            rounds=15,
        )
    report("icts judge, one question, whole process", times["judge"], "importing polars", times["import"], 1.5)


def judge_once() -> None:
    """Judge the made facts once, for the measurement of memory."""
    Rule(load("policies.connected_vehicles", date.max)).judge(facts().lazy()).select(*ANSWERS).collect()


if __name__ == "__main__":
    main()
