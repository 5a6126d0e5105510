/// `value`, `row`: what circuits over Python rows compute with.
#pragma once

#include <dbsp/circuit/circuit.hpp>
#include <dbsp/io/arrow/cell.hpp>

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace pydbsp {

using dbsp::arrow::date;
using dbsp::arrow::timestamp;

/// Bytes that are no text.
struct blob {
    std::string bytes;
    friend auto operator<=>(const blob&, const blob&) = default;
    friend std::ostream& operator<<(std::ostream& out, const blob& b) {
        return out << b.bytes.size() << " bytes";
    }
};

} // namespace pydbsp

template <> struct std::hash<pydbsp::blob> {
    std::size_t operator()(const pydbsp::blob& b) const noexcept { return std::hash<std::string>{}(b.bytes); }
};

namespace pydbsp {

/// The types of columns, in the order of the alternatives of `present`.
enum class kind : std::uint8_t { boolean, integer, real, text, bytes, date, timestamp };
using present = std::variant<bool, std::int64_t, double, std::string, blob, date, timestamp>;
/// A value, or None.
using value = std::optional<present>;
/// The columns of a row, by position.
using row = std::vector<value>;
using weight = dbsp::default_weight;
using zset = dbsp::zset<row, weight>;
/// Rows with weights, as they are pushed.
using changes = std::vector<std::pair<row, weight>>;

using circuit = dbsp::circuit<dbsp::functions<row>>;

} // namespace pydbsp
