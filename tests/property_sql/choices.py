"""Randomness that can be replayed and shrunk: a case is a function of a list of integers.

A generator asks `Choices` for numbers. Fresh ones come from a seed; replayed ones from a list, and then zeros. The
generator arranges the answers so that 0 is the simplest: then a shorter list, or one with smaller numbers, is a simpler case.
"""

import random


class Choices:
    def __init__(self, seed=None, replay=None):
        self.random = random.Random(seed) if replay is None else None
        self.replay = replay or []
        self.taken = []

    def below(self, bound):
        """An integer from 0 to `bound` - 1."""
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


class Shrinking:
    """Looks for a simpler list of choices that still fails, with so many attempts."""

    def __init__(self, taken, fails, attempts):
        self.best = list(taken)
        self.fails = fails
        self.attempts = attempts

    def accepts(self, candidate):
        if self.attempts == 0 or candidate == self.best:
            return False
        self.attempts -= 1
        if not self.fails(candidate):
            return False
        self.best = candidate
        return True

    def without_parts(self, size):
        start = 0
        while start < len(self.best):
            if not self.accepts(self.best[:start] + self.best[start + size:]):
                start += size

    def with_zeros(self, size):
        for start in range(0, len(self.best), size):
            self.accepts(self.best[:start] + [0] * len(self.best[start:start + size]) + self.best[start + size:])

    def run(self):
        """Parts of halving size are left out or set to zero, until nothing helps any more."""
        before = None
        while before != self.best and self.attempts:
            before = self.best
            size = max(1, len(self.best) // 2)
            while size:
                self.without_parts(size)
                self.with_zeros(size)
                size //= 2
        return self.best


def shrink(taken, fails, attempts):
    """The simplest list of choices that was found to fail as `taken` does."""
    return Shrinking(taken, fails, attempts).run()
