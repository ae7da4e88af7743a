// `.proffer.yml`: any text gives a configuration or reasons, and the effective configuration reads back as itself.
#include "config/config.hpp"

#include "fuzz/support/input.hpp"

using namespace proffer;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const config::Parsed parsed = config::parse_config(fuzz::text_of(data, size), ".proffer.yml");
    PROFFER_PROMISE(parsed.config.has_value() == parsed.diagnostics.empty(), "a configuration, or why there is none");
    for (const domain::Diagnostic& diagnostic : parsed.diagnostics)
        PROFFER_PROMISE(!diagnostic.message.empty(), "a diagnostic says what is wrong");
    if (!parsed.config) return 0;
    const std::string rendered = config::render_config(*parsed.config);
    const config::Parsed again = config::parse_config(rendered, ".proffer.yml");
    PROFFER_PROMISE(again.config.has_value(), "the effective configuration is valid");
    PROFFER_PROMISE(config::render_config(*again.config) == rendered, "the effective configuration reads back as itself");
    return 0;
}
