/// `simplify` of run-time circuits, for the sources that instantiate it.
#pragma once

#include "property/support/rewrite.hpp"

#include <type_traits>
#include <utility>

namespace dbsp::test {

template <class Rules, class Sources> dynamic simplify_dynamic(const dynamic& c, Sources sources) {
    return simplify(c, Rules{}, std::move(sources));
}

} // namespace dbsp::test

#define INSTANTIATE(rules, sources)                                                                          \
    template dynamic dbsp::test::simplify_dynamic<std::remove_const_t<decltype(dbsp::rewrite::rules)>,       \
                                                  sources>(const dynamic&, sources)
