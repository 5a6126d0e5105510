#include "arrow.hpp"
#include "functions.hpp"

#include <dbsp/io/arrow/reader.hpp>
#include <dbsp/io/arrow/writer.hpp>

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <array>
#include <tuple>

namespace pydbsp {

namespace arrow = dbsp::arrow;

namespace {

/// The structure in a capsule with this name.
template <class C> C* in_capsule(nb::handle capsule, const char* name) {
    auto* const found = PyCapsule_GetPointer(capsule.ptr(), name);
    if (found == nullptr) { throw nb::python_error(); }
    return static_cast<C*>(found);
}

/// A cell as a value of a column.
class cell_reader {
  public:
    cell_reader(const column& to, const arrow::column_reader& from) : to_(&to), from_(&from) {}

    [[nodiscard]] value at(std::size_t index) const {
        auto const read = from_->at(index);
        if (std::holds_alternative<std::monostate>(read)) {
            if (!to_->nullable) { from_->fail_at(index, "a null in a column that is not nullable"); }
            return {};
        }
        return std::visit([&](const auto& cell) { return value(convert(cell, index)); }, read);
    }

  private:
    [[nodiscard]] present convert(std::monostate, std::size_t index) const { refuse(index, "null"); }
    [[nodiscard]] present convert(bool b, std::size_t index) const {
        return wanted(kind::boolean, index, "a boolean", present(b));
    }
    [[nodiscard]] present convert(std::int64_t n, std::size_t index) const {
        return wanted(kind::integer, index, "an integer", present(std::in_place_type<std::int64_t>, n));
    }
    [[nodiscard]] present convert(std::uint64_t n, std::size_t index) const {
        if (!std::in_range<std::int64_t>(n)) { from_->fail_at(index, "does not fit a 64-bit integer"); }
        return convert(static_cast<std::int64_t>(n), index);
    }
    [[nodiscard]] present convert(double n, std::size_t index) const {
        return wanted(kind::real, index, "a floating-point number", present(n));
    }
    [[nodiscard]] present convert(std::string_view text, std::size_t index) const {
        return wanted(kind::text, index, "text", present(std::string(text)));
    }
    [[nodiscard]] present convert(arrow::bytes_view b, std::size_t index) const {
        return wanted(kind::bytes, index, "bytes", present(blob{std::string(b.bytes)}));
    }
    [[nodiscard]] present convert(date d, std::size_t index) const {
        return wanted(kind::date, index, "a date", present(d));
    }
    [[nodiscard]] present convert(timestamp t, std::size_t index) const {
        return wanted(kind::timestamp, index, "a timestamp", present(t));
    }
    [[nodiscard]] present wanted(kind type, std::size_t index, const char* what, present made) const {
        if (to_->type != type) { refuse(index, what); }
        return made;
    }
    [[noreturn]] void refuse(std::size_t index, const char* what) const {
        throw schema_error("column '" + to_->name + "' is of type " + name_of(to_->type) + ", but row " +
                           std::to_string(index) + " of the Arrow column holds " + what);
    }

    const column* to_;
    const arrow::column_reader* from_;
};

/// Appends the rows of one batch.
class batch_rows {
  public:
    batch_rows(const schema& of, const arrow::batch_reader& from, const std::optional<std::string>& weights)
        : size_(from.size()), weights_(weights ? &from.column(*weights) : nullptr) {
        for (const auto& one : of.columns()) { cells_.emplace_back(one, from.column(one.name)); }
        auto const expected = of.width() + (weights ? 1 : 0);
        if (from.columns().size() != expected) {
            throw schema_error("the Arrow table has columns that the relation does not have");
        }
    }
    void append_to(changes& rows) const {
        rows.reserve(rows.size() + size_);
        for (std::size_t i = 0; i < size_; ++i) {
            row one;
            one.reserve(cells_.size());
            for (const auto& cell : cells_) { one.push_back(cell.at(i)); }
            rows.emplace_back(std::move(one), weight_at(i));
        }
    }

  private:
    [[nodiscard]] weight weight_at(std::size_t index) const {
        if (weights_ == nullptr) { return 1; }
        auto const read = weights_->at(index);
        if (const auto* n = std::get_if<std::int64_t>(&read)) { return *n; }
        weights_->fail_at(index, "a weight is a signed integer");
    }
    std::size_t size_;
    std::vector<cell_reader> cells_;
    const arrow::column_reader* weights_;
};

void append_stream(const schema& of, nb::handle from, const std::optional<std::string>& weights,
                   changes& rows) {
    nb::object const capsule = from.attr("__arrow_c_stream__")();
    arrow::stream read(in_capsule<ArrowArrayStream>(capsule, "arrow_array_stream"));
    auto const described = read.schema();
    for (auto batch = read.next(); batch; batch = read.next()) {
        batch_rows(of, arrow::batch_reader(*described, *batch), weights).append_to(rows);
    }
}
void append_array(const schema& of, nb::handle from, const std::optional<std::string>& weights,
                  changes& rows) {
    auto const capsules = nb::cast<nb::tuple>(from.attr("__arrow_c_array__")());
    arrow::schema const described(in_capsule<ArrowSchema>(capsules[0], "arrow_schema"));
    arrow::array const batch(in_capsule<ArrowArray>(capsules[1], "arrow_array"));
    batch_rows(of, arrow::batch_reader(*described, *batch), weights).append_to(rows);
}

const char* format_of(kind type) {
    constexpr std::array<const char*, 7> formats{"b", "l", "g", "u", "z", "tdD", "tsu:"};
    return formats.at(static_cast<std::size_t>(type));
}

struct add_value {
    arrow::column_writer* to;
    void operator()(const blob& b) const { to->add(std::string_view(b.bytes)); }
    void operator()(const std::string& text) const { to->add(std::string_view(text)); }
    template <class T> void operator()(T plain) const { to->add(plain); }
};

std::vector<arrow::column_writer> writers_of(const schema& of, const std::optional<std::string>& weights) {
    std::vector<arrow::column_writer> columns;
    for (const auto& one : of.columns()) {
        columns.emplace_back(one.name, format_of(one.type), one.nullable);
    }
    if (weights) { columns.emplace_back(*weights, "l", false); }
    return columns;
}

/// A capsule that owns a structure until a consumer takes it.
template <class C> nb::capsule make_capsule(std::unique_ptr<C> made, const char* name) {
    auto const release = [](PyObject* self) {
        auto* const kept = static_cast<C*>(PyCapsule_GetPointer(self, PyCapsule_GetName(self)));
        if (kept->release != nullptr) { kept->release(kept); }
        delete kept;
    };
    auto capsule = nb::steal<nb::capsule>(PyCapsule_New(made.get(), name, release));
    if (!capsule.is_valid()) { throw nb::python_error(); }
    static_cast<void>(made.release());
    return capsule;
}

/// Rows with weights that Arrow reads; each reader gets columns of its own.
class exported {
  public:
    exported(const schema& of, changes rows, std::optional<std::string> weights)
        : schema_(of), rows_(std::move(rows)), weights_(std::move(weights)) {}

    [[nodiscard]] nb::capsule stream() const {
        auto made = std::make_unique<ArrowArrayStream>();
        arrow::export_stream(batch(), made.get());
        return make_capsule(std::move(made), "arrow_array_stream");
    }
    [[nodiscard]] nb::capsule described() const {
        auto made = std::make_unique<ArrowSchema>();
        arrow::schema_of(writers_of(schema_, weights_)).move_to(made.get());
        return make_capsule(std::move(made), "arrow_schema");
    }
    [[nodiscard]] std::size_t size() const { return rows_.size(); }

  private:
    [[nodiscard]] arrow::batch batch() const {
        auto columns = writers_of(schema_, weights_);
        for (const auto& [one, w] : rows_) {
            for (std::size_t i = 0; i < one.size(); ++i) {
                if (one[i]) {
                    std::visit(add_value{&columns[i]}, *one[i]);
                } else {
                    columns[i].add_null();
                }
            }
            if (weights_) { columns.back().add(w.value()); }
        }
        return arrow::make_batch(std::move(columns), rows_.size());
    }
    schema schema_;
    changes rows_;
    std::optional<std::string> weights_;
};

} // namespace

changes rows_of_arrow(const schema& of, nb::handle from, const std::optional<std::string>& weights) {
    changes rows;
    if (nb::hasattr(from, "__arrow_c_stream__")) {
        append_stream(of, from, weights, rows);
    } else if (nb::hasattr(from, "__arrow_c_array__")) {
        append_array(of, from, weights, rows);
    } else {
        throw schema_error("an Arrow table has __arrow_c_stream__ or __arrow_c_array__; " +
                           std::string(nb::repr(from.type()).c_str()) + " has neither");
    }
    return rows;
}

void bind_arrow(nb::module_& m) {
    nb::class_<exported>(
        m, "ArrowTable",
        "Rows with weights as an Arrow table, for pyarrow.table(...) and everything else that "
        "reads the Arrow PyCapsule interface.")
        .def(
            "__init__",
            [](exported* self, const schema& of, nb::handle pairs, std::optional<std::string> weights) {
                new (self) exported(of, of.to_changes(pairs), std::move(weights));
            },
            nb::arg("schema"), nb::arg("pairs"), nb::arg("weights").none())
        .def(
            "__arrow_c_stream__", [](const exported& self, nb::handle) { return self.stream(); },
            nb::arg("requested_schema").none() = nb::none())
        .def("__arrow_c_schema__", &exported::described)
        .def("__len__", &exported::size);
    m.def(
        "arrow_pairs",
        [](const schema& of, nb::handle from, const std::optional<std::string>& weights) {
            return of.to_pairs(rows_of_arrow(of, from, weights));
        },
        nb::arg("schema"), nb::arg("table"), nb::arg("weights").none(),
        "The rows of an Arrow table as (row, weight).");
}

} // namespace pydbsp
