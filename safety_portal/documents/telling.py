"""Whoever wants to hear that a document was issued or voided; this room knows no notices."""

from __future__ import annotations

from collections.abc import Callable

from safety_portal.documents.models import Document

#: Called with the document and ``issued`` or ``voided``, inside the transaction that says so.
Listener = Callable[[Document, str], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Called once from ``AppConfig.ready()``."""
    if listener not in _listeners:
        _listeners.append(listener)


def tell(document: Document, event: str) -> None:
    """Pass it on."""
    for listener in _listeners:
        listener(document, event)
