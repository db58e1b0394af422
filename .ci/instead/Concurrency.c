// All that is left to link of Swift's concurrency, and .ci/static links in its place: 560 kB less, no thread pool, and
// a task anywhere in the program fails to link. ArgumentParser and swift-log have functions for tasks, which only a
// task could call.
#include <stdlib.h>
#include <unistd.h>

#define NEVER_CALLED(name, symbol)                                             \
    void name(void) __asm__(symbol);                                           \
    void name(void) {                                                          \
        static const char text[] = "leader-elector: " #name " is not in here\n"; \
        if (write(STDERR_FILENO, text, sizeof text - 1) < 0) _exit(1);         \
        abort();                                                               \
    }

NEVER_CALLED(task_alloc, "swift_task_alloc")
NEVER_CALLED(task_dealloc, "swift_task_dealloc")
NEVER_CALLED(task_switch, "swift_task_switch")
NEVER_CALLED(actor_executor, "$sScA15unownedExecutorScevgTj")
NEVER_CALLED(task_local_type, "$ss9TaskLocalCMa")
NEVER_CALLED(task_local_init, "$ss9TaskLocalC12wrappedValueAByxGx_tcfc")
NEVER_CALLED(task_local_with_value, "$ss9TaskLocalC9withValue_9operation9isolation4file4lineqd__x_qd__yYaKXEScA_pSgYiSSSutYaKlF")
NEVER_CALLED(task_local_with_value_size, "$ss9TaskLocalC9withValue_9operation9isolation4file4lineqd__x_qd__yYaKXEScA_pSgYiSSSutYaKlFTu")
