/// The functions inside circuits over Python rows: expressions, and calls of Python.
#pragma once

#include "expression.hpp"

#include <algorithm>
#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace pydbsp {

using shared_schema = std::shared_ptr<const schema>;

/// A function of Python, from rows of one schema.
///
/// It is borrowed: what holds the circuit on the Python side holds the function, too.  So circuits are copied without the lock of the
/// interpreter, and its garbage collector sees each reference.
class python_function {
  public:
    python_function(nb::handle fn, const schema& from)
        : fn_(fn.ptr()), from_(std::make_shared<const schema>(from)) {}

    /// With the lock of the interpreter held.
    [[nodiscard]] nb::object operator()(const row& one) const {
        return nb::handle(fn_)(from_->to_tuple(one));
    }
    [[nodiscard]] nb::object operator()(nb::handle first, nb::handle second) const {
        return nb::handle(fn_)(first, second);
    }
    [[nodiscard]] const schema& from() const { return *from_; }

  private:
    PyObject* fn_;
    shared_schema from_;
};

/// `row -> row` by a list of expressions.
struct computed_row {
    std::vector<expression> columns;
    row operator()(const row& one) const {
        row made;
        made.reserve(columns.size());
        for (const auto& column : columns) { made.push_back(column.evaluate(one)); }
        return made;
    }
};

/// The key of a join: one with a None matches nothing, as in SQL.
struct join_key : computed_row {
    [[nodiscard]] static bool matches(const row& key) {
        return std::ranges::all_of(key, [](const value& v) { return v.has_value(); });
    }
};

/// Chosen columns of a row, or of two rows one behind the other; None where there is no place.
struct projection {
    static constexpr std::ptrdiff_t nowhere = -1;
    std::vector<std::ptrdiff_t> places;

    row operator()(const row& one) const {
        return chosen([&](std::size_t i) -> const value& { return one.at(i); });
    }
    row operator()(const row& left, const row& right) const {
        return chosen([&](std::size_t i) -> const value& {
            return i < left.size() ? left[i] : right.at(i - left.size());
        });
    }
    [[nodiscard]] static std::string label() { return "columns"; }

  private:
    template <class Column> row chosen(const Column& column) const {
        row made;
        made.reserve(places.size());
        for (auto const place : places) {
            made.push_back(place == nowhere ? value() : column(static_cast<std::size_t>(place)));
        }
        return made;
    }
};

/// The rows that Python gives in some iterable.
[[nodiscard]] inline std::vector<row> to_rows(const schema& of, nb::handle given) {
    std::vector<row> rows;
    for (auto const one : nb::iter(given)) { rows.push_back(of.to_row(one)); }
    return rows;
}

void bind_circuit(nb::module_& m);
void bind_groups(nb::module_& m);
void bind_engine(nb::module_& m);
void bind_arrow(nb::module_& m);
void bind_explain(nb::module_& m);

} // namespace pydbsp
