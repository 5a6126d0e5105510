/// A Z-set against the obvious model: a `std::map` from values to weights.

#include <dbsp/zset/zset.hpp>

#include "property/support/generate.hpp"
#include "property/support/law.hpp"

#include <map>

using namespace dbsp;
using namespace dbsp::test;

namespace {
using numbers = zset<int>;
using model = std::map<int, default_weight>;

/// One thing that can happen to a Z-set.
struct action {
    enum kind { add, plus, minus, plus_itself, negate, copy, move, clear, reserve, kinds } what;
    int value;
    default_weight weight;
    numbers other;
};
void showValue(const action& a, std::ostream& out) {
    constexpr std::array names{"add",  "plus", "minus", "plus itself", "negate",
                               "copy", "move", "clear", "reserve"};
    out << names[a.what] << ' ' << a.value << ": " << a.weight << ", " << a.other;
}

void add_to(model& m, int value, default_weight weight) {
    if ((m[value] += weight) == 0) { m.erase(value); }
}
void add_to(model& m, const numbers& other, default_weight factor) {
    for (const auto& [value, weight] : other) { add_to(m, value, factor * weight); }
}
void scale(model& m, default_weight factor) {
    for (auto& entry : m) { entry.second = entry.second * factor; }
}

void apply(const action& a, model& m) {
    switch (a.what) {
    case action::add: add_to(m, a.value, a.weight); break;
    case action::plus: add_to(m, a.other, 1); break;
    case action::minus: add_to(m, a.other, -1); break;
    case action::plus_itself: scale(m, 2); break;
    case action::negate: scale(m, -1); break;
    case action::clear: m.clear(); break;
    default: break;
    }
}

void apply(const action& a, numbers& z) {
    switch (a.what) {
    case action::add: z.add(a.value, a.weight); break;
    case action::plus: z += a.other; break;
    case action::minus: z -= a.other; break;
    case action::plus_itself: z += z; break;
    case action::negate: z = -z; break;
    case action::copy: z = numbers(z); break;
    case action::move: {
        auto taken = std::move(z);
        z = std::move(taken);
        break;
    }
    case action::clear: z.clear(); break;
    default: z.reserve(static_cast<std::size_t>(a.value)); break;
    }
}

void must_match(const numbers& z, const model& m) {
    RC_ASSERT(z.size() == m.size());
    for (const auto& [value, weight] : m) { RC_ASSERT(z[value] == weight); }
    for (const auto& [value, weight] : z) { RC_ASSERT(m.at(value) == weight); }
    RC_ASSERT(z == numbers(std::from_range, m));
}
} // namespace

/// Mostly small steps; doubling is rare, so that weights stay small.
template <> struct rc::Arbitrary<action> {
    static Gen<action> arbitrary() {
        auto const kind = gen::map(below(40), [](int i) {
            return i < action::kinds ? static_cast<action::kind>(i) : i < 20 ? action::plus : action::add;
        });
        return gen::construct<action>(kind, below(40), small_weight<default_weight>(),
                                      gen::resize(20, any_zset_of(below(40))));
    }
};

TEST_CASE("a Z-set does what a map from values to weights does", "[zset]") {
    check_law("after any sequence of actions", [](const std::vector<action>& actions) {
        model expected;
        numbers z;
        for (const auto& a : actions) {
            apply(a, expected);
            apply(a, z);
            must_match(z, expected);
        }
    });
}

TEST_CASE("a Z-set looks the same however it was put together", "[zset][law]") {
    check_law("shuffled entries give equal Z-sets with equal hashes", [] {
        auto entries = *rc::gen::container<std::vector<std::pair<int, default_weight>>>(
            rc::gen::pair(below(40), small_weight<default_weight>()));
        numbers const one(std::from_range, entries);
        std::ranges::reverse(entries);
        numbers const other(std::from_range, entries);
        RC_ASSERT(one == other);
        RC_ASSERT(hash_of(one) == hash_of(other));
    });
}
