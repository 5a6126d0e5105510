// Reads any bytes whatever as CSV.  What is refused has to be refused by an error of the library, with a place inside the text; what is
// taken has to read back the same when it has been written.

#include <dbsp/error.hpp>
#include <dbsp/io/csv.hpp>
#include <dbsp/row/record.hpp>
#include <dbsp/value/equal.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace {

using row =
    dbsp::record<dbsp::field<"n", std::optional<std::int16_t>>, dbsp::field<"t", std::optional<std::string>>,
                 dbsp::field<"d", double>, dbsp::field<"b", bool>>;

std::vector<row> read(const std::string& text) {
    std::istringstream in(text);
    dbsp::csv::rows<row> rows(in, "text");
    std::vector<row> all;
    while (auto one = rows.next()) { all.push_back(std::move(*one)); }
    return all;
}

std::string written(const std::vector<row>& rows) {
    std::ostringstream out;
    dbsp::csv::writer<row> writer(out);
    for (const auto& one : rows) { writer.write(one); }
    return out.str();
}

void check_place(const dbsp::csv::position& at, const std::string& text) {
    auto const lines = 1 + static_cast<std::size_t>(std::ranges::count(text, '\n'));
    if (at.line < 1 || at.line > lines || at.column < 1 || at.column > text.size() + 1) { __builtin_trap(); }
}

void run(const std::string& text) {
    std::vector<row> rows;
    try {
        rows = read(text);
    } catch (const dbsp::csv::error& error) {
        check_place(error.at, text);
        return;
    }
    if (!dbsp::equal(read(written(rows)), rows)) { __builtin_trap(); }
}

} // namespace

// The first byte says whether the line with the names of the columns is there already.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) { return 0; }
    std::string const text(bytes + 1, bytes + size);
    run((*bytes & 1U) != 0 ? text : "n,t,d,b\n" + text);
    return 0;
}
