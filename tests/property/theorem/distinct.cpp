#include "property/support/law.hpp"
#include "property/support/relational.hpp"
#include "property/support/streams.hpp"

using namespace dbsp;
using namespace dbsp::formal;
using namespace dbsp::test;

namespace {
using batches = stream<relation>;

/// A table, as a bag: positive weights.
struct bag {
    relation rows;
};
void showValue(const bag& b, std::ostream& out) { out << b.rows; }
} // namespace

template <> struct rc::Arbitrary<bag> {
    static Gen<bag> arbitrary() {
        return gen::map<relation>([](const relation& r) { return bag{square_weights(r)}; });
    }
};

TEST_CASE("theorem: distinct is idempotent", "[theorem][distinct]") {
    check_law("distinct∘distinct == distinct",
              [](const relation& r) { RC_ASSERT(distinct(distinct(r)) == distinct(r)); });
}

TEST_CASE("theorem: distinct makes a set", "[theorem][distinct]") {
    check_law("distinct(r) is a set, and distinct(s) == s for sets", [](const relation& r) {
        RC_ASSERT(is_set(distinct(r)));
        auto const set = *any_set_of<edge>(small_value<edge>());
        RC_ASSERT(distinct(set) == set);
    });
}

TEST_CASE("theorem: distinct changes places with selection and with join", "[theorem][distinct]") {
    check_law("distinct(σ(r)) == σ(distinct(r))",
              [](const relation& r) { RC_ASSERT(distinct(even_sources(r)) == even_sources(distinct(r))); });
    check_law("distinct(r × s) == distinct(r) × distinct(s) for bags", [](const bag& a, const bag& b) {
        auto const product = [](const relation& x, const relation& y) {
            zset<std::pair<edge, edge>> all;
            for (const auto& [p, n] : x) {
                for (const auto& [q, m] : y) { all.add({p, q}, n * m); }
            }
            return all;
        };
        auto const pairs = product(a.rows, b.rows);
        auto const once = product(distinct(a.rows), distinct(b.rows));
        RC_ASSERT(is_set(once) && once.size() == pairs.size());
        for (const auto& [row, weight] : pairs) { RC_ASSERT(weight > 0 && once.contains(row)); }
    });
}

TEST_CASE("theorem: distinct can be left for the end", "[theorem][distinct]") {
    check_law("distinct(Q(distinct(b))) == distinct(Q(b)) for σ, π, ⋈ and + over bags",
              [](const bag& b, const bag& other) {
                  auto const& [r] = b;
                  auto const& [s] = other;
                  RC_ASSERT(distinct(even_sources(distinct(r))) == distinct(even_sources(r)));
                  RC_ASSERT(distinct(fold_targets(distinct(r))) == distinct(fold_targets(r)));
                  RC_ASSERT(distinct(compose(distinct(r), distinct(s))) == distinct(compose(r, s)));
                  RC_ASSERT(distinct(distinct(r) + distinct(s)) == distinct(r + s));
              });
}

TEST_CASE("theorem: the change of distinct needs the state before and the rows of the change",
          "[theorem][distinct]") {
    check_law("distinct(r + d) - distinct(r) == H(r, d)", [](const relation& r, const relation& d) {
        RC_ASSERT(distinct(r + d) - distinct(r) == distinct_change(r, d));
    });
}

TEST_CASE("theorem: distinct, incrementally", "[theorem][distinct][incremental]") {
    check_law("(↑distinct)^Δ(d) == ↑H(z⁻¹(I(d)), d)",
              [](const batches& d) { must_agree(incremental(lift(distinct))(d), incremental_distinct(d)); });
}
