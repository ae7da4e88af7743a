// Files and strings that look like secrets.
#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

#include "base/text.hpp"
#include "domain/repo_path.hpp"
#include "guard/judge.hpp"
#include "guard/rules.hpp"

namespace proffer::guard {
namespace {

struct Shape {
    const char* name;
    const char* pattern;  // group 1 is what would have to be secret
};

// Sources: the services' documentation of their token formats. `\b` fails behind `_`, hence the explicit borders.
constexpr std::array k_shapes = {
    Shape{"a GitHub token", R"((?:^|[^A-Za-z0-9])gh[pour]_([A-Za-z0-9]{36,}))"},
    Shape{"a GitHub token", R"((?:^|[^A-Za-z0-9])ghs_([A-Za-z0-9._-]{36,}))"},
    Shape{"a GitHub token", R"((?:^|[^A-Za-z0-9])github_pat_([A-Za-z0-9_]{36,}))"},
    Shape{"a GitLab token", R"((?:^|[^A-Za-z0-9])gl(?:pat|ptt|dt|rt|cbt|soat|ft|imt|agent|oas)-([A-Za-z0-9_.-]{20,}))"},
    Shape{"an Anthropic key", R"((?:^|[^A-Za-z0-9])sk-ant-(?:[a-z]+[0-9]*-)?([A-Za-z0-9_-]{24,}))"},
    Shape{"an OpenAI key", R"((?:^|[^A-Za-z0-9])sk-(?:proj|svcacct|admin)-([A-Za-z0-9_-]{24,}))"},
    Shape{"an OpenAI key", R"((?:^|[^A-Za-z0-9_-])sk-([A-Za-z0-9]{40,}))"},
    Shape{"an AWS access key", R"((?:^|[^A-Za-z0-9])(?:AKIA|ASIA)([A-Z2-7]{16})(?:[^A-Za-z0-9]|$))"},
    Shape{"a Slack token", R"((?:^|[^A-Za-z0-9])xox[abeoprs]-([A-Za-z0-9-]{20,}))"},
    Shape{"an npm token", R"((?:^|[^A-Za-z0-9])npm_([A-Za-z0-9]{36}))"},
    Shape{"a PyPI token", R"((?:^|[^A-Za-z0-9])pypi-(AgEIcHlwaS5vcmc[A-Za-z0-9_-]{40,}))"},
    Shape{"a Google key", R"((?:^|[^A-Za-z0-9])AIza([A-Za-z0-9_-]{35}))"},
    Shape{"a Stripe key", R"((?:^|[^A-Za-z0-9])[rs]k_live_([A-Za-z0-9]{20,}))"},
    Shape{"a JSON web token", R"(eyJ[A-Za-z0-9_-]{10,}\.eyJ([A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}))"},
    Shape{
        "a private key",
        R"(-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:\\[nr]|[\s"'`,+]){0,40}(?:[A-Z][A-Za-z-]+: [^\n]{0,80}\s{1,4}){0,3}([A-Za-z0-9+/=]{40,}))"},
};

constexpr std::size_t k_least_varied = 8;

/// "xxxxxxxx…", "EXAMPLE", the sample of jwt.io: what documentation writes instead of a secret.
bool is_placeholder(std::string_view body) {
    std::array<bool, 256> seen{};
    for (const char c : body) seen[static_cast<unsigned char>(c)] = true;
    if (static_cast<std::size_t>(std::count(seen.begin(), seen.end(), true)) < k_least_varied) return true;
    const std::string lower = base::to_lower(body);
    return lower.find("example") != std::string::npos || lower.find("placeholder") != std::string::npos ||
           lower.find("your") != std::string::npos || body.find("SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c") != std::string_view::npos;
}

const std::vector<std::unique_ptr<RE2>>& compiled_shapes() {
    static const auto compiled = [] {
        RE2::Options options;
        options.set_encoding(RE2::Options::EncodingLatin1);  // files need not be UTF-8
        options.set_log_errors(false);
        std::vector<std::unique_ptr<RE2>> all;
        for (const Shape& shape : k_shapes) {
            all.push_back(std::make_unique<RE2>(shape.pattern, options));
            PROFFER_ASSERT(all.back()->ok(), "a secret shape does not compile");
        }
        return all;
    }();
    return compiled;
}

bool has_new_shape(const RE2& shape, std::string_view text, std::string_view known) {
    constexpr int k_looked_up = 64;  // a search of `known` for each; more new lines with secrets are no ordinary edit
    re2::StringPiece rest(text.data(), text.size());
    re2::StringPiece found;
    for (int count = 0; RE2::FindAndConsume(&rest, shape, &found);) {
        const std::string_view body(found.data(), found.size());
        if (is_placeholder(body)) continue;
        if (known.empty() || ++count > k_looked_up || known.find(body) == std::string_view::npos) return true;
    }
    return false;
}

bool has_any_suffix(std::string_view name, std::initializer_list<std::string_view> suffixes) {
    return std::any_of(suffixes.begin(), suffixes.end(), [&](std::string_view suffix) { return name.ends_with(suffix); });
}

bool is_environment_file(std::string_view name) {
    return name.starts_with(".env") && (name.size() == 4 || name[4] == '.' || name[4] == '-' || name[4] == '_' || name == ".envrc") &&
           !has_any_suffix(name, {".example", ".sample", ".template", ".dist", ".tpl", "-example", "-sample", "_example", "_sample"});
}

}  // namespace

bool looks_secret(std::string_view path) {
    const std::string key = domain::collision_key(path);
    const std::vector<std::string_view> components = base::split(key, '/');
    const std::string_view name = components.back();
    if (is_environment_file(name)) return true;
    if (has_any_suffix(name, {".pem", ".key", ".p12", ".pfx", ".keystore", ".jks", ".kdbx", ".ppk"})) return true;
    if (name.starts_with("id_") && name.find('.') == std::string_view::npos) return true;
    constexpr std::array<std::string_view, 8> k_names = {".npmrc",           ".pypirc",   ".netrc",  "_netrc",
                                                         ".git-credentials", ".htpasswd", ".pgpass", ".dockercfg"};
    if (std::find(k_names.begin(), k_names.end(), name) != k_names.end()) return true;
    return std::any_of(components.begin(), components.end() - 1,
                       [](std::string_view part) { return part == ".ssh" || part == ".gnupg" || part == ".aws"; });
}

std::string new_secret_shape(std::string_view text, std::string_view known) {
    const auto& compiled = compiled_shapes();
    for (std::size_t i = 0; i < compiled.size(); ++i)
        if (has_new_shape(*compiled[i], text, known)) return k_shapes[i].name;
    return {};
}

std::string secret_shape(std::string_view text) {
    return new_secret_shape(text, {});
}

}  // namespace proffer::guard
