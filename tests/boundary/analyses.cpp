/// Notes what the server analyses, so that tests see what is analysed twice.
#include "pg/value/function.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

extern "C" {
#include <postgres.h>

#include <nodes/parsenodes.h>
#include <parser/analyze.h>
#include <parser/parse_node.h>
}

namespace {

constinit post_parse_analyze_hook_type hook_before = nullptr;

/// How often each statement has been analysed.
std::map<std::string, std::int64_t>& noted() {
    static auto& all = *new std::map<std::string, std::int64_t>;
    return all;
}

void note(ParseState* state, Query* query, JumbleState* jumble) {
    if (hook_before != nullptr) { hook_before(state, query, jumble); }
    if (query->commandType != CMD_UTILITY && state->p_sourcetext != nullptr) {
        ++noted()[state->p_sourcetext];
    }
}

/// Begins with an empty list.
void note_analyses() {
    if (post_parse_analyze_hook != note) {
        hook_before = post_parse_analyze_hook;
        post_parse_analyze_hook = note;
    }
    noted().clear();
}

std::vector<std::tuple<std::string, std::int64_t>> analyses() {
    std::vector<std::tuple<std::string, std::int64_t>> all;
    for (const auto& [text, times] : noted()) { all.emplace_back(text, times); }
    return all;
}

} // namespace

PGT_SQL_FUNCTION(pgtrickle_probe_note_analyses, note_analyses);
PGT_SQL_FUNCTION(pgtrickle_probe_analyses, analyses);
