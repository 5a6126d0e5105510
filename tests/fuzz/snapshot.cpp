// Restores snapshots from any bytes whatever.  What is refused has to be refused by an error of the library; what is taken has to leave an
// engine that can make steps and be saved.
//
// The first byte says whether the others are the bytes of a snapshot, or its contents, whose blocks and checksums are made here, so that
// the search reaches what stands behind the checksums.

#include <dbsp/dbsp.hpp>
#include <dbsp/engine/snapshot.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <utility>

namespace {

using item = std::pair<int, std::optional<std::string>>;
using edge = std::pair<std::int8_t, std::int8_t>;
using table = dbsp::circuit<dbsp::functions<edge>>;

auto const first = dbsp::labelled("first", [](const auto& r) { return r.first; });
auto const second = dbsp::labelled("second", [](const auto& r) { return r.second; });

/// States of groups, of joins and of sets.
auto flat() {
    auto const a = share(dbsp::source<item>("a"));
    auto const totals =
        a | group_by(first) |
        aggregate(dbsp::count(), dbsp::min(second), dbsp::avg([](const item& r) { return r.first / 4.0; }));
    auto const best = top_k(group_by(a, first), 2);
    return join(totals, distinct(best), on(first, first),
                dbsp::labelled("pair", [](const auto& t, const item& b) { return std::pair(t, b.second); }));
}
/// States of a recursion, and Z-sets of earlier steps.
auto recursive() {
    auto const edges = dbsp::source<table>("e");
    auto const key = [](std::int8_t edge::* member) {
        return [member](const edge& e) { return edge(e.*member, 0); };
    };
    auto const ends = [](const edge& a, const edge& b) { return edge(a.first, b.second); };
    auto const paths = fixpoint(
        dbsp::iteration_budget{300},
        [&](auto path, auto in) {
            return distinct(in + join(path, in, dbsp::on(key(&edge::second), key(&edge::first)), ends));
        },
        edges);
    return paths + delay(integrate(differentiate(edges)));
}

using flat_engine = dbsp::engine<decltype(flat()), dbsp::with<dbsp::snapshots>>;
using recursive_engine = dbsp::engine<table, dbsp::with<dbsp::snapshots>>;

/// `contents` as a whole snapshot, behind the description that `machine` expects.
template <class Machine> std::string framed(const Machine& machine, const std::string& contents) {
    std::ostringstream empty;
    save(empty, machine);
    std::istringstream in(empty.str());
    dbsp::byte_reader from(in);
    std::ostringstream out;
    dbsp::byte_writer to(out);
    to.text(from.text());
    to.bytes(contents.data(), contents.size());
    to.finish();
    return out.str();
}

template <class Machine> bool restores(Machine& machine, const std::string& bytes) {
    try {
        std::istringstream in(bytes);
        restore(in, machine);
        return true;
    } catch (const dbsp::error&) { return false; }
}

template <class Machine, class Row>
void run(Machine machine, bool raw, const std::string& data, const char* input, const Row& row) {
    if (!restores(machine, raw ? data : framed(machine, data))) { return; }
    machine.template input<Row>(input).insert(row);
    try {
        machine.step();
    } catch (const dbsp::error&) {
        return;
    } // weights that overflow, groups that are no bags: as of any input
    std::ostringstream out;
    save(out, machine);
    Machine again = std::move(machine);
    if (!restores(again, out.str())) { __builtin_trap(); }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) { return 0; }
    std::string const data(bytes + 1, bytes + size);
    bool const raw = (*bytes & 1U) != 0;
    if ((*bytes & 2U) != 0) {
        run(flat_engine(flat(), {}), raw, data, "a", item(1, "x"));
    } else {
        run(recursive_engine(recursive(), {}), raw, data, "e", edge(1, 2));
    }
    return 0;
}
