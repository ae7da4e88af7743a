// New tests, helpers and imports.
#include "integrity/new_code.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "integrity/words.hpp"

namespace proffer::integrity {
namespace {

Change runner_change(std::string_view what) {
    return {"test-runner", fmt::format("brings in '{}', which acts on other tests", what)};
}

/// `os._exit`, `process.exit`, `os.Exit`: the runner ends, and nobody sees what failed.
std::string_view ends_runner(const Tokens& tokens) {
    for (std::size_t i = 0; i + 2 < tokens.size(); ++i) {
        const std::string& owner = tokens[i].text;
        const std::string& name = tokens[i + 2].text;
        const bool is_member = tokens[i + 1].text == "." || tokens[i + 1].text == "::";
        if (!is_member) continue;
        if ((owner == "os" && (name == "_exit" || name == "Exit")) || (owner == "process" && (name == "exit" || name == "reallyExit")) ||
            (owner == "System" && name == "exit") || (owner == "pytest" && name == "exit") || (owner == "std" && name == "quick_exit"))
            return name;
    }
    return {};
}

bool is_global_hook(const Item& item) {
    if (item.file.ends_with(".go")) return item.name == "TestMain" || item.name == "init" || item.leaf == "TestMain";
    return false;
}

bool is_conftest(const Item& item) {
    return item.file == "conftest.py" || item.file.ends_with("/conftest.py");
}

bool defines_fixture(const Item& item) {
    return std::any_of(item.tokens.begin(),
                       item.tokens.begin() + std::min<std::ptrdiff_t>(8, static_cast<std::ptrdiff_t>(item.tokens.size())),
                       [](const Token& token) { return token.text == "fixture"; });
}

bool rebinds(const Item& item, const Before& before) {
    const auto bindings = bindings_of(item);
    return std::any_of(bindings.begin(), bindings.end(), [&](const Binding& binding) {
        return !before.bindings.contains(binding) && (binding.first == "*" || before.words.contains(binding.first));
    });
}

/// `jest.mock` is moved to the top of its file, wherever it stands.
bool mocks_modules(const Tokens& tokens) {
    for (std::size_t i = 0; i + 2 < tokens.size(); ++i)
        if ((tokens[i].text == "jest" || tokens[i].text == "vi") && tokens[i + 1].text == "." &&
            (tokens[i + 2].text == "mock" || tokens[i + 2].text == "doMock" || tokens[i + 2].text == "unstable_mockModule"))
            return true;
    return false;
}

bool is_definition(const Item& item) {
    constexpr std::string_view k_words[] = {"def",       "class",  "func", "fn",        "function", "const",  "let",      "var",
                                            "type",      "struct", "enum", "interface", "static",   "val",    "fun",      "template",
                                            "namespace", "async",  "void", "int",       "private",  "public", "protected"};
    const std::size_t head = std::min<std::size_t>(item.tokens.size(), 24);
    for (std::size_t i = 0; i < head; ++i)
        if (std::find(std::begin(k_words), std::end(k_words), item.tokens[i].text) != std::end(k_words)) return true;
    return item.tokens.size() > 2 && is_word(item.tokens[0]) &&
           (item.tokens[1].text == "=" || item.tokens[1].text == ":=" || item.tokens[1].text == ":");
}

std::optional<Change> problem_of_support(const Item& item, const Before& before) {
    if (item.kind == ItemKind::import) {
        if (rebinds(item, before)) return Change{"test-changed", "an import gives another meaning to a name that tests use"};
        return {};
    }
    if (is_implicit(item) && !item.in_new_group) return runner_change(item.name.empty() ? item.tokens.front().text : item.name);
    if (is_implicit(item) || is_pure_assertion(item.tokens)) return {};
    for (const Token& token : item.tokens)
        if (is_skip_word(token.text) && item.name.empty()) return runner_change(token.text);
    const bool is_known = !item.leaf.empty() && before.words.contains(item.leaf) && !item.in_new_group;
    if (is_known) return Change{"test-changed", fmt::format("'{}' is defined anew, and tests use it", item.leaf)};
    const bool acts = std::any_of(item.tokens.begin(), item.tokens.end(), [](const Token& token) {
        return token.text == "setattr" || token.text == "patch" || token.text == "exec" || token.text == "eval" || token.text == "__dict__";
    });
    const bool runs_at_once = item.tokens.size() > 1 && item.tokens[1].text == "=";
    if (!item.leaf.empty() && is_definition(item) && !(acts && runs_at_once)) return {};
    return Change{"test-changed",
                  fmt::format("a statement is added that acts on tests ('{}')", item.tokens.empty() ? "" : item.tokens.front().text)};
}

}  // namespace

bool is_implicit(const Item& item) {
    if (is_hook(item.name) || is_hook(item.leaf)) return true;
    const std::size_t head = std::min<std::size_t>(item.tokens.size(), 16);
    for (std::size_t i = 0; i < head; ++i)
        if (item.tokens[i].text == "autouse" || item.tokens[i].text == "pytestmark" || (i < 3 && is_hook(item.tokens[i].text)) ||
            (i > 0 && item.tokens[i - 1].text == "@" && is_hook(item.tokens[i].text)))
            return true;
    return false;
}

Mentions mentions_of(const std::vector<Item>& items) {
    Mentions mentions;
    mentions.bindings = all_bindings(items);
    for (const Item& item : items) {
        for (const Token& token : item.tokens) {
            mentions.all.insert(token.text);
            if (item.kind != ItemKind::import) mentions.of_file[item.file].insert(token.text);
        }
    }
    return mentions;
}

bool is_binding_lost(const Item& import, const Mentions& after) {
    const auto words = after.of_file.find(import.file);
    if (words == after.of_file.end()) return false;
    for (const Binding& binding : bindings_of(import))
        if (!after.bindings.contains(binding) && (binding.first == "*" || words->second.contains(binding.first))) return true;
    return false;
}

std::optional<Change> problem_of_new(const Item& item, bool is_known_file, const Before& before) {
    if (const std::string_view exit = ends_runner(item.tokens); !exit.empty()) return runner_change(exit);
    if (item.focused && item.kind != ItemKind::support) return Change{"test-skipped", "makes the runner leave out every other test"};
    if (is_global_hook(item)) return runner_change(item.name);
    if (is_conftest(item) && item.kind == ItemKind::support && !(defines_fixture(item) && !is_implicit(item)) && !item.tokens.empty())
        return runner_change(item.name.empty() ? item.tokens.front().text : item.name);
    if (is_known_file && mocks_modules(item.tokens)) return runner_change("mock");
    if (!is_known_file || item.kind == ItemKind::test || item.kind == ItemKind::group) return {};
    return problem_of_support(item, before);
}

}  // namespace proffer::integrity
