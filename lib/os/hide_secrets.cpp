// Takes secrets out of this process's own memory image where a child of the same user could read them.
#include <fcntl.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <charconv>
#include <cstring>
#include <optional>

#include "base/text.hpp"
#include "os/descriptor.hpp"
#include "os/environment.hpp"
#include "os/secret_names.hpp"

extern char** environ;  // NOLINT: POSIX declares it in no header

namespace proffer::os {

namespace {

struct Block {
    char* begin = nullptr;
    char* end = nullptr;
};

std::string read_own_stat() {
    const Descriptor file(::open("/proc/self/stat", O_RDONLY | O_CLOEXEC));
    std::string text(4096, '\0');
    const ssize_t got = file.is_open() ? ::read(file.get(), text.data(), text.size()) : -1;
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
}

std::optional<std::uintptr_t> address(std::string_view digits) {
    std::uintptr_t value = 0;
    const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (problem != std::errc{} || end != digits.data() + digits.size() || value == 0) return {};
    return value;
}

/// Where the kernel put the variables at our start: fields 50 and 51 of /proc/self/stat (proc(5), env_start and env_end).
std::optional<Block> initial_block() {
    const std::string stat = read_own_stat();
    const auto name_end = stat.rfind(") ");
    if (name_end == std::string::npos) return {};
    const auto fields = base::split(base::trim(std::string_view(stat).substr(name_end + 2)), ' ');
    constexpr std::size_t k_first_field = 3;  // of those behind the name
    if (fields.size() <= 51 - k_first_field) return {};
    const auto begin = address(fields[50 - k_first_field]);
    const auto end = address(fields[51 - k_first_field]);
    if (!begin || !end || *begin >= *end) return {};
    return Block{reinterpret_cast<char*>(*begin), reinterpret_cast<char*>(*end)};
}

/// Overwrites the value of one "NAME=value" with zeros when it is secret.
void wipe_entry(char* entry, std::size_t length) {
    const std::string_view text(entry, length);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) return;
    if (is_secret_variable(text.substr(0, equals), text.substr(equals + 1))) ::explicit_bzero(entry + equals + 1, length - equals - 1);
}

// setenv leaves the old value of a variable in the block, so the block is walked, not only `environ`.
void wipe_block(const Block& block) {
    for (char* entry = block.begin; entry < block.end;) {
        const std::size_t length = ::strnlen(entry, static_cast<std::size_t>(block.end - entry));
        wipe_entry(entry, length);
        entry += length + 1;
    }
}

}  // namespace

void hide_secrets_of_process(const Environment& environment) {
    ::prctl(PR_SET_DUMPABLE, 0);
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) wipe_entry(*entry, std::strlen(*entry));
    if (const auto block = initial_block()) wipe_block(*block);
    for (const auto& [name, value] : environment.variables()) {
        if (is_secret_variable(name, value)) ::unsetenv(name.c_str());
    }
}

}  // namespace proffer::os
