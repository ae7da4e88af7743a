// CommonMark's strict grammar for tags in paragraphs, a browser's lenient one for blocks of HTML.
#include "prompt/html_tags.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "prompt/plain_values.hpp"

namespace proffer::prompt {
namespace {

constexpr std::size_t k_none = std::string_view::npos;
constexpr std::size_t k_longest_plain_name = 32;
// `<path to file>` in prose is a placeholder that GitHub drops; so few words say nothing.
constexpr std::size_t k_longest_placeholder = 40;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}
std::size_t skip_blanks(std::string_view text, std::size_t at) {
    while (at < text.size() && is_blank(text[at])) ++at;
    return at;
}

std::size_t name_end(std::string_view text, std::size_t at) {
    if (at >= text.size() || !is_letter(text[at])) return k_none;
    while (at < text.size() && (is_letter(text[at]) || is_digit(text[at]) || text[at] == '-')) ++at;
    return at;
}

bool is_attribute_character(char c, bool is_first) {
    if (is_letter(c) || c == '_' || c == ':') return true;
    return !is_first && (is_digit(c) || c == '.' || c == '-');
}

/// Behind the value at `at`, or npos.
std::size_t strict_value_end(std::string_view text, std::size_t at) {
    if (at >= text.size()) return k_none;
    if (text[at] == '"' || text[at] == '\'') {
        const std::size_t close = text.find(text[at], at + 1);
        return close == k_none ? k_none : close + 1;
    }
    const std::size_t end = std::min(text.find_first_of(" \t\n\r\f\v\"'=<>`", at), text.size());
    return end == at ? k_none : end;
}

/// Behind the attribute at `at`, or npos.
std::size_t strict_attribute_end(std::string_view text, std::size_t at) {
    if (at >= text.size() || !is_attribute_character(text[at], true)) return k_none;
    while (at < text.size() && is_attribute_character(text[at], false)) ++at;
    const std::size_t equals = skip_blanks(text, at);
    if (equals >= text.size() || text[equals] != '=') return at;
    return strict_value_end(text, skip_blanks(text, equals + 1));
}

std::string_view text_of(std::string_view text, Range range) {
    return text.substr(range.begin, range.end - range.begin);
}

bool is_placeholder(const HtmlTag& tag) {
    const bool bare = std::all_of(tag.attributes.begin(), tag.attributes.end(),
                                  [](const HtmlAttribute& attribute) { return attribute.value.begin == attribute.value.end; });
    const auto size = tag.attributes.empty() ? 0 : tag.attributes.back().all.end - tag.attributes.front().all.begin;
    return bare && tag.attributes.size() <= 3 && size <= k_longest_placeholder;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::string_view k_known_elements =
    " a abbr address area article aside audio b base bdi bdo big blockquote body br button canvas caption center cite code col colgroup "
    "data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame frameset g h1 h2 h3 "
    "h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map mark math menu menuitem meta meter nav "
    "noembed noframes noscript object ol optgroup option output p param path picture plaintext pre progress q rp rt ruby s samp script "
    "search section select small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th thead time "
    "title tr track tt u ul var video wbr xmp ";

bool is_known_element(std::string_view name) {
    if (name.starts_with('/')) name.remove_prefix(1);
    return !name.empty() && name.find(' ') == std::string_view::npos &&
           k_known_elements.find(" " + std::string(name) + " ") != std::string_view::npos;
}

bool is_plain_token(std::string_view value, std::size_t longest) {
    return value.size() <= longest && std::all_of(value.begin(), value.end(), [](char c) {
               return is_letter(c) || is_digit(c) || c == '-' || c == '_' || c == '.' || c == '%' || c == '/' || c == '#';
           });
}

bool is_number(std::string_view value) {
    return is_plain_token(value, 8) && std::count_if(value.begin(), value.end(), is_letter) <= 2;
}

bool is_plain_attribute(std::string_view name, std::string_view value) {
    if (value.empty()) return is_one_of(name, {"open", "controls", "muted", "loop", "autoplay", "checked", "disabled", "alt"});
    if (is_one_of(name, {"width", "height", "colspan", "rowspan", "start", "border"})) return is_number(value);
    if (is_one_of(name, {"align", "valign", "dir", "target", "rel", "lang", "color", "type", "loading", "controls", "open"}))
        return is_plain_token(value, 20);
    if (is_one_of(name, {"src", "href"})) return is_plain_address(value);
    return name == "alt" && is_plain_alt(value);
}

}  // namespace

std::size_t inline_tag_end(std::string_view text, std::size_t begin) {
    const bool is_end_tag = text.substr(begin).starts_with("</");
    std::size_t at = name_end(text, begin + (is_end_tag ? 2 : 1));
    if (at == k_none) return k_none;
    for (;;) {
        const std::size_t next = skip_blanks(text, at);
        if (next < text.size() && text[next] == '>') return next + 1;
        if (is_end_tag) return k_none;
        if (text.substr(next).starts_with("/>")) return next + 2;
        if (next == at) return k_none;
        at = strict_attribute_end(text, next);
        if (at == k_none) return k_none;
    }
}

HtmlTag read_tag(std::string_view text, std::size_t begin) {
    HtmlTag tag;
    std::size_t at = std::min(text.find_first_of(" \t\n\r\f\v/>", begin + (text[begin + 1] == '/' ? 2 : 1)), text.size());
    tag.name_range = {begin + 1, at};
    tag.name = base::to_lower(text.substr(begin + 1, std::min<std::size_t>(at - begin - 1, 64)));
    while (true) {
        while (at < text.size() && (is_blank(text[at]) || text[at] == '/')) ++at;
        if (at >= text.size()) break;
        if (text[at] == '>') {
            tag.end = at + 1;
            return tag;
        }
        HtmlAttribute attribute;
        const std::size_t name_begin = at;
        at = std::min(text.find_first_of(" \t\n\r\f\v/>=", at + 1), text.size());
        attribute.name = base::to_lower(text.substr(name_begin, std::min<std::size_t>(at - name_begin, 64)));
        attribute.all = {name_begin, at};
        const std::size_t equals = skip_blanks(text, at);
        if (equals < text.size() && text[equals] == '=') {
            std::size_t value = skip_blanks(text, equals + 1);
            const bool quoted = value < text.size() && (text[value] == '"' || text[value] == '\'');
            std::size_t end = std::min(quoted ? text.find(text[value], value + 1) : text.find_first_of(" \t\n\r\f\v>", value), text.size());
            if (quoted) ++value;
            attribute.value = {std::min(value, end), end};
            at = quoted ? std::min(end + 1, text.size()) : end;
            attribute.all.end = at;
            if (quoted && end >= text.size()) {
                tag.attributes.push_back(std::move(attribute));
                break;
            }
        }
        tag.attributes.push_back(std::move(attribute));
    }
    tag.end = text.size();
    tag.is_closed = false;
    return tag;
}

std::vector<Range> hidden_in_tag(std::string_view text, const HtmlTag& tag, TagPlace place) {
    if (place == TagPlace::paragraph && tag.name.size() <= k_longest_plain_name && is_placeholder(tag)) return {};
    std::vector<Range> hidden;
    if (!is_known_element(tag.name)) hidden.push_back(tag.name_range);
    for (const HtmlAttribute& attribute : tag.attributes)
        if (!is_plain_attribute(attribute.name, text_of(text, attribute.value))) hidden.push_back(attribute.all);
    return hidden;
}

bool hides_content(std::string_view element) {
    return is_one_of(element,
                     {"script", "style",    "template", "title",    "iframe", "object",    "audio",    "video",  "canvas",   "svg",
                      "math",   "noscript", "noembed",  "noframes", "xmp",    "plaintext", "textarea", "select", "datalist", "head"});
}

}  // namespace proffer::prompt
