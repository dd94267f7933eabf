"""What general knowledge may do to an answer about a person: raise a doubt, and never settle anything.

§ 791.300(b), which was read, names due diligence as what a declaration stands for: what is known without a source is a reason
to look, and no finding.
"""

from __future__ import annotations

from dataclasses import replace

from policies.foreign_adversaries.persons import Nexus


# § 791.300(b), CFR as of 2025-04-24: "Implement Declarations of Conformity to provide a mechanism for connected vehicle
# manufacturers and VCS hardware importers to communicate to BIS that they have conducted supply chain due diligence, and to
# confirm that no prohibited transactions, as defined in this subpart, have knowingly occurred"
def doubted(settled: Nexus, led: Nexus) -> Nexus:
    """Return what a person is by what is stated and sourced (`settled`), in the light of what it would be were general
    knowledge a source (`led`): that can make a "no" unknown, name a lead, and nothing else."""
    if settled.value is False and led.value is False and set(led.not_counted) - set(settled.not_counted):
        return replace(settled, because=f"{led.because} (by general knowledge)", not_counted=led.not_counted)
    if settled.value or led.value is False or (led.value is None and settled.value is None):
        return settled
    if led.value is None:
        return replace(led, because=f"{led.because} (by general knowledge)")
    lead = f"lead from general knowledge, not verified: {led.because}"
    bases = settled.bases | led.bases
    if settled.value is None:
        return replace(settled, because=f"{settled.because}; {lead}" if settled.because else lead, bases=bases)
    gap = "party.headquartered_in" if led.prong == 3 else "party.owners"
    return Nexus(None, because=lead, gaps=frozenset({gap}), bases=bases)
