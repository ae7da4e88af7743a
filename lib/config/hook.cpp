// `hook`, and what can be said of a file's triggers without parsing it.
#include <array>

#include "config/glance.hpp"
#include "config/quantities.hpp"
#include "config/sections.hpp"

namespace proffer::config {
namespace {

using domain::HookSettings;

constexpr std::array k_hook_fields = {
    Field<HookSettings>{"wait", [](Reader& r, const Node& n, HookSettings& h) { r.boolean(n, h.wait); }},
    Field<HookSettings>{"block", [](Reader& r, const Node& n, HookSettings& h) { r.boolean(n, h.block); }},
    Field<HookSettings>{"time",
                        [](Reader& r, const Node& n, HookSettings& h) {
                            r.amount(n, h.time, parse_duration, {"a duration", "2m"});
                        }},
};

}  // namespace

void read_hook(Reader& reader, const Node& node, HookSettings& out) {
    reader.map(node, out, k_hook_fields, {"a map", "{wait: true, time: 2m}"});
}

bool may_hold_pre_push(std::string_view text) {
    if (text.find("pre-push") != std::string_view::npos) return true;
    // In double quotes, letters can be written by number and words across lines.
    for (std::size_t at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at + 1))
        if (at + 1 < text.size() && std::string_view("xuU\r\n").find(text[at + 1]) != std::string_view::npos) return true;
    return false;
}

}  // namespace proffer::config
