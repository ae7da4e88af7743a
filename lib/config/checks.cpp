// `checks`: the commands a proposal must pass.
#include <algorithm>
#include <array>
#include <map>

#include "base/text.hpp"
#include "config/quantities.hpp"
#include "config/sections.hpp"

namespace proffer::config {
namespace {

using domain::CheckSettings;

constexpr std::size_t k_longest_name_bytes = 64;

void read_name(Reader& reader, const Node& node, CheckSettings& check) {
    reader.filled_text(node, check.name);
    if (check.name.size() <= k_longest_name_bytes && check.name.find('\n') == std::string::npos) return;
    reader.problem(node.place, reader.name() + " is too long", "one line of at most 64 bytes");
    check.name.resize(k_longest_name_bytes);
}

constexpr std::array k_check_fields = {
    Field<CheckSettings>{"name", read_name},
    Field<CheckSettings>{"run", [](Reader& r, const Node& n, CheckSettings& c) { r.command(n, c.run, Reader::Expands::files); }},
    Field<CheckSettings>{"timeout",
                         [](Reader& r, const Node& n, CheckSettings& c) {
                             r.amount(n, c.timeout, parse_duration, {"a duration", "120s"});
                         }},
    Field<CheckSettings>{"on", [](Reader& r, const Node& n, CheckSettings& c) { r.patterns(n, c.on); }},
    Field<CheckSettings>{"network", [](Reader& r, const Node& n, CheckSettings& c) { r.boolean(n, c.network); }},
};

/// Keeps names apart: a name that was given must be the only one, a derived one gets a number.
class Names {
 public:
    void take_given(Reader& reader, Place place, const std::string& name) {
        const auto [earlier, is_new] = lines_.emplace(name, place.line);
        if (!is_new)
            reader.problem(place, "check " + quoted(name) + " is given twice",
                           "line " + std::to_string(earlier->second) + " has that name already");
    }

    std::string derive(Place place, const std::string& command) {
        const std::string_view trimmed = base::trim(command);
        const std::string word(base::prefix(trimmed.substr(0, trimmed.find_first_of(" \t\r\n")), k_longest_name_bytes - 8));
        std::string name = word;
        for (std::size_t& number = numbers_[word]; lines_.contains(name) || number == 0;) {
            if (++number > 1) name = word + "-" + std::to_string(number);
        }
        lines_.emplace(name, place.line);
        return name;
    }

 private:
    std::map<std::string, std::size_t> lines_;
    std::map<std::string, std::size_t> numbers_;
};

CheckSettings read_check(Reader& reader, const Node& node) {
    CheckSettings check;
    if (node.kind == NodeKind::scalar) {
        reader.command(node, check.run, Reader::Expands::files);
        return check;
    }
    reader.map(node, check, k_check_fields, {"a command or a map", "{name: tests, run: npm test}"});
    if (node.kind == NodeKind::map && node.find("run") == nullptr)
        reader.problem(node.place, "a check without 'run'", "give the command, for example 'run: npm test'");
    return check;
}

}  // namespace

void read_checks(Reader& reader, const Node& node, std::vector<CheckSettings>& out) {
    if (!reader.is(node, NodeKind::list, {"a list", "[{name: tests, run: npm test}]"})) return;
    Names names;
    std::vector<CheckSettings> checks;
    for (const Node& item : node.items) {
        checks.push_back(read_check(reader, item));
        const Node* name = item.find("name");
        if (name != nullptr && !checks.back().name.empty()) names.take_given(reader, name->place, checks.back().name);
    }
    for (std::size_t i = 0; i < checks.size(); ++i)
        if (checks[i].name.empty() && !checks[i].run.empty()) checks[i].name = names.derive(node.items[i].place, checks[i].run);
    out = std::move(checks);
}

}  // namespace proffer::config
