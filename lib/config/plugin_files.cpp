// Lines of the templates that depend on the repository are exchanged; all others stay as they are.
#include "config/plugin_files.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "config/yaml_text.hpp"

namespace proffer::config {
namespace {

constexpr std::string_view k_own_action = "proffer/proffer";
constexpr std::string_view k_own_reference = "@v0.1.0";
constexpr std::string_view k_task_choice = "- tidy";
constexpr std::string_view k_default_provider = "anthropic";
constexpr std::string_view k_default_key = "ANTHROPIC_API_KEY";

/// What has to be installed before the checks, which have no network. The first row that fits is taken.
struct Dependency {
    std::string_view file;
    std::string_view command;
};
constexpr std::array k_dependencies = {
    Dependency{"package-lock.json", "npm ci --ignore-scripts"},
    Dependency{"yarn.lock", "yarn install --frozen-lockfile --ignore-scripts"},
    Dependency{"pnpm-lock.yaml", "corepack enable && pnpm install --frozen-lockfile --ignore-scripts"},
    Dependency{"composer.lock", "composer install --no-scripts"},
};

bool holds(const std::vector<std::string>& paths, std::string_view path) {
    return std::find(paths.begin(), paths.end(), path) != paths.end();
}

std::string_view indent_of(std::string_view line) {
    return line.substr(0, std::min(line.find_first_not_of(' '), line.size()));
}

/// The provider of the templates, and whether another one has a key at all.
std::string key_of(const std::string& provider) {
    if (provider.empty() || provider == "auto" || provider == k_default_provider) return std::string(k_default_key);
    return provider == "openai" ? "OPENAI_API_KEY" : "";
}

class Rendering {
 public:
    Rendering(std::string_view text, const PluginRequest& request) : text_(text), request_(request), key_(key_of(request.provider)) {}

    std::string run() {
        for (const std::string_view line : base::split_lines(text_)) add(line);
        return std::move(out_);
    }

 private:
    void add(std::string_view line) {
        const std::string_view said = base::trim(line);
        if (said == k_task_choice && !request_.tasks.empty()) return add_tasks(indent_of(line));
        if (said.starts_with("- uses: " + std::string(k_own_action))) add_dependencies(indent_of(line));
        const bool names_key = said.find(k_default_key) != std::string_view::npos || said == "provider: anthropic";
        if (names_key && key_.empty()) return;
        std::string changed(line);
        changed = base::replace_all(changed, std::string(k_default_key), key_);
        if (said == "provider: anthropic")
            changed = base::replace_all(changed, "anthropic", key_ == k_default_key ? "anthropic" : "openai");
        out_ += with_action(changed);
        if (!changed.ends_with('\n')) out_ += '\n';
    }

    void add_tasks(std::string_view indent) {
        for (const std::string& task : request_.tasks) out_ += std::string(indent) + "- " + yaml_value(task) + "\n";
    }

    void add_dependencies(std::string_view indent) {
        if (has_dependencies_) return;
        has_dependencies_ = true;
        for (const Dependency& dependency : k_dependencies) {
            if (!holds(request_.paths, dependency.file)) continue;
            out_ += std::string(indent) + "# The checks have no network: what they need is installed before.\n";
            out_ += std::string(indent) + "- run: " + std::string(dependency.command) + "\n";
            return;
        }
    }

    [[nodiscard]] std::string with_action(const std::string& line) const {
        const std::size_t uses = line.find("uses: " + std::string(k_own_action));
        if (uses == std::string::npos || !is_action_reference(request_.action)) return line;
        const std::size_t at = request_.action.find('@');
        const std::string renamed = base::replace_all(line, std::string(k_own_action), request_.action.substr(0, at));
        return base::replace_all(renamed, std::string(k_own_reference), request_.action.substr(at));
    }

    std::string_view text_;
    const PluginRequest& request_;
    std::string key_;
    std::string out_;
    bool has_dependencies_ = false;
};

}  // namespace

std::string render_plugin_file(std::string_view text, const PluginRequest& request) {
    return Rendering(text, request).run();
}

bool is_action_reference(std::string_view text) {
    const auto is_plain = [](std::string_view part, std::string_view extra) {
        return !part.empty() && part.size() <= 200 && std::all_of(part.begin(), part.end(), [&](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || extra.find(c) != std::string_view::npos;
        });
    };
    const std::size_t at = text.find('@');
    const std::size_t slash = text.find('/');
    if (at == std::string_view::npos || slash == std::string_view::npos || slash > at) return false;
    return is_plain(text.substr(0, slash), "-") && is_plain(text.substr(slash + 1, at - slash - 1), "-_.") &&
           is_plain(text.substr(at + 1), "-_./");
}

}  // namespace proffer::config
