"""Randomness that can be replayed and shrunk: a case is a function of a list of whole numbers.

A generator asks `Choices` for numbers. Fresh ones come from a seed; replayed ones from a list, and then zeros. Whoever
asks arranges the answers so that 0 is the simplest: then a shorter list, or one with smaller numbers, is a simpler case.
"""

import random


class Choices:
    def __init__(self, seed=None, replay=None):
        self.random = random.Random(seed) if replay is None else None
        self.replay = replay or []
        self.taken = []

    def below(self, bound):
        """A whole number from 0 up to and without `bound`."""
        if self.random:
            number = self.random.randrange(bound)
        else:
            position = len(self.taken)
            number = min(self.replay[position], bound - 1) if position < len(self.replay) else 0
        self.taken.append(number)
        return number

    def one_of(self, options):
        return options[self.below(len(options))]

    def rarely(self, one_in):
        """True once in `one_in` times; False is the simpler answer."""
        return self.below(one_in) == one_in - 1

    def some(self, options, least=1):
        """Some of the options, in their order; at least the first `least` if they are all that come."""
        chosen = [option for option in options if self.below(2)]
        return chosen if len(chosen) >= least else list(options[:least])


def shrink(taken, fails, attempts):
    """A simpler list of choices that still fails: parts are left out, then numbers made smaller."""
    best, tried = list(taken), 0
    size = max(1, len(best) // 2)
    while size:
        start, smaller = 0, False
        while start < len(best) and tried < attempts:
            candidate = best[:start] + best[start + size:]
            tried += 1
            if fails(candidate):
                best, smaller = candidate, True
            else:
                start += size
        size = size if smaller and size == 1 and tried < attempts else size // 2
    for position in range(len(best)):
        for number in {0, best[position] // 2}:
            if number < best[position] and tried < attempts:
                candidate = best[:position] + [number] + best[position + 1:]
                tried += 1
                if fails(candidate):
                    best = candidate
    return best
