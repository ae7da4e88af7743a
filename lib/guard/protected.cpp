// The built-in list of protected paths (security.md 2.5) and the names under which they could be reached.
#include <algorithm>
#include <array>
#include <span>

#include "base/text.hpp"
#include "domain/repo_path.hpp"
#include "guard/scope.hpp"

namespace proffer::guard {
namespace {

enum class Lifting { possible, never };

struct BuiltIn {
    std::string_view pattern;  // lower case, as collision keys are
    Lifting lifting = Lifting::possible;
};

// Specific entries first: the first that matches is named to people. "**/x" is "x" anywhere.
constexpr std::array k_built_in = {
    // what git itself obeys, and what proffer obeys
    BuiltIn{"**/.gitattributes", Lifting::never}, BuiltIn{"**/.gitmodules", Lifting::never}, BuiltIn{"**/.lfsconfig", Lifting::never},
    BuiltIn{"**/.gitconfig", Lifting::never}, BuiltIn{"**/.proffer.yml", Lifting::never}, BuiltIn{"**/.proffer.yaml", Lifting::never},
    // who reviews
    BuiltIn{"**/codeowners"},
    // CI definitions
    BuiltIn{".github"}, BuiltIn{".gitlab"}, BuiltIn{"**/.gitlab-ci.yml"}, BuiltIn{".gitea"}, BuiltIn{".forgejo"}, BuiltIn{".circleci"},
    BuiltIn{".buildkite"}, BuiltIn{"**/jenkinsfile"}, BuiltIn{"**/jenkinsfile.*"}, BuiltIn{"**/azure-pipelines*"},
    BuiltIn{"bitbucket-pipelines.yml"}, BuiltIn{"appveyor.yml"}, BuiltIn{"cloudbuild.y*ml"},
    // hooks
    BuiltIn{"**/.husky"}, BuiltIn{"**/.githooks"}, BuiltIn{"lefthook*"}, BuiltIn{"**/.pre-commit-config.y*ml"},
    // instructions to agents
    BuiltIn{"**/agents.md"}, BuiltIn{"**/agents.override.md"}, BuiltIn{"**/claude.md"}, BuiltIn{"**/claude.local.md"},
    BuiltIn{"**/gemini.md"}, BuiltIn{"**/.cursor*"}, BuiltIn{"**/.claude*"}, BuiltIn{"**/.codex"}, BuiltIn{"**/.gemini"},
    BuiltIn{"**/.windsurf*"}, BuiltIn{"**/.clinerules*"}, BuiltIn{"**/.aider*"}, BuiltIn{"**/.mcp.json"},
    BuiltIn{"**/copilot-instructions*"}, BuiltIn{".*"},  // top-level dot files and directories
};

/// NTFS may give a long name a short one made from its hash.
struct ShortName {
    std::string_view stem;
    std::string_view meant;
};
constexpr std::array k_hashed_names = {ShortName{"gi7eba", ".gitmodules"}, ShortName{"gi7d29", ".gitattributes"}};

bool is_short_form(std::string_view stem, std::string_view name) {
    std::string letters;
    for (const char c : name.substr(0, name.find_last_of('.') == 0 ? name.size() : name.find_last_of('.')))
        if (c != '.' && c != ' ') letters += c;
    return stem.size() >= 2 && std::string_view(letters).substr(0, 6) == stem;
}

/// The protected name that `component`, an 8.3 name such as "gitmod~1", may stand for; else `component` itself.
std::string_view without_short_name(std::string_view component) {
    constexpr std::array<std::string_view, 16> k_names = {
        ".gitattributes", ".gitmodules", ".lfsconfig",      ".gitconfig",     ".proffer.yml",
        "codeowners",     ".github",     ".gitlab",         ".gitlab-ci.yml", ".circleci",
        ".buildkite",     "jenkinsfile", "azure-pipelines", ".githooks",      ".pre-commit-config.yaml",
        ".forgejo"};
    const std::size_t tilde = component.find('~');
    if (tilde == std::string_view::npos || tilde + 1 >= component.size() || component[tilde + 1] < '0' || component[tilde + 1] > '9')
        return component;
    const std::string_view stem = component.substr(0, tilde);
    for (const ShortName& name : k_hashed_names)
        if (stem == name.stem) return name.meant;
    const auto found = std::find_if(k_names.begin(), k_names.end(), [&](std::string_view name) { return is_short_form(stem, name); });
    return found == k_names.end() ? component : *found;
}

/// The collision key without NTFS stream names and with short names spelt out.
std::string protection_key(std::string_view path) {
    std::string key;
    for (const std::string_view component : base::split(path, '/')) {
        const std::string folded = domain::collision_key(component.substr(0, component.find(':')));
        if (!key.empty()) key += '/';
        key += without_short_name(folded);
    }
    return key;
}

const BuiltIn* find_built_in(std::string_view key) {
    static const std::vector<Pattern> patterns = [] {
        std::vector<Pattern> all;
        for (const BuiltIn& entry : k_built_in)
            all.emplace_back(entry.pattern.find('/') == std::string_view::npos ? "/" + std::string(entry.pattern)
                                                                               : std::string(entry.pattern));
        return all;
    }();
    for (std::size_t i = 0; i < patterns.size(); ++i)
        if (patterns[i].matches_with_ancestors(key)) return &k_built_in[i];
    return nullptr;
}

}  // namespace

std::string Scope::protecting_rule(std::string_view path) const {
    const std::string key = protection_key(path);
    for (const std::string& rule : protected_paths) {
        const Pattern folded(rule.ends_with('.') ? rule : domain::collision_key(rule));
        if (Pattern(rule).matches_with_ancestors(path) || folded.matches_with_ancestors(key)) return rule;
    }
    const BuiltIn* rule = find_built_in(key);
    if (rule == nullptr) return {};
    if (rule->lifting == Lifting::possible && matches_any(unprotected, path)) return {};
    return std::string(rule->pattern);
}

}  // namespace proffer::guard
