#include <pgt/lower/facts/recursion_key.hpp>

#include <pgt/lower/piece/piece.hpp>

#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/map.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace pgt::lower {

namespace {

using filter_operator = dbsp::op::filter<predicate>;
using map_operator = dbsp::op::map<mapping>;
using join_operator = dbsp::op::join<join_match, pairing>;

/// How often a circuit reads a leaf; twice stands for more.
int times_read(const circuit& c, const std::string& name) {
    if (leaf_of(c) == leaf{name}) { return 1; }
    int times = 0;
    for (const auto& in : piece(c).inputs()) { times = std::min(2, times + times_read(in, name)); }
    return times;
}

/// The columns that a conjunction tests by an operation, such as `x IS NULL`.
column_set tested(const expression& condition, operation test) {
    if (condition.op() == operation::logical_and) {
        column_set result;
        for (const auto& part : condition.args()) { result.merge(tested(part, test)); }
        return result;
    }
    if (condition.op() != test || condition.args().size() != 1) { return {}; }
    auto const column = condition.args().front().as_column();
    return column ? column_set{*column} : column_set{};
}

/// Which columns of the row of a source that a row was made from are known to be NULL, or not to be, in all rows of a circuit.
class null_finder {
  public:
    null_finder(std::string source, typing& types)
        : source_(std::move(source)), types_(types), origins_(source_, types) {}

    column_set always(const circuit& c) { return of(c, operation::is_null); }
    column_set never(const circuit& c) { return of(c, operation::is_not_null); }

  private:
    column_set of(const circuit& c, operation test) {
        const piece here(c);
        if (const auto* const filter = here.as<filter_operator>()) {
            auto result = of(here.input(0), test);
            result.merge(in_source(here.input(0), tested(filter->pred.condition(), test)));
            return result;
        }
        if (here.is<map_operator>()) { return of(here.input(0), test); }
        if (const auto* const join = here.as<join_operator>()) { return of_join(here, *join, test); }
        return {};
    }

    /// A NULL equals nothing.
    column_set of_join(const piece& here, const join_operator& join, operation test) {
        std::size_t const side = reads_leaf(here.input(0), source_) ? 0 : 1;
        auto result = of(here.input(side), test);
        if (test == operation::is_null) { return result; }
        column_set compared;
        for (const auto& e : (side == 0 ? join.on.left : join.on.right).columns()) {
            if (auto const column = e.as_column()) { compared.insert(*column); }
        }
        result.merge(in_source(here.input(side), compared));
        return result;
    }

    /// Columns of types whose `=` and `IS NULL` exclude each other: for composite values they do not, and other operators may do what
    /// they like.
    column_set in_source(const circuit& c, const column_set& columns) {
        auto const origins = origins_.of(c);
        auto const& types = types_.of(c);
        column_set result;
        for (std::size_t const i : columns) {
            auto const& type = types.at(i).type;
            bool const is_plain = !type.is_row && type.equality.starts_with("OPERATOR(pg_catalog.");
            if (origins.at(i) && is_plain) { result.insert(*origins.at(i)); }
        }
        return result;
    }

    std::string source_;
    typing& types_;
    origin_finder origins_;
};

/// Where the key of a source is in the rows of a recursion: in the same columns of the start and of the step.
std::optional<column_set> passed_key(const column_set& key, const column_origins& start,
                                     const column_origins& step) {
    column_set result;
    for (std::size_t const column : key) {
        std::size_t i = 0;
        while (i < start.size() && !(start[i] == column && step[i] == column)) { ++i; }
        if (i == start.size()) { return std::nullopt; }
        result.insert(i);
    }
    return result;
}

class recursion_keys {
  public:
    recursion_keys(const bind::query& query, typing& types, const recursive_query& of)
        : query_(query),
          types_(types),
          start_(of.parts.start),
          step_(of.step(iterate_before)),
          rows_(types.of(of.fixpoint)) {}

    std::optional<column_set> by(const std::string& source) {
        if (times_read(start_, source) != 1 || times_read(step_, source) != 1 || !are_apart(source)) {
            return std::nullopt;
        }
        auto const from_start = origin_finder(source, types_).of(start_);
        auto const from_step = origin_finder(source, types_).of(step_);
        for (const auto& key : key_finder(query_, types_).of_leaf({source})) {
            auto const found = passed_key(key, from_start, from_step);
            if (found && !found->empty() && keeps_types(*found) && holds(*found)) { return found; }
        }
        return std::nullopt;
    }

  private:
    bool are_apart(const std::string& source) {
        null_finder nulls(source, types_);
        auto const always = nulls.always(start_);
        auto const never = nulls.never(step_);
        return std::ranges::any_of(always, [&](std::size_t column) { return never.contains(column); });
    }

    /// Whether the columns compare in the recursion as they do in the source.
    bool keeps_types(const column_set& key) {
        return std::ranges::all_of(key, [this](std::size_t i) {
            return has_type_of_rows(types_.of(start_), i) && has_type_of_rows(types_.of(step_), i);
        });
    }
    [[nodiscard]] bool has_type_of_rows(const row_type& part, std::size_t i) const {
        auto const& type = part.at(i).type;
        return type.name == rows_.at(i).type.name && type.collation == rows_.at(i).type.collation;
    }

    /// Whether it is a key of the start, and one of the step if it is one of the rows that the step reads.
    bool holds(const column_set& key) {
        key_finder assuming(query_, types_);
        assuming.assume(iterate_before, {key});
        auto const is_key_of = [&](const circuit& c) {
            return std::ranges::any_of(
                assuming.of(c), [&](const column_set& known) { return std::ranges::includes(key, known); });
        };
        return is_key_of(start_) && is_key_of(step_);
    }

    const bind::query& query_;
    typing& types_;
    circuit start_;
    circuit step_;
    row_type rows_;
};

} // namespace

std::optional<column_set> recursion_key(const bind::query& query, typing& types, const recursive_query& of) {
    if (of.parts.is_set) { return std::nullopt; }
    recursion_keys keys(query, types, of);
    for (const auto& source : query.sources) {
        if (auto found = keys.by(source.name)) { return found; }
    }
    return std::nullopt;
}

} // namespace pgt::lower
