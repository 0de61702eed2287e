"""What a customer's need is about: the same ten topics in every language, by `topics.toml`."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from dimscore.lang.wordlists import WordLists


class Topic(StrEnum):
    """What a need is about; where two are named equally often, the first one here."""

    HEALTH = "health"
    ACCOUNT_ACCESS = "account_access"
    REFUND_RETURN = "refund_return"
    CONTRACT_SUBSCRIPTION = "contract_subscription"
    ORDER_DELIVERY = "order_delivery"
    BOOKING_VISIT = "booking_visit"
    BILLING_PAYMENT = "billing_payment"
    DOCUMENTS_DATA = "documents_data"
    FAULT_OUTAGE = "fault_outage"
    INFORMATION = "information"
    OTHER = "other"


def topic(text: str, language: str) -> Topic:
    """The topic that `text` names most; `other` where it names none.

    `information` asks about a matter without naming it: it counts where no other topic does.
    PackError where the language has no pack or the pack's file is broken.
    """
    lists = _lists(language)
    named = lists.named(text)
    return min(
        named,
        key=lambda t: (t is Topic.INFORMATION, -named[t], lists.rank(t)),
        default=Topic.OTHER,
    )


@cache
def _lists(language: str) -> WordLists[Topic]:
    return WordLists("topics", language, Topic)
