#include <dbsp/dbsp.hpp>
#include <dbsp/io/csv.hpp>

#include <iostream>
#include <optional>
#include <sstream>
#include <string>

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"region", std::string>,
                           dbsp::field<"note", std::optional<std::string>>>;

int main() {
    std::istringstream file("region,id,note\n"
                            "north,1,\n"
                            "\"south, far\",2,\"\"\n");
    dbsp::csv::rows<order> orders(file, "orders.csv");
    while (auto const row = orders.next()) { std::cout << dbsp::to_text(*row) << '\n'; }

    dbsp::csv::writer<order> writer(std::cout, "weight");
    dbsp::zset<order> const change{{{3, "say \"west\"", std::nullopt}, -1}};
    for (const auto& [row, weight] : change) { writer.write(row, weight.value()); }

    std::istringstream wrong("id,region,note\n"
                             "1,north,\n"
                             "two,south,\n");
    try {
        dbsp::csv::rows<order> rows(wrong, "orders.csv");
        while (rows.next()) {}
    } catch (const dbsp::csv::error& error) { std::cout << error.what() << '\n'; }
}
