"""From a job to a folder, and a catalogue of them overnight.

A variant's folder appears whole or not at all (publish.py). Its manifest holds a key over everything that decides its
bytes, so that the same command started again after a kill makes only the rest and ends with the same tree.
"""

from knalpot_cad.batch.apart import leave_with_parent, write_apart
from knalpot_cad.batch.catalog import Result, Variant, read_catalog, write_catalog
from knalpot_cad.batch.job import Job, output_names, publish_job, unexpected, write_outputs
from knalpot_cad.batch.workers import Plan, make_variant, run

__all__ = ["Job", "Plan", "Result", "Variant", "leave_with_parent", "make_variant", "output_names", "publish_job",
           "read_catalog", "run", "unexpected", "write_apart", "write_catalog", "write_outputs"]
