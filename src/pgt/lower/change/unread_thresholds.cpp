#include <pgt/lower/change/unread_thresholds.hpp>

#include <pgt/lower/change/rebuild.hpp>

#include <dbsp/operator/antijoin.hpp>
#include <dbsp/operator/filter.hpp>
#include <dbsp/operator/join.hpp>
#include <dbsp/operator/map.hpp>
#include <dbsp/operator/semijoin.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace pgt::lower {

namespace {

using selection = dbsp::op::filter<predicate>;
using projection = dbsp::op::map<mapping>;

void read_also(std::set<std::size_t>& columns, const expression& e) { columns.merge(e.columns()); }

/// Which columns of the rows come from the second side of a join that compares nothing; none at all for other rows.
std::set<std::size_t> columns_of_second(const circuit& rows) {
    const piece here(rows);
    std::set<std::size_t> result;
    if (const auto* const join = here.as<dbsp::op::join<join_match, pairing>>()) {
        const auto& pair = join->pairing;
        bool const compares_nothing = !join->on.left.is_identity() && join->on.left.columns().empty();
        if (!compares_nothing || pair.is_first()) { return {}; }
        for (std::size_t i = 0; i < pair.columns().size(); ++i) {
            auto const column = pair.columns()[i].as_column();
            if (column && *column >= pair.left_width()) { result.insert(i); }
        }
    } else if (const auto* const shown = here.as<projection>();
               shown != nullptr && !shown->fn.is_identity()) {
        auto const below = columns_of_second(here.input(0));
        for (std::size_t i = 0; i < shown->fn.columns().size(); ++i) {
            auto const read = shown->fn.columns()[i].columns();
            bool const all = std::ranges::includes(below, read);
            if (!read.empty() && all) { result.insert(i); }
        }
    }
    return result;
}

} // namespace

circuit unread_thresholds::operator()(const circuit& c) {
    return done_.once(c, [&] { return rebuilt(c); });
}

circuit unread_thresholds::rebuilt(const circuit& c) {
    const piece here(c);
    auto const over = rebuilt_inputs(here, *this);
    const auto* const shown = here.as<projection>();
    if (shown != nullptr && !shown->fn.is_identity()) {
        columns read;
        for (const expression& e : shown->fn.columns()) { read_also(read, e); }
        if (auto in = through(over.inputs[0], read)) { return here.rewired({*in}); }
    }
    return over.changed ? here.rewired(over.inputs) : c;
}

/// The rows with less columns in them, of which those above read these.
std::optional<circuit> unread_thresholds::reading(const circuit& rows, const columns& read) {
    auto in = forgotten(rows, read);
    return in ? in : through(rows, read);
}

/// The same below an operator that passes rows on as they are.
std::optional<circuit> unread_thresholds::through(const circuit& rows, const columns& read) {
    const piece here(rows);
    auto also = read;
    if (const auto* const filter = here.as<selection>()) {
        read_also(also, filter->pred.condition());
    } else if (here.is<dbsp::op::semijoin<join_match>>() || here.is<dbsp::op::antijoin<join_match>>()) {
        const join_match& on = *here.match();
        if (on.left.is_identity() || on.condition) { return std::nullopt; }
        for (const expression& e : on.left.columns()) { read_also(also, e); }
    } else {
        return std::nullopt;
    }
    auto inputs = here.inputs();
    auto in = reading(inputs[0], also);
    if (!in) { return std::nullopt; }
    inputs[0] = std::move(*in);
    return here.rewired(inputs);
}

std::optional<circuit> unread_thresholds::forgotten(const circuit& filtered, const columns& read) {
    const piece here(filtered);
    if (!here.is<selection>()) { return std::nullopt; }
    auto const second = columns_of_second(here.input(0));
    if (std::ranges::includes(read, second)) { return std::nullopt; }
    auto const& types = types_.of(filtered);
    std::vector<expression> list;
    for (std::size_t i = 0; i < types.size(); ++i) {
        bool const is_read = !second.contains(i) || read.contains(i) || types[i].type.name.empty();
        list.push_back(is_read ? expression::column(i)
                               : expression::constant(typed_null(types[i].type), value()));
    }
    return dbsp::map(filtered, mapping(std::move(list)));
}

} // namespace pgt::lower
