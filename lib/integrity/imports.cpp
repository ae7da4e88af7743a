// Import statements of the languages we know, as pairs of name and origin.
#include "integrity/imports.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace proffer::integrity {
namespace {

bool is_keyword(const std::string& word) {
    for (const char* known : {"import", "from", "const", "let", "var", "type", "require", "use", "using", "static", "package", "default",
                              "pub", "require_relative"})
        if (word == known) return true;
    return false;
}

std::string unquoted(const std::string& text) {
    return text.size() < 2 ? text : text.substr(1, text.size() - 2);
}

/// Each string of Go's import is a package, called by its last part or by the word before it.
std::vector<Binding> bindings_of_strings(const Tokens& tokens) {
    std::vector<Binding> bindings;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (!is_string(tokens[i])) continue;
        const std::string path = unquoted(tokens[i].text);
        const bool has_alias = i > 0 && is_word(tokens[i - 1]) && !is_keyword(tokens[i - 1].text);
        const bool is_all = i > 0 && tokens[i - 1].text == ".";
        bindings.emplace_back(is_all ? "*" : has_alias ? tokens[i - 1].text : path.substr(path.rfind('/') + 1), path);
    }
    return bindings;
}

/// `a as b` binds b; `from a import b, c` and `import {b, c} from "a"` bind b and c.
std::vector<Binding> bindings_behind(const Tokens& tokens, std::size_t begin, const std::string& origin) {
    std::vector<Binding> bindings;
    for (std::size_t i = begin; i < tokens.size(); ++i) {
        const std::string& text = tokens[i].text;
        if (text == "=" || text == "from") break;
        if (text == "*") bindings.emplace_back("*", origin);
        if (!is_word(tokens[i]) || is_keyword(text) || text == "as") continue;
        const bool is_renamed = i + 2 < tokens.size() && (tokens[i + 1].text == "as" || tokens[i + 1].text == ":");
        if (is_renamed) {
            bindings.emplace_back(tokens[i + 2].text, origin + ":" + text);
            i += 2;
        } else {
            bindings.emplace_back(text, origin + ":" + text);
        }
    }
    return bindings;
}

std::vector<Binding> bindings_of_from(const Tokens& tokens) {
    std::string origin;
    std::size_t i = 1;
    for (; i < tokens.size() && tokens[i].text != "import"; ++i) origin += tokens[i].text;
    return bindings_behind(tokens, i + 1, origin);
}

/// `import a.b`, `use a::b`, `use a::{b, c}`, `import a.b.C`, `import a.b as c`.
std::vector<Binding> bindings_of_path(const Tokens& tokens) {
    std::vector<Binding> bindings;
    std::string path, prefix;
    const auto close = [&] {
        const std::size_t cut = path.find_last_of(".:/\\");
        if (!path.empty()) bindings.emplace_back(path.substr(cut == std::string::npos ? 0 : cut + 1), prefix + path);
        path.clear();
    };
    for (std::size_t i = 1; i < tokens.size(); ++i) {
        const std::string& text = tokens[i].text;
        if (text == "{") {
            prefix += std::exchange(path, "");
        } else if (text == "," || text == "}" || text == k_end) {
            close();
        } else if (text == "as" && i + 1 < tokens.size()) {
            bindings.emplace_back(tokens[++i].text, prefix + std::exchange(path, ""));
        } else if (text != "static") {
            path += text;
        }
    }
    close();
    return bindings;
}

bool ends_with_any(const std::string& path, std::initializer_list<const char*> endings) {
    return std::any_of(endings.begin(), endings.end(), [&](const char* ending) { return path.ends_with(ending); });
}

}  // namespace

std::vector<Binding> bindings_of(const Item& import) {
    const Tokens& tokens = import.tokens;
    if (tokens.empty() || tokens.front().text == "package" || tokens.front().text == "#") return {};
    if (import.file.ends_with(".go")) return bindings_of_strings(tokens);
    if (tokens.front().text == "from") return bindings_of_from(tokens);
    if (!ends_with_any(import.file, {".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts"})) return bindings_of_path(tokens);
    const auto module = std::find_if(tokens.rbegin(), tokens.rend(), [](const Token& token) { return is_string(token); });
    return bindings_behind(tokens, 1, module == tokens.rend() ? "" : module->text);
}

std::set<Binding> all_bindings(const std::vector<Item>& items) {
    std::set<Binding> all;
    for (const Item& item : items)
        if (item.kind == ItemKind::import)
            for (Binding& binding : bindings_of(item)) all.insert(std::move(binding));
    return all;
}

}  // namespace proffer::integrity
