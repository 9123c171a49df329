"""Load what every process needs, once for all of them: whoever imports this has it, and so has what begins from it."""

from __future__ import annotations

import dealwright.study.needed
import dealwright.web.downloads
import dealwright.web.long_parts
import dealwright.web.quick_parts
import dealwright.web.state
import dealwright.web.worker  # noqa: F401 - all of these are loaded for those who come after
from dealwright.show.pieces import load_templates

load_templates()
