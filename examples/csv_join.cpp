// A join with a grouped aggregate, fed from CSV files: first two tables, then batches of changes with deletions.
//
// Usage: csv_join [FOLDER]
//
// Orders worth at least 20.00 are joined with their customers and added up by region. The rows have types, the query
// speaks of their columns by name, and that the names exist is checked when this file is compiled. For each batch the
// engine gives the rows of the result that go (-) and come (+). After each batch the sum of all changes is compared with
// what the reference evaluator computes from the whole tables.
//
// FOLDER holds orders.csv, customers.csv, order_changes.csv and customer_changes.csv; by default it is data/.

#include <dbsp/dbsp.hpp>
#include <dbsp/io/csv.hpp>

#include <boost/hana/define_struct.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace csv = dbsp::csv;
using dbsp::as;
using dbsp::col;

struct order {
    BOOST_HANA_DEFINE_STRUCT(order, (int, order_id), (int, customer_id), (std::string, item),
                             (std::int64_t, cents));
};

struct customer {
    BOOST_HANA_DEFINE_STRUCT(customer, (int, id), (std::string, name), (std::string, region));
};

/// What a line of a file of changes says before the columns of the row itself.
using change_mark = dbsp::record<dbsp::field<"batch", int>, dbsp::field<"weight", int>>;

namespace {

auto totals_by_region() {
    auto const orders = dbsp::source<order>("orders") | dbsp::filter(col<"cents"> >= 2000);
    auto const customers = dbsp::source<customer>("customers");
    return orders | dbsp::join(customers, dbsp::on(col<"customer_id">, col<"id">)) |
           dbsp::group_by(col<"region">) |
           dbsp::aggregate(as<"orders">(dbsp::count()), as<"total">(dbsp::sum(col<"cents">)),
                           as<"largest">(dbsp::max(col<"cents">)));
}

using query = decltype(totals_by_region());
using total = query::value_type;

std::string money(std::int64_t cents) {
    auto const rest = std::to_string(cents % 100);
    return std::to_string(cents / 100) + '.' + (rest.size() < 2 ? "0" : "") + rest;
}

void show(const total& row) {
    const auto& [region, orders, sum, largest] = row;
    std::cout << std::left << std::setw(6) << region << std::right << std::setw(4) << orders << std::setw(10)
              << money(sum) << std::setw(10) << money(largest) << '\n';
}

/// The rows in order; with signs, those that go before those that come.
void show(const dbsp::zset<total>& rows, bool signs) {
    std::vector sorted(rows.begin(), rows.end());
    std::ranges::sort(sorted, [](const auto& a, const auto& b) {
        auto const order = dbsp::compare(dbsp::get<"region">(a.first), dbsp::get<"region">(b.first));
        return order != 0 ? order < 0 : a.second < b.second;
    });
    for (const auto& [row, weight] : sorted) {
        std::cout << (!signs ? "  " : weight > 0 ? "+ " : "- ");
        show(row);
    }
    if (rows.empty()) { std::cout << "  nothing\n"; }
}

/// The rows of a file.
template <class Row> class file_rows {
  public:
    explicit file_rows(const std::filesystem::path& file)
        : in_(open(file)), rows_(in_, file.filename().string()) {}
    std::optional<Row> next() { return rows_.next(); }
    [[noreturn]] void fail(const std::string& message) const { rows_.fail(message); }

  private:
    static std::ifstream open(const std::filesystem::path& file) {
        std::ifstream in(file, std::ios::binary);
        if (!in) { throw std::runtime_error("cannot read " + file.string()); }
        return in;
    }
    std::ifstream in_;
    csv::rows<Row> rows_;
};

/// One row of a file of changes.
template <class Row> struct change {
    int batch;
    int weight;
    Row row;
};

template <class Row> std::vector<change<Row>> read_changes(const std::filesystem::path& file) {
    file_rows<Row> rows(file);
    file_rows<change_mark> marks(file);
    std::vector<change<Row>> changes;
    for (;;) {
        auto const mark = marks.next();
        auto row = rows.next();
        if (!mark || !row) { return changes; }
        auto const [batch, weight] = *mark;
        if (weight != 1 && weight != -1) {
            rows.fail("weight: it is 1 for a row that comes, -1 for one that goes");
        }
        changes.push_back({batch, weight, std::move(*row)});
    }
}

/// The query in the engine, and beside it the tables, for the comparison.
class totals {
  public:
    void push(const order& row, int weight) {
        engine_.input<order>("orders").push(row, weight);
        orders_.add(row, weight);
    }
    void push(const customer& row, int weight) {
        engine_.input<customer>("customers").push(row, weight);
        customers_.add(row, weight);
    }

    /// Takes what was pushed, shows what it changes, compares.
    void step(const std::string& title) {
        const auto& change = engine_.step();
        table_ += change;
        std::cout << title << '\n';
        show(change, true);
        if (table_ != recomputed()) { throw std::logic_error(title + ": not what the evaluator says"); }
    }

    [[nodiscard]] const dbsp::zset<total>& table() const { return table_; }

  private:
    [[nodiscard]] dbsp::zset<total> recomputed() const {
        dbsp::evaluator evaluator(query_);
        evaluator.input<order>("orders").push(orders_);
        evaluator.input<customer>("customers").push(customers_);
        return evaluator.step();
    }

    query query_ = totals_by_region();
    dbsp::engine<query> engine_{query_};
    dbsp::zset<order> orders_;
    dbsp::zset<customer> customers_;
    dbsp::zset<total> table_;
};

void run(const std::filesystem::path& folder) {
    totals by_region;
    file_rows<customer> customers(folder / "customers.csv");
    while (auto const row = customers.next()) { by_region.push(*row, 1); }
    file_rows<order> orders(folder / "orders.csv");
    while (auto const row = orders.next()) { by_region.push(*row, 1); }
    by_region.step("the files as they are");

    auto const order_changes = read_changes<order>(folder / "order_changes.csv");
    auto const customer_changes = read_changes<customer>(folder / "customer_changes.csv");
    std::set<int> batches;
    for (const auto& one : order_changes) { batches.insert(one.batch); }
    for (const auto& one : customer_changes) { batches.insert(one.batch); }
    for (int const batch : batches) {
        for (const auto& one : order_changes) {
            if (one.batch == batch) { by_region.push(one.row, one.weight); }
        }
        for (const auto& one : customer_changes) {
            if (one.batch == batch) { by_region.push(one.row, one.weight); }
        }
        by_region.step("batch " + std::to_string(batch));
    }

    std::cout << "the table in the end\n";
    show(by_region.table(), false);
    std::cout << "after each batch the evaluator computed the same from the whole tables\n";
}

void show_an_error(const std::filesystem::path& file) {
    try {
        file_rows<order> orders(file);
        while (orders.next()) {}
    } catch (const csv::error& error) { std::cout << "a file with a mistake: " << error.what() << '\n'; }
}

} // namespace

int main(int argc, char** argv) {
    try {
        auto const data = std::filesystem::path(__FILE__).parent_path() / "data";
        run(argc > 1 ? std::filesystem::path(argv[1]) : data);
        if (argc == 1) { show_an_error(data / "orders_broken.csv"); }
    } catch (const std::exception& error) {
        std::cerr << "csv_join: " << error.what() << '\n';
        return EXIT_FAILURE;
    }
}
