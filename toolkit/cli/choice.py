"""An option whose values are the rows of a table, which is loaded only when somebody asks."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    _Choice = click.Choice[str]
else:
    _Choice = click.Choice  # generic since click 8.4


class RowOf(_Choice):
    """The name of a row: of `RowOf("toolkit.exchange.table", "EXCHANGES")`, for example."""

    def __init__(self, module: str, table: str) -> None:
        self.case_sensitive = True
        self._module, self._table = module, table

    @property
    def choices(self) -> tuple[str, ...]:  # type: ignore[override] # click sets it once
        """The names of the rows that the table has now."""
        return tuple(getattr(import_module(self._module), self._table))
