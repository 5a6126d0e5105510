/// The errors for constructs that the syntax tree cannot represent.
#include "translator.hpp"

#include <pgt/syntax/refusal.hpp>

#include <unordered_map>

namespace pgt::parse {

namespace {
struct wording {
    std::string construct;
    std::string reason;
    std::string advice;
};
const std::string use_full = "Use refresh_mode => 'FULL', or 'AUTO' to let it be chosen.";

const std::unordered_map<std::string, wording>& wordings() {
    static const std::unordered_map<std::string, wording> known{
        {"RangeTableSample", wording{"TABLESAMPLE", "Each refresh would draw another sample.",
                                     "Filter with random() < fraction where you read the stream table."}},
        {"CTESearchClause",
         wording{"SEARCH", "It numbers the rows of a recursion in the order of one evaluation.", use_full}},
        {"CTECycleClause", wording{"CYCLE", "It keeps the path to each row of a recursion.", use_full}},
        {"LockingClause", wording{"FOR UPDATE or FOR SHARE", "A refresh does not lock the rows it reads.",
                                  "Drop the clause."}},
        {"IntoClause", wording{"SELECT INTO", "It creates a table of its own.", "Drop INTO."}},
        {"ParamRef", wording{"a parameter", "A defining query has no parameters.", "Write the value."}},
        {"JSON_ARRAY of a subquery",
         wording{"JSON_ARRAY of a subquery", "It depends on all rows of the subquery.", use_full}},
    };
    return known;
}
} // namespace

user_error refusal_of(const std::string& kind, int at) {
    auto const found = wordings().find(kind);
    if (found == wordings().end()) {
        return syntax::not_incremental(kind, "pg_trickle does not support this part of PostgreSQL's grammar.",
                                       use_full, at);
    }
    const auto& [construct, reason, advice] = found->second;
    return syntax::not_incremental(construct, reason, advice, at);
}

} // namespace pgt::parse
