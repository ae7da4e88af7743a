// `fuzz_replay CORPUS [TARGET…]`: runs every committed input through its target. A broken promise, a crash or a target without inputs
// fails.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "os/files.hpp"
#include "target_table.hpp"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

namespace {

using namespace proffer;
namespace fs = std::filesystem;

char current_input[4096];  // what a dying program can still tell

void tell_input() {
    constexpr char k_words[] = "fuzz_replay: died on ";
    static_cast<void>(!::write(STDERR_FILENO, k_words, sizeof(k_words) - 1));
    static_cast<void>(!::write(STDERR_FILENO, current_input, std::strlen(current_input)));
    static_cast<void>(!::write(STDERR_FILENO, "\n", 1));
}

void on_death(int number) {
    tell_input();
    std::signal(number, SIG_DFL);
    std::raise(number);
}

void watch_for_death() {
    std::signal(SIGABRT, on_death);
#if defined(__SANITIZE_ADDRESS__)
    __sanitizer_set_death_callback(tell_input);
#else
    std::signal(SIGSEGV, on_death);
#endif
}

std::vector<fs::path> inputs_of(const fs::path& directory) {
    std::vector<fs::path> inputs;
    std::error_code missing;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory, missing))
        if (entry.is_regular_file()) inputs.push_back(entry.path());
    std::sort(inputs.begin(), inputs.end());
    return inputs;
}

/// False when there is nothing to run, or an input cannot be read.
bool replay(const fuzz::Target& target, const fs::path& corpus) {
    const std::vector<fs::path> inputs = inputs_of(corpus / target.name);
    if (inputs.empty()) {
        std::fprintf(stderr, "fuzz_replay: '%s' has no inputs\n", (corpus / target.name).c_str());
        return false;
    }
    const auto start = std::chrono::steady_clock::now();
    for (const fs::path& input : inputs) {
        const auto bytes = os::read_file(input);
        if (!bytes) {
            std::fprintf(stderr, "fuzz_replay: %s\n", bytes.error().text().c_str());
            return false;
        }
        std::snprintf(current_input, sizeof(current_input), "%s", input.c_str());
        target.run(reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size());
    }
    const auto time = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
    std::printf("%-22s %4zu inputs %6lld ms\n", target.name, inputs.size(), static_cast<long long>(time.count()));
    std::fflush(stdout);
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) {
        std::fprintf(stderr, "usage: fuzz_replay CORPUS [TARGET...]\n");
        return 2;
    }
    watch_for_death();
    const std::vector<std::string> wanted(argv + 2, argv + argc);
    bool good = true;
    std::size_t ran = 0;
    for (const fuzz::Target& target : fuzz::k_targets) {
        if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), target.name) == wanted.end()) continue;
        good = replay(target, argv[1]) && good;
        ++ran;
    }
    if (ran < std::max<std::size_t>(wanted.size(), 1)) std::fprintf(stderr, "fuzz_replay: no such target\n");
    return good && ran >= std::max<std::size_t>(wanted.size(), 1) ? 0 : 1;
}
