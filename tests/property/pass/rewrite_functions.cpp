/// Run-time functions that tell what they read: the rules then go where they do not for opaque ones.
#include "property/support/rewrite.hpp"

using namespace dbsp;
using namespace dbsp::test;
using rewrite::push_filter_rules;

namespace {
/// `(a, b) -> (a.first, b.second)`.
struct outer_members {
    row operator()(const row& a, const row& b) const { return {a.first, b.second}; }
    [[nodiscard]] static std::string label() { return "outer"; }
};

/// Lower bounds of the members of a row: in a form that can be printed, taken apart and put together.
struct bounds {
    std::optional<int> first;
    std::optional<int> second;

    bool operator()(const row& x) const {
        return (!first || x.first >= *first) && (!second || x.second >= *second);
    }
    [[nodiscard]] std::string label() const {
        return (first ? "first >= " + std::to_string(*first) : "") + (first && second ? ", " : "") +
               (second ? "second >= " + std::to_string(*second) : "");
    }
    [[nodiscard]] bounds also(const bounds& other) const {
        auto const both = [](const auto& a, const auto& b) { return a && b ? std::max(a, b) : a ? a : b; };
        return {both(first, other.first), both(second, other.second)};
    }
    [[nodiscard]] std::optional<bounds> of_side(const outer_members&, std::size_t side) const {
        if (side == 0 ? second.has_value() : first.has_value()) { return std::nullopt; }
        return *this;
    }
    /// The key of a group is the row `(first, 0)`, and `top_k` gives rows of the group.
    template <class Key, class Group>
    [[nodiscard]] std::optional<bounds> of_group(const Key& key, const Group&) const {
        return key.label() == "k" && !second ? std::optional(*this) : std::nullopt;
    }
    /// Before `k`, which leaves the first member as it is.
    template <class Key>
        requires requires(const Key& key) { key.label(); }
    [[nodiscard]] bounds after(const Key&) const {
        return *this;
    }
};

struct readable {
    using row = test::row;
    using weight = default_weight;

    static bounds of(role::predicate);
    static outer_members of(role::pairing);
    static labelled_function<row(const row&)> of(role::mapping);
    static labelled_key<row> of(role::key);
    static labelled_function<std::vector<row>(const row&)> of(role::expansion);
    static labelled_function<bool(const row&, const row&)> of(role::condition);
    static any_group_function<row, weight> of(role::grouping);
    template <class Role> using function = decltype(of(Role{}));
};
using circuit_type = circuit<readable>;

bounds const first{1, std::nullopt};
bounds const second{std::nullopt, 1};

std::string simple(const circuit_type& c) { return formula(simplify(c, push_filter_rules)); }
} // namespace

TEST_CASE("functions: a run-time predicate says which side of a join it reads", "[pass][rewrite]") {
    auto const a = source<circuit_type>("a");
    auto const b = source<circuit_type>("b");
    circuit_type const joined = join(a, b, on(k, k), outer_members{});
    CHECK(simple(filter(joined, first)) == "join k = k(filter first >= 1(a), b)");
    CHECK(simple(filter(joined, second)) == "join k = k(a, filter second >= 1(b))");
    CHECK(simple(filter(joined, first.also(second))) == "filter first >= 1, second >= 1(join k = k(a, b))");
    CHECK(simple(filter(filter(a, first), second)) == "filter first >= 1, second >= 1(a)");

    circuit_type const before = filter(joined, first);
    circuit_type const after = simplify(before);
    two_streams<row> const in{{{{{0, 0}, 1}, {{1, 2}, 2}}, {{{0, 1}, 1}, {{1, 3}, -1}}}};
    CHECK(two_input_run<circuit_type, row, row>(before).step(in.front()) ==
          two_input_run<circuit_type, row, row>(after).step(in.front()));
}

TEST_CASE("functions: a run-time predicate says that it reads the key of a group", "[pass][rewrite]") {
    auto const a = source<circuit_type>("a");
    CHECK(simple(filter(top_k(group_by(a, k), 1), first)) ==
          "top_k by k: limit 1 order by f(filter first >= 1(a))");
    CHECK(simple(filter(top_k(group_by(a, k), 1), second)) ==
          "filter second >= 1(top_k by k: limit 1 order by f(a))");
}
