"""Read and write Open Cap Format, the open format of cap tables."""

from dealwright.equity.ocf.read import OcfReading, read_ocf

__all__ = ["OcfReading", "read_ocf"]
