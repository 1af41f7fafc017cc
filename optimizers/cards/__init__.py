"""A card for every rule: what it answers, where it is used, what speaks for it and against it."""

from optimizers.cards.adam import ADAM
from optimizers.cards.adaptive import ADAPTIVE
from optimizers.cards.after_adam import AFTER_ADAM
from optimizers.cards.card import Card, Paper
from optimizers.cards.first_order import FIRST_ORDER
from optimizers.cards.learned import LEARNED
from optimizers.cards.own import OWN
from optimizers.cards.rate_free import RATE_FREE
from optimizers.cards.second_order import SECOND_ORDER
from optimizers.cards.wrappers import WRAPPED

CARDS: dict[str, Card] = {
    **FIRST_ORDER,
    **ADAPTIVE,
    **ADAM,
    **AFTER_ADAM,
    **RATE_FREE,
    **SECOND_ORDER,
    **LEARNED,
    **OWN,
    **WRAPPED,
}
"""The card of every rule by its class name."""

__all__ = ["CARDS", "Card", "Paper"]
