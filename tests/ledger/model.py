"""
What the books must say, in plain dictionaries: an independent account of the tests' deeds.
"""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """A deed as the model knows it: what is done under which key, with which arguments."""

    kind: str
    key: str
    arguments: tuple[object, ...]


class Told(NamedTuple):
    """What a caller is told: applied, replayed or refused; the result, or the refusal's name."""

    how: str
    what: object


class Refused(Exception):
    """Nothing of it is done: every deed below refuses before it changes anything."""


class Model:
    """
    People with coins, what they hold and have earned, a room, badges and a budget.

    Everything is done at once and in order, as if nobody else were there.
    """

    def __init__(self, people: int) -> None:
        self.coins = [0] * people
        self.held = [0] * people
        self.earned = [0] * people
        self.forbidden: set[int] = set()
        self.vouchers: list[list[list[int]]] = [[] for _ in range(people)]
        self.holds: dict[str, list[int]] = {}
        self.door = True
        self.events = 1
        self.level = 0
        self.budget = 0
        self.issued = 0
        self.fees = 0
        self.keys: dict[str, tuple[Command, object]] = {}

    def do(self, command: Command) -> Told:
        """Do what is asked for, unless its key has been used or it is refused."""
        known = self.keys.get(command.key)
        if known is not None:
            return Told("replayed", known[1]) if known[0] == command else Told("refused", "KeyReused")
        try:
            result = getattr(self, command.kind)(command.key, *command.arguments)
        except Refused as refusal:
            return Told("refused", str(refusal))
        self.keys[command.key] = (command, result)
        return Told("applied", result)

    def grant(self, _: str, person: int, amount: int) -> object:
        self.coins[person] += amount
        self.issued += amount
        return {"after": self.coins[person]}

    def move(self, _: str, source: int, target: int, amount: int) -> object:
        self._pay(source, amount)
        after = self.coins[source]
        self.coins[target] += amount
        return {"after": after}

    def gift(self, _: str, source: int, target: int, amount: int, fee: int) -> object:
        if not self.door:
            raise Refused("RoomNotOpen")
        self._pay(source, amount)
        self.earned[target] += amount - fee
        self.fees += fee
        self.events += 1
        return {"after": self.coins[source]}

    def take_back(self, _: str, source: int, target: int, amount: int) -> object:
        before = self.earned[source]
        if before < amount:
            raise Refused("EarningsInsufficient")
        self.earned[source] -= amount
        self.coins[target] += amount
        return {"before": before}

    def permit(self, _: str, person: int, allowed: bool) -> object:  # noqa: FBT001  # arguments come in a row
        (self.forbidden.discard if allowed else self.forbidden.add)(person)
        return {}

    def set_door(self, _: str, is_open: bool) -> object:  # noqa: FBT001  # arguments come in a row
        self.door = is_open
        self.events += 1
        return {}

    def voucher(self, _: str, person: int, quantity: int, place: int) -> object:
        self.vouchers[person].append([place, quantity])
        self.vouchers[person].sort(key=lambda pair: pair[0])
        return {}

    def redeem(self, _: str, person: int, quantity: int) -> object:
        if sum(left for _, left in self.vouchers[person]) < quantity:
            raise Refused("InsufficientCoins")
        used = []
        for pair in self.vouchers[person]:
            taken = min(quantity, pair[1])
            if taken:
                pair[1] -= taken
                quantity -= taken
                used.append([pair[0], taken])
        return {"used": used}

    def set_aside(self, key: str, person: int, amount: int) -> object:
        self._pay(person, amount)
        self.held[person] += amount
        self.holds[key] = [person, amount]
        return {}

    def post(self, _: str, hold: str, target: int, amount: int) -> object:
        person, rest = self._open(hold)
        if amount > rest:
            raise Refused("InvalidInput")
        self.held[person] -= rest
        self.coins[target] += amount
        self.coins[person] += rest - amount
        self.holds[hold][1] = 0
        return {}

    def post_part(self, _: str, hold: str, target: int, amount: int) -> object:
        person, rest = self._open(hold)
        if amount >= rest:
            raise Refused("InvalidInput")
        self.held[person] -= amount
        self.coins[target] += amount
        self.holds[hold][1] -= amount
        return {}

    def void(self, _: str, hold: str) -> object:
        person, rest = self._open(hold)
        self.held[person] -= rest
        self.coins[person] += rest
        self.holds[hold][1] = 0
        return {}

    def badge(self, _: str) -> object:
        self.level += 1
        return {"level": self.level}

    def fund(self, _: str, amount: int) -> object:
        self.budget += amount
        return {}

    def draw_on(self, _: str, amount: int) -> object:
        if self.budget < amount:
            raise Refused("InsufficientCoins")
        self.budget -= amount
        return {"saw": self.budget + amount}

    def _pay(self, person: int, amount: int) -> None:
        if person in self.forbidden:
            raise Refused("WalletFrozen")
        if self.coins[person] < amount:
            raise Refused("InsufficientCoins")
        self.coins[person] -= amount

    def _open(self, hold: str) -> list[int]:
        found = self.holds.get(hold)
        if found is None or not found[1]:
            raise Refused("NotFound")
        return found
