"""Run every benchmark and print one line for each figure."""

from benchmarks import judge_facts, read_cyclonedx, read_spdx

for benchmark in (read_cyclonedx, read_spdx, judge_facts):
    benchmark.main()
