// Mustache through kainjow's header; tags are judged here first, so that only names and sections reach it.
#include "prompt/template.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <kainjow/mustache.hpp>
#include <map>
#include <set>

#include "base/text.hpp"

namespace proffer::prompt {
namespace {

namespace mustache = kainjow::mustache;

constexpr std::size_t k_most_template_bytes = 256 * 1024;
constexpr std::size_t k_most_rendered_bytes = 1024 * 1024;
constexpr std::size_t k_most_levels = 16;

struct Tag {
    enum class Kind { variable, section, inverted, end };
    Kind kind = Kind::variable;
    std::string name;
};

Error refuse(std::string message, std::string hint) {
    return {ErrorCode::config, std::move(message), std::move(hint), {}};
}

bool is_name(std::string_view name) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    return !name.empty() && is_letter(name.front()) && name.back() != '.' && name.find("..") == std::string_view::npos &&
           std::all_of(name.begin(), name.end(),
                       [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.'; });
}

/// The inside of one tag, without braces. A comment gives nothing.
Result<std::optional<Tag>> parse_tag(std::string_view inside) {
    constexpr std::string_view k_hint = "use a name, for example {{issue.title}} or {{#issue}}…{{/issue}}";
    std::string_view name = base::trim(inside);
    const char sigil = name.empty() ? '\0' : name.front();
    if (sigil == '!') return std::optional<Tag>();
    if (sigil == '>') return refuse("partials are not available in templates", std::string(k_hint));
    if (sigil == '=') return refuse("delimiters of templates cannot be changed", std::string(k_hint));
    Tag tag;
    if (sigil == '#') tag.kind = Tag::Kind::section;
    if (sigil == '^') tag.kind = Tag::Kind::inverted;
    if (sigil == '/') tag.kind = Tag::Kind::end;
    if (sigil == '&' || tag.kind != Tag::Kind::variable) name = base::trim(name.substr(1));
    if (!is_name(name)) {
        const std::string shown = base::visible_line(base::prefix(inside, 40));
        return refuse(fmt::format("'{{{{{}}}}}' is no template tag", shown), std::string(k_hint));
    }
    tag.name = name;
    return std::optional<Tag>(std::move(tag));
}

/// Every tag in order; sections are known to be closed and nested at most 16 deep.
Result<std::vector<Tag>> scan_tags(std::string_view text) {
    if (text.size() > k_most_template_bytes) return refuse("the template is over 256 KiB", "shorten it");
    std::vector<Tag> tags;
    std::vector<std::string> open;
    for (std::size_t begin = text.find("{{"); begin != std::string_view::npos; begin = text.find("{{", begin)) {
        const bool is_triple = text.substr(begin).starts_with("{{{");
        const std::string_view closing = is_triple ? "}}}" : "}}";
        const std::size_t inside = begin + closing.size();
        const std::size_t end = text.find(closing, inside);
        if (end == std::string_view::npos) return refuse("a '{{' in the template is never closed", "write '{{name}}'");
        PROFFER_TRY(auto tag, parse_tag(text.substr(inside, end - inside)));
        begin = end + closing.size();
        if (!tag) continue;
        if (is_triple && tag->kind != Tag::Kind::variable) return refuse("a section cannot stand in '{{{'", "write '{{#name}}'");
        if (tag->kind == Tag::Kind::end) {
            if (open.empty() || open.back() != tag->name)
                return refuse("'{{/" + tag->name + "}}' closes no section",
                              "open it by '{{#" + tag->name + "}}', and close inner sections first");
            open.pop_back();
        } else if (tag->kind != Tag::Kind::variable) {
            open.push_back(tag->name);
            if (open.size() > k_most_levels) return refuse("sections of the template are nested more than 16 deep", "flatten them");
        }
        tags.push_back(*std::move(tag));
    }
    if (!open.empty())
        return refuse("section '" + open.back() + "' of the template is never closed", "write '{{/" + open.back() + "}}' behind it");
    return tags;
}

/// The values as the tree their dots describe.
struct Branch {
    std::map<std::string, Branch, std::less<>> fields;
    const std::string* value = nullptr;
};

mustache::data data_of(const Branch& branch) {
    if (branch.fields.empty()) {
        // An empty text is as good as an absent one, for sections too.
        if (branch.value == nullptr || branch.value->empty()) return mustache::data(false);
        return mustache::data(*branch.value);
    }
    mustache::data object;
    for (const auto& [name, field] : branch.fields) object.set(name, data_of(field));
    return object;
}

mustache::data data_of(const Values& values) {
    Branch root;
    for (const auto& [name, value] : values) {
        Branch* branch = &root;
        for (const std::string_view part : base::split(name, '.')) branch = &branch->fields[std::string(part)];
        branch->value = &value;
    }
    // No value at all must still be an object: it is where names are looked up.
    return root.fields.empty() ? mustache::data() : data_of(root);
}

/// The most bytes that a tag of some name can turn into: inside a section, the last parts of a name are enough.
std::map<std::string, std::size_t, std::less<>> longest_by_name(const Values& values) {
    std::map<std::string, std::size_t, std::less<>> longest;
    for (const auto& [name, value] : values) {
        for (std::size_t begin = 0; begin != std::string::npos;) {
            std::size_t& bytes = longest[name.substr(begin)];
            bytes = std::max(bytes, value.size());
            begin = name.find('.', begin);
            if (begin != std::string::npos) ++begin;
        }
    }
    return longest;
}

bool may_grow_too_large(std::string_view text, const std::vector<Tag>& tags, const Values& values) {
    const auto longest = longest_by_name(values);
    std::size_t bytes = text.size();
    for (const Tag& tag : tags) {
        if (tag.kind != Tag::Kind::variable) continue;
        if (const auto found = longest.find(tag.name); found != longest.end()) bytes += found->second;
        if (bytes > k_most_rendered_bytes) return true;
    }
    return false;
}

/// "number" inside {{#issue}} may mean "issue.number".
bool is_known(std::string_view name, const std::vector<std::string>& open, const std::vector<std::string>& known) {
    const auto stands = [&](const std::string& wanted) {
        return std::any_of(known.begin(), known.end(), [&](const std::string& k) { return k == wanted || k.starts_with(wanted + "."); });
    };
    return stands(std::string(name)) ||
           std::any_of(open.begin(), open.end(), [&](const std::string& section) { return stands(section + "." + std::string(name)); });
}

}  // namespace

Result<std::string> render_template(std::string_view text, const Values& values) {
    PROFFER_TRY(const std::vector<Tag> tags, scan_tags(text));
    if (may_grow_too_large(text, tags, values))
        return Error{ErrorCode::exhausted, "the rendered template may be over 1 MiB", "use fewer or shorter values in it", {}};
    mustache::mustache renderer{std::string(text)};
    renderer.set_custom_escape([](const std::string& value) { return value; });
    if (!renderer.is_valid()) return refuse("the template is broken: " + base::to_lower(renderer.error_message()), "");
    return renderer.render(data_of(values));
}

Result<std::vector<std::string>> unknown_names(std::string_view text, const std::vector<std::string>& known) {
    PROFFER_TRY(const std::vector<Tag> tags, scan_tags(text));
    std::vector<std::string> unknown;
    std::vector<std::string> open;
    std::set<std::string> judged;
    for (const Tag& tag : tags) {
        if (tag.kind == Tag::Kind::end) {
            open.pop_back();
            continue;
        }
        if (!is_known(tag.name, open, known) && judged.insert(tag.name).second) unknown.push_back(tag.name);
        if (tag.kind != Tag::Kind::variable) open.push_back(tag.name);
    }
    return unknown;
}

}  // namespace proffer::prompt
