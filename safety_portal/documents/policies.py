"""Who may do what with official documents."""

from safety_portal.accounts.models import Role, User
from safety_portal.documents.models import Document
from safety_portal.organization.models import Unit


def can_make(user: User, township: Unit) -> bool:
    """The township's governance office and leaders issue documents, and say what they look like."""
    return user.has_role(Role.OFFICE, Role.LEADER, township_id=township.pk)


def can_attach(user: User, document: Document) -> bool:
    """The scan of the signed paper comes from those who issue; nothing is added to a voided document."""
    return not document.is_voided and can_make(user, document.township)
