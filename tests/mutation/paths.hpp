/// The recursion of several programs of the laws.
#pragma once

#include "laws.hpp"

#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/join.hpp>

namespace laws {

/// The ends of paths over the rows of `b` from those of `a`; `pairing` joins a path and an edge.
template <class Pairing> auto paths(recursion_options how, Pairing pairing) {
    return fixpoint(
        how,
        [pairing](auto path, auto edges, auto starts) {
            return distinct(plus(starts, join(path, edges, on(second{}, first{}), pairing)));
        },
        a, b);
}

} // namespace laws
