// A seccomp program of our own: one comparison a call, in two hundred instructions. A library for it would be larger than the rest of the
// sandbox, and slower to set up than everything else together.
#include "workspace/sandbox_filter.hpp"

#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "os/descriptor.hpp"

namespace proffer::workspace {

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t k_architecture = AUDIT_ARCH_X86_64;
constexpr std::uint32_t k_first_x32_call = 0x40000000;
#elif defined(__aarch64__)
constexpr std::uint32_t k_architecture = AUDIT_ARCH_AARCH64;
#else
#error "name the architecture for seccomp"
#endif

// Younger than the headers this may be built with; one number on every architecture.
constexpr std::uint32_t k_open_tree_attr = 467;

/// Mounts, namespaces, modules, tracing from outside the rules of ptrace, keys, clocks and raw access: nothing a check is for. `ptrace`
/// itself stays: leak checkers and debuggers need it, and pid namespace and Landlock keep it inside (docs/security.md).
constexpr std::array<std::uint32_t, 52> k_refused = {
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_move_mount,
    SYS_open_tree,
    k_open_tree_attr,
    SYS_fsopen,
    SYS_fsconfig,
    SYS_fsmount,
    SYS_fspick,
    SYS_mount_setattr,
    SYS_unshare,
    SYS_setns,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_process_madvise,
    SYS_pidfd_getfd,
    SYS_kcmp,
    SYS_add_key,
    SYS_request_key,
    SYS_keyctl,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_io_uring_register,
    SYS_kexec_load,
    SYS_kexec_file_load,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_open_by_handle_at,
    SYS_fanotify_init,
    SYS_acct,
    SYS_swapon,
    SYS_swapoff,
    SYS_reboot,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_clock_adjtime,
    SYS_adjtimex,
    SYS_sethostname,
    SYS_setdomainname,
    SYS_quotactl,
    SYS_quotactl_fd,
    SYS_syslog,
    SYS_vhangup,
    SYS_lookup_dcookie,
    SYS_nfsservctl,
    SYS_move_pages,
};

#if defined(__x86_64__)
constexpr std::array<std::uint32_t, 9> k_refused_here = {SYS_iopl,          SYS_ioperm,          SYS_modify_ldt,   SYS__sysctl, SYS_uselib,
                                                         SYS_create_module, SYS_get_kernel_syms, SYS_query_module, SYS_ustat};
#else
constexpr std::array<std::uint32_t, 0> k_refused_here = {};
#endif

constexpr std::uint32_t k_new_namespaces =
    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

// PER_LINUX, PER_LINUX32, UNAME26 with both, ADDR_NO_RANDOMIZE (sanitizers and debuggers start again with it), and asking.
constexpr std::array<std::uint32_t, 6> k_personalities = {0, 0x0008, 0x20000, 0x20008, 0x0040000, 0xffffffff};

// Both put words into the terminal's input (asm-generic/ioctls.h); there is no terminal, but one may be passed on.
constexpr std::uint32_t k_fake_input = 0x5412;
constexpr std::uint32_t k_console_input = 0x541C;

constexpr std::uint32_t refusal(int number) {
    return SECCOMP_RET_ERRNO | static_cast<std::uint32_t>(number);
}

/// Instructions one after the other; jumps only go to the next or over a single one, so that none must be counted.
class Program {
 public:
    void load(std::size_t offset) { add(BPF_LD | BPF_W | BPF_ABS, static_cast<std::uint32_t>(offset)); }
    void load_call() { load(offsetof(seccomp_data, nr)); }
    void load_argument(std::size_t index) { load(offsetof(seccomp_data, args) + index * sizeof(std::uint64_t)); }
    void mask(std::uint32_t bits) { add(BPF_ALU | BPF_AND | BPF_K, bits); }
    void give(std::uint32_t action) { add(BPF_RET | BPF_K, action); }
    void give_if_equal(std::uint32_t value, std::uint32_t action) {
        add(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
        give(action);
    }
    void give_unless_equal(std::uint32_t value, std::uint32_t action) {
        add(BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0);
        give(action);
    }
    void give_if_at_least(std::uint32_t value, std::uint32_t action) {
        add(BPF_JMP | BPF_JGE | BPF_K, value, 0, 1);
        give(action);
    }
    void give_if_any(std::uint32_t bits, std::uint32_t action) {
        add(BPF_JMP | BPF_JSET | BPF_K, bits, 0, 1);
        give(action);
    }
    /// The instructions that `fill` adds are for `call` alone. Afterwards the call is loaded again.
    template <typename Fill>
    void for_call(std::uint32_t call, Fill fill) {
        Program inner;
        fill(inner);
        add(BPF_JMP | BPF_JEQ | BPF_K, call, 0, static_cast<std::uint8_t>(inner.code_.size()));
        code_.insert(code_.end(), inner.code_.begin(), inner.code_.end());
        load_call();
    }

    [[nodiscard]] std::vector<sock_filter>& code() { return code_; }

 private:
    void add(int operation, std::uint32_t value, std::uint8_t if_true = 0, std::uint8_t if_false = 0) {
        code_.push_back({static_cast<std::uint16_t>(operation), if_true, if_false, value});
    }
    std::vector<sock_filter> code_;
};

constexpr std::uint32_t k_allow = SECCOMP_RET_ALLOW;

void check_architecture(Program& program) {
    program.load(offsetof(seccomp_data, arch));
    program.give_unless_equal(k_architecture, refusal(EPERM));
    program.load_call();
#if defined(__x86_64__)
    program.give_if_at_least(k_first_x32_call, refusal(EPERM));
#endif
}

void check_sockets(Program& program, Sockets sockets) {
    program.for_call(SYS_socketpair, [](Program& inner) {
        inner.load_argument(0);
        inner.give_unless_equal(AF_UNIX, refusal(EAFNOSUPPORT));
        inner.give(k_allow);
    });
    program.for_call(SYS_socket, [sockets](Program& inner) {
        inner.load_argument(0);
        if (sockets == Sockets::any_local) inner.give_if_equal(AF_UNIX, k_allow);
        if (sockets == Sockets::none) {
            inner.give(refusal(EPERM));
            return;
        }
        if (sockets == Sockets::internet) inner.give_if_equal(AF_UNIX, refusal(EPERM));
        // Netlink: routes and interfaces (protocol 0) only. The others: no raw packets.
        inner.for_call(AF_NETLINK, [](Program& netlink) {
            netlink.load_argument(2);
            netlink.give_unless_equal(0, refusal(EPERM));
            netlink.give(k_allow);
        });
        inner.load_argument(1);
        inner.mask(0xf);
        inner.give_if_equal(SOCK_RAW, refusal(EPERM));
        inner.give_if_equal(SOCK_PACKET, refusal(EPERM));
        inner.load_argument(0);
        inner.give_if_equal(AF_INET, k_allow);
        inner.give_if_equal(AF_INET6, k_allow);
        inner.give(refusal(EAFNOSUPPORT));
    });
}

void check_arguments(Program& program) {
    // What clone3 is asked lies behind a pointer; the C library then takes clone.
    program.give_if_equal(SYS_clone3, refusal(ENOSYS));
    program.for_call(SYS_clone, [](Program& inner) {
        inner.load_argument(0);
        inner.give_if_any(k_new_namespaces, refusal(EPERM));
        inner.give(k_allow);
    });
    program.for_call(SYS_personality, [](Program& inner) {
        inner.load_argument(0);
        for (const std::uint32_t known : k_personalities) inner.give_if_equal(known, k_allow);
        inner.give(refusal(EPERM));
    });
    program.for_call(SYS_ioctl, [](Program& inner) {
        inner.load_argument(1);
        inner.give_if_equal(k_fake_input, refusal(EPERM));
        inner.give_if_equal(k_console_input, refusal(EPERM));
        inner.give(k_allow);
    });
}

}  // namespace

Result<void> filter_system_calls(Sockets sockets) {
    Program program;
    check_architecture(program);
    check_sockets(program, sockets);
    check_arguments(program);
    for (const std::uint32_t call : k_refused) program.give_if_equal(call, refusal(EPERM));
    for (const std::uint32_t call : k_refused_here) program.give_if_equal(call, refusal(EPERM));
    program.give(k_allow);
    sock_fprog filter = {static_cast<unsigned short>(program.code().size()), program.code().data()};
    if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0) return {};
    return os::system_error("cannot filter system calls");
}

bool has_system_call_filter() {
    // A filter at address 0 is refused with EFAULT where filters are known, with EINVAL where they are not.
    return ::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, nullptr) != 0 && errno == EFAULT;
}

}  // namespace proffer::workspace
