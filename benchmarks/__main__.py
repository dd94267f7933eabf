"""Run every benchmark and print one line for each figure."""

from benchmarks import (
    import_sources,
    judge_facts,
    match_names,
    read_cyclonedx,
    read_spdx,
    read_tables,
    screen_suppliers,
)

for benchmark in (
    read_cyclonedx,
    read_spdx,
    read_tables,
    judge_facts,
    match_names,
    screen_suppliers,
    import_sources,
):
    benchmark.main()
