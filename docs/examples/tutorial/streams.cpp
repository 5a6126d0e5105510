// Tutorial, part 2: streams, and the rules that the library derives everything else from.

#include "show.hpp"

#include <dbsp/dbsp.hpp>
#include <dbsp/stream.hpp>

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

namespace formal = dbsp::formal;

namespace {

using words = dbsp::zset<std::string>;
using stream_of_words = formal::stream<words>;

template <class A> void show(std::string_view name, const formal::stream<A>& s) {
    std::cout << name << ':';
    for (const auto& element : formal::prefix(s, 3)) { std::cout << ' ' << text_of(element); }
    std::cout << '\n';
}

/// Compares the first hundred elements.
template <class A> void same(std::string_view what, const formal::stream<A>& a, const formal::stream<A>& b) {
    std::cout << what << ": " << (formal::equal_up_to(a, b, 100) ? "the same" : "different") << '\n';
}

words short_words(const words& z) {
    words result;
    for (const auto& [word, weight] : z) {
        if (word.size() <= 3) { result.add(word, weight); }
    }
    return result;
}

using pairs_of_words = dbsp::zset<std::pair<std::string, std::string>>;

pairs_of_words same_initial(const words& a, const words& b) {
    pairs_of_words result;
    for (const auto& [x, w] : a) {
        for (const auto& [y, v] : b) {
            if (x.front() == y.front()) { result.add({x, y}, w * v); }
        }
    }
    return result;
}

using counts = dbsp::zset<std::pair<char, std::int64_t>>;

char initial(const std::string& word) { return word.front(); }

counts count_by_initial(const words& z) {
    counts result;
    for (const auto& [letter, group] : dbsp::index_by(z, initial)) {
        std::int64_t total = 0;
        for (const auto& [word, weight] : group) { total += weight.value(); }
        result.add({letter, total}, 1);
    }
    return result;
}

/// The words whose initials occur in the change.
words restricted(const words& z, const words& change) {
    auto const touched = dbsp::index_by(change, initial);
    words result;
    for (const auto& [word, weight] : z) {
        if (touched.contains(initial(word))) { result.add(word, weight); }
    }
    return result;
}

words distinct(const words& z) {
    words result;
    for (const auto& [word, weight] : z) { result.add(word, weight > 0 ? 1 : 0); }
    return result;
}

} // namespace

int main() {
    stream_of_words const changes{words{{"ant", 1}, {"bee", 1}}, words{{"bee", -1}, {"crane", 1}},
                                  words{{"ant", 1}, {"cat", 1}}};

    auto const states = formal::integrate(changes);
    show("changes", changes);
    show("I(changes)", states);
    show("z^-1(I(changes))", formal::delay(states));
    same("D(I(changes)) and changes", formal::differentiate(states), changes);

    auto const query = formal::lift(short_words);
    auto const delta = formal::incremental(query); // D o query o I
    show("the query on the states", query(states));
    show("the change of that", delta(changes));
    same("the query on the changes", query(changes), delta(changes));

    stream_of_words const others{words{{"bat", 1}}, words{{"ape", 1}, {"cow", 1}}, words{{"bat", -1}}};
    auto const join = formal::lift(same_initial);
    auto const by_the_rule =
        join(changes, formal::delay(formal::integrate(others))) + // left change, right before
        join(formal::integrate(changes), others);                 // left now, right change
    show("the change of the join", by_the_rule);
    same("the bilinear rule and D o join o I", by_the_rule, formal::incremental(join)(changes, others));
    same("the join of the changes and D o join o I", join(changes, others),
         formal::incremental(join)(changes, others));

    auto const count = formal::lift(count_by_initial);
    auto const restrict = formal::lift(restricted);
    auto const now = formal::integrate(changes);
    auto const before = formal::delay(now);
    auto const by_groups = count(restrict(now, changes)) - count(restrict(before, changes));
    show("the change of the counts", by_groups);
    same("the group-wise rule and D o count o I", by_groups, formal::incremental(count)(changes));

    auto const unique = formal::lift(distinct);
    show("distinct of the states", unique(states));
    show("the change of that", formal::incremental(unique)(changes));
}
