/// `captured_scan`: the node of a plan that reads a delta of `captured_rows`, in the place of a scan of its store.
#pragma once

namespace pgt::pg {

/// Has the planner use such nodes. To be called when the module is loaded.
void plan_captured_scans();

} // namespace pgt::pg
