"""The cards of a block in the view of its layer: the operations of its main flow, each with what follows it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..networks.outline import Block, Operation
from ..tracing.records import Trace
from .dataflow import Dataflow, Way, operation_flow


@dataclass(frozen=True, slots=True)
class Card:
    """An operation, and the additions after it, whose sum it stands for. `path` is that of its volume."""

    operation: Operation
    endings: tuple[Operation, ...] = ()

    @property
    def ending(self) -> Operation | None:
        """The last addition."""
        return self.endings[-1] if self.endings else None

    @property
    def path(self) -> str:
        """The path of the last step."""
        return (self.ending or self.operation).steps[-1]


@dataclass(frozen=True, slots=True)
class MainCards:
    """The main flow of a block.

    `source` is the volume that enters it. `ways` are those beside it, between cards or from volumes from outside.
    `goals` has the path of a card for every operation: its own, or that at which its way ends.
    """

    source: str
    cards: tuple[Card, ...]
    ways: tuple[Way, ...]
    goals: dict[str, str]

    def steps(self, card: Card, block: Block) -> list[str]:
        """The steps that a card stands for: its own operation's, then those of its additions and ways."""
        own = card.operation
        others = [each for each in block.operations if self.goals[each.path] == card.path and each is not own]
        kept = [each for each in others if each.path not in {other.operation.path for other in self.cards}]
        return [*own.steps, *(path for each in kept for path in each.steps)]


def main_cards(trace: Trace, block: Block) -> MainCards:
    """Return the cards of a block."""
    flow = operation_flow(trace, block.operations)
    cards: list[Card] = []
    for node in flow.main:
        assert node.operation  # the nodes of an operation flow
        if node.operation.kind == "addition" and cards:
            cards[-1] = Card(cards[-1].operation, (*cards[-1].endings, node.operation))
        else:
            cards.append(Card(node.operation))
    goals = _goals(flow, cards)
    return MainCards(flow.entry, tuple(cards), tuple(_between_cards(flow, cards)), goals)


def own_branch(trace: Trace, block: Block) -> list[Operation]:
    """Return the operations of the main flow without additions."""
    return [card.operation for card in main_cards(trace, block).cards]


def _goals(flow: Dataflow, cards: Sequence[Card]) -> dict[str, str]:
    """The card of each operation, by the operation's path."""
    by_node = _places(cards)
    for way in flow.ways:  # one that ends at another way comes after that
        by_node |= {node.path: by_node.get(way.target, cards[-1].path) for node in way.nodes}
    return {node.operation.path: by_node[node.path] for node in flow.nodes if node.operation}


def _places(cards: Iterable[Card]) -> dict[str, str]:
    """The card of each operation of the main flow, by the operation's last step."""
    return {operation.steps[-1]: card.path for card in cards for operation in (card.operation, *card.endings)}


def _between_cards(flow: Dataflow, cards: Sequence[Card]) -> Iterator[Way]:
    """The ways beside the cards. One that ends at another way is left to the view of the block."""
    places = _places(cards)
    for way in flow.ways:
        source = _origin(flow, way.source)
        source, target = places.get(source, source), places.get(way.target)
        if target and source != target:
            yield Way(source, way.nodes, target, way.kind)


def _origin(flow: Dataflow, path: str) -> str:
    """The volume of the main flow, or from outside, with which a way begins, through other ways."""
    by_path = {node.path: way for way in flow.ways for node in way.nodes}
    while path in by_path:
        path = by_path[path].source
    return path
