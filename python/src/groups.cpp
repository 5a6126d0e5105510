/// The operators that work group by group.
#include "aggregates.hpp"

#include <dbsp/operator/aggregate.hpp>
#include <dbsp/operator/group_transform.hpp>
#include <dbsp/operator/top_k.hpp>

#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <span>

namespace pydbsp {

namespace {

using expressions = std::vector<expression>;
using key_function = dbsp::labelled_key<row>;

/// Groups by columns; a None is a group, too.
auto grouped_by(const circuit& in, const std::string& label, const expressions& columns) {
    return dbsp::group_by(
        in, key_function(dbsp::labelled_function<row(const row&)>(label, computed_row{columns})));
}

/// The order of rows by expressions, each ascending or descending.
struct order {
    std::vector<std::pair<expression, bool>> keys;
    std::string text;
    bool operator()(const row& a, const row& b) const {
        for (const auto& [key, descending] : keys) {
            auto const comes = dbsp::compare(key.evaluate(a), key.evaluate(b));
            if (comes != 0) { return descending ? comes > 0 : comes < 0; }
        }
        return false;
    }
    [[nodiscard]] const std::string& label() const { return text; }
};

circuit first_of_each(const circuit& in, const std::string& label, const expressions& key, std::size_t limit,
                      std::size_t offset, const std::string& order_label,
                      const std::vector<std::pair<expression, bool>>& by) {
    return dbsp::top_k(grouped_by(in, label, key), limit, order{by, order_label}, offset);
}

/// `fn(key, rows)` in Python.
struct transformation {
    python_function call;
    shared_schema key;
    shared_schema result;
    std::string text;

    std::vector<row> operator()(const row& of, std::span<const row> rows) const {
        nb::gil_scoped_acquire const lock;
        nb::list all;
        for (const auto& one : rows) { all.append(call.from().to_tuple(one)); }
        return to_rows(*result, call(key->to_tuple(of), all));
    }
    [[nodiscard]] const std::string& label() const { return text; }
};

circuit transformed(const circuit& in, const std::string& key_label, const expressions& key,
                    const std::string& label, nb::callable fn, const schema& key_schema, const schema& from,
                    const schema& to) {
    return dbsp::group_transform(grouped_by(in, key_label, key),
                                 transformation{python_function(fn, from),
                                                std::make_shared<const schema>(key_schema),
                                                std::make_shared<const schema>(to), label});
}

circuit aggregated(const circuit& in, const std::string& label, const expressions& key,
                   const std::vector<aggregate>& list) {
    return dbsp::detail::connect_grouped<dbsp::op::aggregate>(grouped_by(in, label, key), aggregates{list});
}

aggregate over_argument(const std::string& name, const std::string& label, const expression& of, bool reals) {
    using namespace dbsp::agg;
    using integers = argument_as<std::int64_t>;
    using real_numbers = argument_as<double>;
    if (name == "count") { return {sum<presence>{{of}}, label}; }
    if (name == "min") { return {extremum<argument, smaller>{{of}}, label}; }
    if (name == "max") { return {extremum<argument, larger>{{of}}, label}; }
    if (name == "sum" && reals) { return {sum<real_numbers>{{of}}, label}; }
    if (name == "sum") { return {sum<integers>{{of}}, label}; }
    if (name == "avg" && reals) { return {avg<real_numbers>{{of}}, label}; }
    if (name == "avg") { return {avg<integers>{{of}}, label}; }
    throw dbsp::circuit_error("no aggregate called '" + name + "'");
}

} // namespace

void bind_groups(nb::module_& m) {
    nb::class_<aggregate>(m, "Aggregate", "One aggregate of a group.")
        .def_static("count_rows", [] { return aggregate{dbsp::agg::count{}, "count()"}; })
        .def_static("over", over_argument, nb::arg("name"), nb::arg("label"), nb::arg("argument"),
                    nb::arg("reals"))
        .def_static(
            "by_python",
            [](const std::string& label, nb::callable fn, const schema& from, const schema& result) {
                return aggregate{python_aggregate{python_function(fn, from), result.columns().at(0)}, label};
            },
            nb::arg("label"), nb::arg("function"), nb::arg("schema"), nb::arg("result"));
    m.def("aggregate", aggregated, nb::arg("a"), nb::arg("key_label"), nb::arg("key"), nb::arg("aggregates"));
    m.def("top_k", first_of_each, nb::arg("a"), nb::arg("key_label"), nb::arg("key"), nb::arg("limit"),
          nb::arg("offset"), nb::arg("order_label"), nb::arg("order"));
    m.def("group_transform", transformed, nb::arg("a"), nb::arg("key_label"), nb::arg("key"),
          nb::arg("label"), nb::arg("function"), nb::arg("key_schema"), nb::arg("schema"), nb::arg("result"));
}

} // namespace pydbsp
