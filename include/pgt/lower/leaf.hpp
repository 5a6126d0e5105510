/// The leaves of circuits that are ready to become SQL: a source now, before the changes, or the changes themselves.
#pragma once

#include <pgt/bind/query.hpp>
#include <pgt/lower/by_circuit.hpp>

#include <dbsp/operator/source.hpp>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace pgt::lower {

/// In deltas of sources: how many times the row appears (1) or goes (-1).
inline constexpr const char* weight_column = "__pgt_weight";

/// What of a source a leaf stands for.
enum class moment : std::uint8_t { now, before, change };

namespace detail {
inline constexpr std::string_view suffix_of(moment when) {
    switch (when) {
    case moment::before: return "@before";
    case moment::change: return "@change";
    default: return "";
    }
}
} // namespace detail

/// What the leaf of the source called `name` at a moment is called, and the leaf.
[[nodiscard]] inline std::string name_of_leaf(std::string_view name, moment when) {
    return std::string(name).append(detail::suffix_of(when));
}
[[nodiscard]] inline circuit leaf(std::string_view name, moment when) {
    return dbsp::source<circuit>(name_of_leaf(name, when));
}

/// A leaf by its name.
struct leaf_name {
    std::string source;
    moment when = moment::now;

    explicit leaf_name(const std::string& name) : source(name.substr(0, name.find('@'))) {
        for (moment const m : {moment::before, moment::change}) {
            if (name.ends_with(detail::suffix_of(m))) { when = m; }
        }
    }
};

/// What a leaf is called; none for any other circuit.
[[nodiscard]] inline std::optional<std::string> called(const circuit& c) {
    return c.visit([](const auto& n) -> std::optional<std::string> {
        if constexpr (requires { n.op.table; }) {
            return n.op.table;
        } else {
            return std::nullopt;
        }
    });
}

/// Whether circuits read a leaf that is one of those looked for, by its name; every piece is looked at once.
class leaf_search {
  public:
    using property = std::function<bool(const std::string& leaf)>;
    explicit leaf_search(property wanted) : wanted_(std::move(wanted)) {}

    bool operator()(const circuit& c) {
        return known_.once(c, [&] {
            if (auto const name = called(c)) { return wanted_(*name); }
            auto const inputs = c.visit([](const auto& n) { return detail::inputs_of(n); });
            return std::ranges::any_of(inputs, [&](const circuit& in) { return (*this)(in); });
        });
    }

  private:
    property wanted_;
    detail::by_circuit<bool> known_;
};

/// The list of VALUES that a leaf stands for; null for any other leaf.
[[nodiscard]] inline const bind::constant_rows* find_constants(const bind::query& query,
                                                               std::string_view name) {
    auto const found = std::ranges::find(query.constants, name, &bind::constant_rows::name);
    return found == query.constants.end() ? nullptr : &*found;
}
/// `VALUES (...), (...)`.
[[nodiscard]] inline sql::text values_text(const bind::constant_rows& list) {
    return sql::build("VALUES {}", sql::join(list.rows, ", ", [](const std::vector<expression>& row) {
                          return sql::build(
                              "({})", sql::join(row, ", ", [](const expression& e) { return e.print({}); }));
                      }));
}

/// The index of a source of the query; none for the unit source, and for leaves that a lowering makes for itself.
[[nodiscard]] inline std::optional<std::size_t> source_index(const bind::query& query,
                                                             std::string_view name) {
    for (std::size_t i = 0; i < query.sources.size(); ++i) {
        if (query.sources[i].name == name) { return i; }
    }
    return std::nullopt;
}

} // namespace pgt::lower
