// Templates of the configuration, with values of strangers. Parts: the template, the values.
#include <algorithm>

#include "fuzz/support/input.hpp"
#include "prompt/template.hpp"

using namespace proffer;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto parts = fuzz::parts_of(fuzz::text_of(data, size));
    const std::string value(fuzz::part(parts, 1));
    const auto names = prompt::unknown_names(parts.front(), {"task"});
    const auto rendered = prompt::render_template(parts.front(), {{"task", value}, {"issue.title", value}, {"issue.number", "7"}});
    PROFFER_PROMISE(names.has_value() == rendered.has_value(), "a template is broken for both or for none");
    if (!rendered) {
        PROFFER_PROMISE(fuzz::is_printable(rendered.error().message), "an error is told on one line");
        return 0;
    }
    PROFFER_PROMISE(std::find(names->begin(), names->end(), "task") == names->end(), "known names are known");
    if (parts.front().find("{{") == std::string_view::npos) PROFFER_PROMISE(*rendered == parts.front(), "a text without names stays");
    PROFFER_PROMISE(prompt::render_template("{{task}}", {{"task", value}}).value_or("?") == value, "values are never read as templates");
    return 0;
}
