"""The same ready program as for the stories of whole processes."""

from __future__ import annotations

from tests.app.conftest import prepared, program, running_sandbox, sandbox

__all__ = ["prepared", "program", "running_sandbox", "sandbox"]
