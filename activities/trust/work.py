"""The activities of a case that ask for trust: whether signals are authentic, and the signature of the system."""

from dataclasses import dataclass, field

from temporalio import activity

from activities.trust.trust_list import TrustList
from models.trust.hearing import Heard
from models.trust.statement import CaseAddress, Said, Signatory, signed
from workflows.ports import Authenticate, Authenticated, CaseActivity, SignedBySystem, SignForSystem


@dataclass(frozen=True)
class TrustWork:
    """Local activities; their answers stand in history, so that a replay asks nobody."""

    trust: TrustList
    service: Signatory | None = field(default=None, repr=False)
    """The key that this worker speaks as the system with."""

    @activity.defn(name=CaseActivity.AUTHENTICATE, no_thread_cancel_exception=True)
    def authenticate(self, order: Authenticate) -> Authenticated:
        """Of each signal, why it is not authentic; None of one that is."""
        if not self.trust.was_read:
            self.trust.read()
        place = CaseAddress(activity.info().workflow_namespace or "", order.reference)
        heard = (Heard(place, order.channel, message, waited=True) for message in order.messages)
        return Authenticated(forgeries=tuple(self.trust.forgery_in_signal(each) for each in heard))

    @activity.defn(name=CaseActivity.SIGN, no_thread_cancel_exception=True)
    def sign(self, order: SignForSystem) -> SignedBySystem:
        """Commands of the system to another case, signed; as they are where this worker has no key for it."""
        if self.service is None:
            return SignedBySystem(commands=order.commands)
        place = CaseAddress(activity.info().workflow_namespace or "", order.reference)
        service = self.service
        return SignedBySystem(commands=tuple(signed(service, place, Said.COMMAND, each) for each in order.commands))
