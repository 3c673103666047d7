"""How often a planted mis-key is found in simulated classes, and how often a sound item is flagged beside it.

`python -m tests.grader.planted_mis_keys` prints it for 200 classes of each size.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp
from random import Random

from grader.rules.item_analysis import ItemResponses, analyse_responses

SIZES, CLASSES, ITEMS = (30, 60, 200), 200, 20
OPTIONS = "ABCD"
# How much of those who are wrong each distractor draws.
DISTRACTOR_WEIGHTS = (5, 3, 2)


@dataclass(frozen=True)
class PlantedResult:
    """Of `classes`: in how many the planted mis-key was found, and in how many a sound item was flagged.

    `sound_items` counts the sound items that were flagged, of `classes` times one less than ITEMS.
    """

    classes: int
    found: int
    with_sound_flagged: int
    sound_items: int


def simulate(size: int, classes: int, random: Random) -> PlantedResult:
    """Classes of `size` persons; in each, the first item has its strongest distractor for a key."""
    flagged = [_mis_keyed_items(simulated_class(size, random)) for _ in range(classes)]
    sound = [len(items - {"item-1"}) for items in flagged]
    return PlantedResult(
        classes, sum("item-1" in items for items in flagged), sum(map(bool, sound)), sum(sound)
    )


def simulated_class(size: int, random: Random, planted: bool = True) -> list[ItemResponses]:
    """Two-parameter logistic: ability N(0, 1), difficulty -1.5 to 1.5, slope .8 to 1.6; A is right."""
    abilities = [random.gauss(0, 1) for _ in range(size)]
    return [_item(at, abilities, random, "B" if planted and at == 1 else "A") for at in range(1, ITEMS + 1)]


def _item(at: int, abilities: list[float], random: Random, key: str) -> ItemResponses:
    difficulty, slope = random.uniform(-1.5, 1.5), random.uniform(0.8, 1.6)
    picks = [
        "A"
        if random.random() < 1 / (1 + exp(-slope * (ability - difficulty)))
        else random.choices(OPTIONS[1:], DISTRACTOR_WEIGHTS)[0]
        for ability in abilities
    ]
    return ItemResponses(f"item-{at}", [float(pick == key) for pick in picks], picks, key)


def _mis_keyed_items(items: list[ItemResponses]) -> set[str]:
    return {one.item for one in analyse_responses(items).items if "mis-key" in one.flags}


def main() -> None:
    print(f"{CLASSES} classes of each size, {ITEMS} items, one of them mis-keyed")
    print(f"{'persons':>7}{'found':>16}{'another flagged':>18}{'sound items flagged':>22}")
    for size in SIZES:
        result = simulate(size, CLASSES, Random(size))  # seeded, so that a run can be repeated
        items = CLASSES * (ITEMS - 1)
        shares = (result.found / CLASSES, result.with_sound_flagged / CLASSES, result.sound_items / items)
        counts = (
            f"{result.found}/{CLASSES}",
            f"{result.with_sound_flagged}/{CLASSES}",
            f"{result.sound_items}/{items}",
        )
        cells = [f"{count} {share:.1%}" for count, share in zip(counts, shares, strict=True)]
        print(f"{size:>7}{cells[0]:>16}{cells[1]:>18}{cells[2]:>22}")


if __name__ == "__main__":
    main()
