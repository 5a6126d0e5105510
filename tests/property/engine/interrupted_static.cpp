/// The same for static circuits: rows with memory of their own, states without a journal, nested fixpoints.

#include "property/support/generate.hpp"
#include "property/support/interruption.hpp"
#include "property/support/law.hpp"

#include <dbsp/aggregate/extremum.hpp>
#include <dbsp/engine/engine.hpp>
#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/distinct.hpp>
#include <dbsp/operator/fixpoint.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/plus.hpp>

namespace dbsp::test {

namespace {
using text_row = std::pair<std::string, std::string>;
using edge = std::pair<int, int>;

/// An aggregate of a user: its state can be copied, and says nothing of journals.
struct longest {
    using algebra = groupwise;

    template <class T, class W> [[nodiscard]] std::size_t of(const zset<T, W>& group) const {
        state<T, W> all;
        for (const auto& [row, w] : group) { all.add(*this, row, w); }
        return all.result(*this);
    }
    template <class T, class W> struct state {
        std::map<std::size_t, W> lengths;
        void add(const longest&, const T& row, const W& w) {
            interruption_point();
            auto const at = lengths.try_emplace(row.second.size()).first;
            at->second = at->second + w;
            if (at->second == W{}) { lengths.erase(at); }
        }
        [[nodiscard]] std::size_t result(const longest&) const { return lengths.rbegin()->first; }
        [[nodiscard]] bool empty() const { return lengths.empty(); }
    };
};

/// Inserts and deletes rows that are there, in steps that fail ever later, and in steps of a twin that do not.
template <class Row, class C> void check_interrupted(const std::string& name, const C& circuit) {
    check_law(name,
              [&] {
                  auto const changes = *rc::gen::container<std::vector<std::vector<std::pair<bool, Row>>>>(
                      rc::gen::container<std::vector<std::pair<bool, Row>>>(
                          rc::gen::pair(rc::gen::arbitrary<bool>(), small_value<Row>())));
                  for (auto const kind : {interruption::of_function, interruption::of_memory}) {
                      engine expected(circuit);
                      engine got(circuit);
                      zset<Row> table;
                      for (const auto& batch : changes) {
                          for (const auto& [deletes, one] : batch) {
                              default_weight const w = deletes && table.contains(one) ? -1 : 1;
                              table.add(one, w);
                              expected.template input<Row>("a").push(one, w);
                              got.template input<Row>("a").push(one, w);
                          }
                          const typename engine<C>::change_type* change = nullptr;
                          interrupt_until_done(
                              kind, [&] { change = &got.step(); },
                              [&] {
                                  if (kind == interruption::of_function) {
                                      RC_ASSERT(got.failure().has_value());
                                  }
                              });
                          RC_ASSERT(!got.failure());
                          RC_ASSERT(expected.step() == *change);
                      }
                  }
              },
              {.max_size = 14});
}
} // namespace

TEST_CASE("interrupted steps: rows with memory of their own", "[engine][transaction]") {
    auto const a = source<text_row>("a");
    auto const by_first = [](const text_row& r) { return interruption_point(), r.first; };
    auto const by_second = [](const text_row& r) { return interruption_point(), r.second; };
    check_interrupted<text_row>("join of texts", distinct(join(a, a, on(by_second, by_first))));
    check_interrupted<text_row>("groups of texts",
                                group_by(a, by_first) | aggregate(max(by_second), longest{}));
}

TEST_CASE("interrupted steps: a state without a journal", "[engine][transaction]") {
    auto const by_first = [](const text_row& r) { return interruption_point(), r.first; };
    check_interrupted<text_row>("copied states",
                                group_by(source<text_row>("a"), by_first) | aggregate(longest{}));
}

TEST_CASE("interrupted steps: nested fixpoints", "[engine][transaction]") {
    auto const from = [](const edge& e) { return interruption_point(), e.first; };
    auto const to = [](const edge& e) { return interruption_point(), e.second; };
    auto const ends = [](const edge& a, const edge& b) {
        return interruption_point(), edge{a.first, b.second};
    };
    auto const closure = [=](auto x, auto e) { return distinct(e + join(x, e, on(to, from), ends)); };
    auto const nested = fixpoint<edge>(
        [=](auto x, auto e) {
            auto const inner = fixpoint<edge>(closure, x + e);
            return distinct(inner + e);
        },
        source<edge>("a"));
    check_interrupted<edge>("nested", nested);
}

} // namespace dbsp::test
