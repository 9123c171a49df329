"""Read and write Open Cap Format, the open format of cap tables."""

from dealwright.equity.ocf.read import OcfReading, read_ocf
from dealwright.equity.ocf.write import OcfWriting, write_ocf

__all__ = ["OcfReading", "OcfWriting", "read_ocf", "write_ocf"]
