#include <dbsp/engine/dynamic_table.hpp>

using dbsp::dynamic_row;
using dbsp::dynamic_table;

int main() {
    auto const first = [](const dynamic_row& row) { return dynamic_row{row.at(0)}; };
    auto const both = [](const dynamic_row& a, const dynamic_row& b) {
        return dynamic_row{a.at(0), a.at(1), b.at(1)};
    };
    dbsp::engine joined(distinct(dbsp::join(dbsp::source<dynamic_table>("a"),
                                            dbsp::source<dynamic_table>("b"), dbsp::on(first, first), both)));
    joined.input<dynamic_row>("a").insert({std::int64_t{1}, std::string("x")});
    joined.input<dynamic_row>("b").insert({std::int64_t{1}, 2.5});
    const auto& change = joined.step();
    return change == dbsp::zset<dynamic_row>{{{std::int64_t{1}, std::string("x"), 2.5}, 1}} ? 0 : 1;
}
