"""Run every benchmark and print one line for each figure."""

from benchmarks import judge_facts, read_cyclonedx, read_spdx, read_tables

for benchmark in (read_cyclonedx, read_spdx, read_tables, judge_facts):
    benchmark.main()
