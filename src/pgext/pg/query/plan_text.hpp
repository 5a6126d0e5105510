/// Plans as text, to be used by other sessions.
#pragma once

struct List;
struct Query;

namespace pgt::pg {

struct direct_plan;

/// Whether a query needs no functions but those of the server and of the extension, and no types but those of the server: what it means depends on the relations that it
/// reads alone. Only inside `call`, as all that follows.
[[nodiscard]] bool is_of_server_alone(const Query* query);

/// Whether a plan reads deltas only, without common tables and subqueries in expressions.
[[nodiscard]] bool can_be_text(const direct_plan& plan);
/// Of a plan that is not refused and can be text; in the current memory.
[[nodiscard]] const char* text_of_plan(const direct_plan& plan);
/// Its relations are locked. Refused where a function of the extension no longer exists.
[[nodiscard]] direct_plan plan_of_text(const char* text);

/// Whether all functions of the extension that an expression or a plan calls still exist.
[[nodiscard]] bool are_functions_there(const void* nodes);

} // namespace pgt::pg
