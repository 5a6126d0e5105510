#include "schema.hpp"

#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <datetime.h>

#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <tuple>

namespace pydbsp {

namespace {
using std::chrono::microseconds;
using std::chrono::sys_days;

constexpr std::array<const char*, 7> names{
    "bool", "int", "float", "str", "bytes", "datetime.date", "datetime.datetime"};

std::string class_of(nb::handle given) { return nb::cast<std::string>(given.type().attr("__name__")); }

[[noreturn]] void refuse(const column& of, nb::handle given) {
    throw schema_error("column '" + of.name + "' is of type " + name_of(of.type) +
                       (of.nullable ? " | None" : "") + ", but got " + nb::repr(given).c_str() + " of type " +
                       class_of(given));
}
[[noreturn]] void refuse_number(const column& of, nb::handle given) {
    PyErr_Clear();
    throw dbsp::overflow_error("column '" + of.name + "': " + nb::repr(given).c_str() + " does not fit a " +
                               (of.type == kind::integer ? "64-bit integer" : "float"));
}

present to_boolean(const column& of, nb::handle given) {
    if (!PyBool_Check(given.ptr())) { refuse(of, given); }
    return given.ptr() == Py_True;
}
present to_integer(const column& of, nb::handle given) {
    if (PyBool_Check(given.ptr()) || !PyIndex_Check(given.ptr())) { refuse(of, given); }
    auto const number = nb::steal(PyNumber_Index(given.ptr()));
    if (!number.is_valid()) { throw nb::python_error(); }
    auto const result = PyLong_AsLongLong(number.ptr());
    if (result == -1 && PyErr_Occurred() != nullptr) { refuse_number(of, given); }
    return present(std::in_place_type<std::int64_t>, result);
}
present to_real(const column& of, nb::handle given) {
    auto const is_number = PyFloat_Check(given.ptr()) || PyLong_Check(given.ptr());
    if (!is_number || PyBool_Check(given.ptr())) { refuse(of, given); }
    auto const result = PyFloat_AsDouble(given.ptr());
    if (result == -1.0 && PyErr_Occurred() != nullptr) { refuse_number(of, given); }
    return result;
}
present to_text(const column& of, nb::handle given) {
    if (!PyUnicode_Check(given.ptr())) { refuse(of, given); }
    Py_ssize_t size = 0;
    const auto* text = PyUnicode_AsUTF8AndSize(given.ptr(), &size);
    if (text == nullptr) { throw nb::python_error(); }
    return std::string(text, static_cast<std::size_t>(size));
}
present to_bytes(const column& of, nb::handle given) {
    if (!PyBytes_Check(given.ptr())) { refuse(of, given); }
    return blob{
        std::string(PyBytes_AS_STRING(given.ptr()), static_cast<std::size_t>(PyBytes_GET_SIZE(given.ptr())))};
}

sys_days day_of(PyObject* given) {
    auto const month = static_cast<unsigned>(PyDateTime_GET_MONTH(given));
    auto const day = static_cast<unsigned>(PyDateTime_GET_DAY(given));
    return std::chrono::year(PyDateTime_GET_YEAR(given)) / std::chrono::month(month) / std::chrono::day(day);
}
present to_date(const column& of, nb::handle given) {
    if (!PyDate_Check(given.ptr()) || PyDateTime_Check(given.ptr())) { refuse(of, given); }
    return date{static_cast<std::int32_t>(day_of(given.ptr()).time_since_epoch().count())};
}
present to_timestamp(const column& of, nb::handle given) {
    auto* const at = given.ptr();
    if (!PyDateTime_Check(at)) { refuse(of, given); }
    if (PyDateTime_DATE_GET_TZINFO(at) != Py_None) {
        throw schema_error("column '" + of.name + "': " + nb::repr(given).c_str() +
                           " has a time zone; columns keep moments without one");
    }
    std::chrono::sys_time<microseconds> const moment = day_of(at) +
                                                       std::chrono::hours(PyDateTime_DATE_GET_HOUR(at)) +
                                                       std::chrono::minutes(PyDateTime_DATE_GET_MINUTE(at)) +
                                                       std::chrono::seconds(PyDateTime_DATE_GET_SECOND(at)) +
                                                       microseconds(PyDateTime_DATE_GET_MICROSECOND(at));
    return timestamp{moment.time_since_epoch().count()};
}

nb::object owned(PyObject* made) {
    if (made == nullptr) { throw nb::python_error(); }
    return nb::steal(made);
}
/// Python's calendar has the years 1 to 9999; it says so itself where a date is outside.
PyObject* make_date(sys_days day) {
    std::chrono::year_month_day const parts(day);
    return PyDate_FromDate(int(parts.year()), int(unsigned(parts.month())), int(unsigned(parts.day())));
}
PyObject* make_datetime(microseconds since) {
    auto const day = std::chrono::floor<std::chrono::days>(std::chrono::sys_time<microseconds>(since));
    std::chrono::year_month_day const parts(day);
    std::chrono::hh_mm_ss const clock(std::chrono::sys_time<microseconds>(since) - day);
    return PyDateTime_FromDateAndTime(int(parts.year()), int(unsigned(parts.month())),
                                      int(unsigned(parts.day())), int(clock.hours().count()),
                                      int(clock.minutes().count()), int(clock.seconds().count()),
                                      int(clock.subseconds().count()));
}

/// One object stands for all that are not a number, so that rows with it are found in dictionaries.
nb::object real_object(double number) {
    return std::isnan(number) ? nb::module_::import_("math").attr("nan") : owned(PyFloat_FromDouble(number));
}

struct make_object {
    nb::object operator()(bool b) const { return nb::bool_(b); }
    nb::object operator()(std::int64_t n) const { return owned(PyLong_FromLongLong(n)); }
    nb::object operator()(double n) const { return real_object(n); }
    nb::object operator()(const std::string& text) const {
        return owned(PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "strict"));
    }
    nb::object operator()(const blob& b) const {
        return owned(PyBytes_FromStringAndSize(b.bytes.data(), static_cast<Py_ssize_t>(b.bytes.size())));
    }
    nb::object operator()(date d) const {
        return owned(make_date(sys_days(std::chrono::days(static_cast<std::int32_t>(d)))));
    }
    nb::object operator()(timestamp t) const {
        return owned(make_datetime(microseconds(static_cast<std::int64_t>(t))));
    }
};
} // namespace

const char* name_of(kind type) { return names.at(static_cast<std::size_t>(type)); }

value to_value(const column& of, nb::handle given) {
    using converter = present (*)(const column&, nb::handle);
    constexpr std::array<converter, names.size()> converters{to_boolean, to_integer, to_real,     to_text,
                                                             to_bytes,   to_date,    to_timestamp};
    if (!given.is_none()) { return converters.at(static_cast<std::size_t>(of.type))(of, given); }
    if (!of.nullable) { refuse(of, given); }
    return std::nullopt;
}

nb::object to_python(const value& from) { return from ? std::visit(make_object{}, *from) : nb::none(); }

row schema::from_sequence(nb::handle given) const {
    auto const count = static_cast<std::size_t>(PySequence_Fast_GET_SIZE(given.ptr()));
    if (count != width()) {
        throw schema_error("a row of " + std::to_string(width()) + " columns is wanted, but got " +
                           std::to_string(count) + " values: " + nb::repr(given).c_str());
    }
    row made;
    made.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        made.push_back(
            to_value(columns_[i], PySequence_Fast_GET_ITEM(given.ptr(), static_cast<Py_ssize_t>(i))));
    }
    return made;
}

row schema::from_dict(nb::handle given) const {
    auto const fields = nb::borrow<nb::dict>(given);
    row made;
    made.reserve(width());
    for (const auto& one : columns_) {
        auto const name = nb::str(one.name.c_str());
        if (!fields.contains(name)) {
            throw schema_error("the row has no column '" + one.name + "': " + nb::repr(given).c_str());
        }
        made.push_back(to_value(one, nb::object(fields[name])));
    }
    if (fields.size() != width()) {
        throw schema_error("the row has columns that the relation does not have: " +
                           std::string(nb::repr(given).c_str()));
    }
    return made;
}

row schema::to_row(nb::handle given) const {
    if (PyTuple_Check(given.ptr()) || PyList_Check(given.ptr())) { return from_sequence(given); }
    if (PyDict_Check(given.ptr())) { return from_dict(given); }
    throw schema_error("a row is a tuple, a list or a dict, not " + std::string(nb::repr(given).c_str()));
}

nb::tuple schema::to_tuple(const row& from) const {
    auto made = nb::steal<nb::tuple>(PyTuple_New(static_cast<Py_ssize_t>(from.size())));
    if (!made.is_valid()) { throw nb::python_error(); }
    for (std::size_t i = 0; i < from.size(); ++i) {
        PyTuple_SET_ITEM(made.ptr(), static_cast<Py_ssize_t>(i), to_python(from[i]).release().ptr());
    }
    return made;
}

changes schema::to_changes(nb::handle pairs) const {
    changes made;
    for (auto const one : nb::iter(pairs)) {
        if (!PyTuple_Check(one.ptr()) || PyTuple_GET_SIZE(one.ptr()) != 2) {
            throw schema_error("a change is a pair of a row and its weight, not " +
                               std::string(nb::repr(one).c_str()));
        }
        auto const pair = nb::borrow<nb::tuple>(one);
        auto one_row = to_row(pair[0]);
        auto const w = nb::cast<std::int64_t>(pair[1]);
        if (w != 0) { made.emplace_back(std::move(one_row), w); }
    }
    return made;
}

void bind_schema(nb::module_& m) {
    PyDateTime_IMPORT;
    if (PyDateTimeAPI == nullptr) { throw nb::python_error(); }
    using given = std::vector<std::tuple<std::string, int, bool>>;
    nb::class_<schema>(m, "Schema", "Names and types of columns.")
        .def(
            "__init__",
            [](schema* self, const given& columns) {
                std::vector<column> made;
                for (const auto& [name, type, nullable] : columns) {
                    if (type < 0 || type >= int(names.size())) {
                        throw schema_error("no such type of columns");
                    }
                    made.push_back({name, static_cast<kind>(type), nullable});
                }
                new (self) schema(std::move(made));
            },
            nb::arg("columns"), "Of (name, number of the type, whether None is allowed).")
        .def(
            "checked", [](const schema& self, nb::handle one) { return self.to_tuple(self.to_row(one)); },
            nb::arg("row"), "The row as a tuple. Raises SchemaError where it does not fit.");
}

} // namespace pydbsp
