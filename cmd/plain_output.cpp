// Text is broken by blanks where it would act; JSON has escapes for the same.
#include "cmd/plain_output.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "base/text.hpp"
#include "report/text_sinks.hpp"

namespace proffer::cmd {
namespace {

bool goes_into_a_file() {
    struct stat status {};
    return fstat(STDOUT_FILENO, &status) == 0 && S_ISREG(status.st_mode);
}

}  // namespace

void print_text(std::string_view text) {
    const std::string shown = goes_into_a_file() ? std::string(text) : base::inert_log_text(text);
    std::fwrite(shown.data(), 1, shown.size(), stdout);
}

void print_json(std::string_view json) {
    const std::string safe = report::inert_json(json);
    std::fwrite(safe.data(), 1, safe.size(), stdout);
    if (!safe.ends_with('\n')) std::fputc('\n', stdout);
}

}  // namespace proffer::cmd
