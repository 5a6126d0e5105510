#include "pg/worker/shared_process.hpp"

#include <csignal>

#include "pg/boundary/guard.hpp"

extern "C" {
#include <storage/ipc.h>
#include <storage/latch.h>
}

namespace pgt::pg {
namespace {

struct own_process {
    shared_process* process = nullptr;
    shared_process* to_wake = nullptr;
};
constinit own_process own;

void leave(int /*code*/, Datum /*argument*/) {
    own.process->leave();
    if (own.to_wake != nullptr) own.to_wake->wake();
}

} // namespace

void shared_process::become(shared_process* and_wake) {
    own = {this, and_wake};
    call([] { on_shmem_exit(pg::leave, 0); });
    latch_ = MyLatch;
    pid_ = MyProcPid;
}

void shared_process::leave() noexcept {
    latch_ = nullptr;
    pid_ = 0;
}

void shared_process::wake() noexcept {
    if (Latch* const latch = latch_; latch != nullptr) SetLatch(latch);
}

void shared_process::terminate() const noexcept {
    if (const int pid = pid_; pid != 0) kill(pid, SIGTERM);
}

} // namespace pgt::pg
