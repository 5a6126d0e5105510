#include <pgt/lower/operator/group_transform.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pgt::lower {

namespace {
/// Whether a result is never NULL.
bool is_number_of_rows(const window_call& call) {
    using enum window_kind;
    bool const is_count = call.kind == aggregate && counts(call.of.kind);
    return is_count || call.kind == row_number || call.kind == rank || call.kind == dense_rank;
}
} // namespace

row_type lowering_traits<window_operator>::types(typing& t, const use<window_operator>& u) {
    auto const& in = t.of(u.input(0));
    auto const& calls = u.op.fn.windows();
    auto result = in;
    std::vector<std::size_t> unknown;
    for (const auto& call : calls) {
        unknown.push_back(result.size());
        result.push_back({.type = {}, .nullable = !is_number_of_rows(call)});
    }
    t.ask(result, unknown, in, [&](std::size_t i, const typing::column_texts& names) {
        return calls[i - in.size()].print(names);
    });
    return result;
}

std::vector<sql::text> lowering_traits<window_operator>::names(column_names& n,
                                                               const use<window_operator>& u) {
    auto const& in = n.of(u.input(0));
    auto result = in;
    for (const auto& call : u.op.fn.windows()) { result.push_back(call.print(in)); }
    return result;
}

column_origins lowering_traits<window_operator>::origins(origin_finder& f, const use<window_operator>& u) {
    auto result = f.of(u.input(0));
    result.resize(result.size() + u.op.fn.windows().size());
    return result;
}

block lowering_traits<window_operator>::sql(relational& r, const use<window_operator>& u) {
    auto result = r.unweighted(u.input(0));
    auto const columns = result.texts();
    for (const auto& call : u.op.fn.windows()) { result.columns.push_back({call.print(columns), false}); }
    return r.closed(result);
}

} // namespace pgt::lower
