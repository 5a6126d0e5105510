/// `visit_hook`: what is called at each step through a run-time circuit.
#pragma once

namespace dbsp {

/// Every pass over run-time circuits visits them node by node, by recursion.  A program in which passes have to be cancelled, or run
/// on a small stack, sets this, once and before any pass; what it throws ends the pass.
inline void (*visit_hook)() = nullptr; // NOLINT: of a process

} // namespace dbsp
