// Text to configuration: the tree, the top level, then the tasks over it.
#include "config/config.hpp"
#include "config/sections.hpp"

namespace proffer::config {
namespace {

constexpr std::string_view k_version = "1";

void read_version(Reader& reader, const Node& root) {
    const Node* version = root.find("version");
    if (version == nullptr)
        reader.problem(root.place, "'version' is missing", "write 'version: 1' at the top");
    else if (version->kind != NodeKind::scalar || version->text != k_version)
        reader.within("version", [&] { reader.wrong(*version, {"1", "version: 1"}); });
}

void read_top_level(Reader& reader, const Node& root, domain::Settings& settings) {
    for (const Entry& entry : root.entries) {
        if (entry.key == "version" || entry.key == "tasks" || reader.field(entry, settings, settings_fields())) continue;
        std::vector<std::string_view> known = Reader::keys_of(settings_fields());
        known.push_back("version");
        known.push_back("tasks");
        reader.unknown_key(entry, known);
    }
}

domain::Config read_config(Reader& reader, const Node& root) {
    domain::Config config;
    if (root.kind != NodeKind::map && root.kind != NodeKind::null) {
        if (root.kind != NodeKind::broken) reader.problem(root.place, "the file must be a map of keys", "start with 'version: 1'");
        return config;
    }
    read_version(reader, root);
    read_top_level(reader, root, config.settings);
    if (const Node* tasks = root.find("tasks")) reader.within("tasks", [&] { read_tasks(reader, *tasks, config.settings, config.tasks); });
    return config;
}

}  // namespace

Parsed parse_config(std::string_view text, std::string_view file) {
    Problems problems;
    Parsed parsed;
    if (const auto root = parse_yaml(text, problems)) {
        Reader reader(problems);
        parsed.config = read_config(reader, *root);
    }
    if (!problems.empty()) parsed.config.reset();
    parsed.diagnostics = problems.sorted(file);
    return parsed;
}

}  // namespace proffer::config
