#include <dbsp/dbsp.hpp>
#include <dbsp/io/arrow.hpp>

#include <iostream>
#include <optional>
#include <string>
#include <vector>

using order = dbsp::record<dbsp::field<"id", int>, dbsp::field<"region", std::optional<std::string>>>;
using wide = dbsp::record<dbsp::field<"id", std::int64_t>>;
using narrow = dbsp::record<dbsp::field<"id", std::int8_t>>;

int main() {
    std::vector<order> const rows{{1, "north"}, {200, std::nullopt}};
    dbsp::arrow::batch const batch = dbsp::arrow::batch_of(rows);
    for (int i = 0; i < 2; ++i) {
        std::cout << batch.schema->children[i]->name << ": " << batch.schema->children[i]->format << '\n';
    }

    auto const print = [](const auto& row) { std::cout << dbsp::to_text(row) << '\n'; };
    dbsp::arrow::for_each_row<wide>(*batch.schema, *batch.array, print);
    try {
        dbsp::arrow::for_each_row<narrow>(*batch.schema, *batch.array, print);
    } catch (const dbsp::arrow::error& error) { std::cout << error.what() << '\n'; }
}
