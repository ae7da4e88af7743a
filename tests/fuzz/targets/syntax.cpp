// Syntax errors that an edit brings in. Parts: the file's name, its text before, its text after.
#include "base/text.hpp"
#include "fuzz/support/input.hpp"
#include "syntax/check.hpp"

using namespace proffer;

namespace {

void check_errors(const std::vector<domain::Diagnostic>& errors, std::string_view text) {
    PROFFER_PROMISE(errors.size() <= 20, "not more errors than people read");
    const std::size_t lines = base::split(text, '\n').size();
    for (const domain::Diagnostic& error : errors) {
        PROFFER_PROMISE(error.line <= lines, "an error is inside the file");
        PROFFER_PROMISE(!error.message.empty(), "an error says what is wrong");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto parts = fuzz::parts_of(fuzz::text_of(data, size));
    const std::string path(base::visible_line(fuzz::first_line(parts.front()).first));
    const std::string_view before = fuzz::part(parts, 1);
    const std::string_view after = fuzz::part(parts, 2);
    check_errors(syntax::find_errors(path, before), before);
    check_errors(syntax::find_new_errors(path, before, after), after);
    check_errors(syntax::find_new_errors(path, {}, after), after);
    PROFFER_PROMISE(syntax::find_new_errors(path, before, before).empty(), "a file that stays as it is has no new errors");
    return 0;
}
