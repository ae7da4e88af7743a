// Takes a body out of the fence, CDATA section or escapes that a model put round it.
#include "base/text.hpp"
#include "edit/line_numbers.hpp"
#include "edit/reply_lines.hpp"
#include "edit/whole_file.hpp"

namespace proffer::edit {
namespace {

constexpr std::string_view k_data_open = "<![CDATA[";
constexpr std::string_view k_data_close = "]]>";

std::string_view without_first_newline(std::string_view text) {
    if (text.starts_with("\r\n")) return text.substr(2);
    if (text.starts_with('\n')) return text.substr(1);
    return text;
}

std::string_view without_data_section(std::string_view body, const FileText* old_file) {
    const std::string_view inner = base::trim(body);
    if (!inner.starts_with(k_data_open) || !inner.ends_with(k_data_close)) return body;
    if (old_file != nullptr && base::trim(old_file->original()).starts_with(k_data_open)) return body;
    return without_first_newline(inner.substr(k_data_open.size(), inner.size() - k_data_open.size() - k_data_close.size()));
}

struct Fenced {
    enum class State { no, open, closed } state = State::no;
    std::size_t first = 0;  ///< line of the opening fence
    std::size_t last = 0;   ///< line of the closing fence
};

/// Is all of the body one fence? Fences inside it must come in pairs.
Fenced judge_fence(const ReplyLines& lines) {
    Fenced fenced;
    std::size_t end = lines.size();
    while (fenced.first < end && is_blank(lines[fenced.first])) ++fenced.first;
    while (end > fenced.first && is_blank(lines[end - 1])) --end;
    if (fenced.first == end) return fenced;
    const std::optional<Fence> open = parse_fence(lines[fenced.first]);
    if (!open) return fenced;
    fenced.last = end - 1;
    bool inner_open = false;
    std::size_t inner = 0;
    for (std::size_t i = fenced.first + 1; i < fenced.last; ++i) {
        const std::optional<Fence> fence = parse_fence(lines[i]);
        if (!fence || fence->sign != open->sign || fence->length < open->length) continue;
        ++inner;
        if (fence->info.empty() && !inner_open) return fenced;  // closes the first fence: more text follows
        inner_open = fence->info.empty() ? false : true;
    }
    const bool closed = fenced.last > fenced.first && closes(lines[fenced.last], *open) && !inner_open;
    fenced.state = closed ? Fenced::State::closed : inner == 0 ? Fenced::State::open : Fenced::State::no;
    return fenced;
}

bool starts_with_fence(std::string_view text) {
    const ReplyLines lines(text.substr(0, 4096));
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (!is_blank(lines[i])) return parse_fence(lines[i]).has_value();
    return false;
}

bool has_bracket(std::string_view text) {
    return text.find_first_of("<>") != std::string_view::npos;
}

bool has_escaped_bracket(std::string_view text) {
    return text.find("&lt;") != std::string_view::npos || text.find("&gt;") != std::string_view::npos;
}

std::string unescaped(std::string text) {
    text = base::replace_all(std::move(text), "&lt;", "<");
    text = base::replace_all(std::move(text), "&gt;", ">");
    text = base::replace_all(std::move(text), "&quot;", "\"");
    text = base::replace_all(std::move(text), "&#39;", "'");
    text = base::replace_all(std::move(text), "&apos;", "'");
    return base::replace_all(std::move(text), "&amp;", "&");
}

std::string without_numbers(std::string text, const FileText& old_file) {
    const std::vector<std::string_view> lines = lines_of(text);
    constexpr std::size_t k_too_few_to_tell = 2;
    if (lines.size() < k_too_few_to_tell || !are_numbered_in_order(lines)) return text;
    const std::optional<std::vector<std::string_view>> bare_lines = without_line_numbers(lines);
    if (!bare_lines) return text;
    if (old_file.size() > 0 && has_line_number(old_file.lines().front().text)) return text;
    std::string bare;
    for (const std::string_view line : *bare_lines) {
        bare += line;
        bare += '\n';
    }
    return bare;
}

/// Nothing when a fence is left open.
std::optional<std::string_view> without_wrapping(std::string_view body, std::string_view path, const FileText* old_file) {
    body = without_data_section(body, old_file);
    const bool fences_are_text = old_file != nullptr ? starts_with_fence(old_file->original()) : is_markdown(path);
    if (fences_are_text) return body;
    const ReplyLines lines(body);
    const Fenced fenced = judge_fence(lines);
    if (fenced.state == Fenced::State::open && !is_markdown(path)) return {};
    if (fenced.state == Fenced::State::closed) body = lines.between(fenced.first + 1, fenced.last);
    return body;
}

}  // namespace

std::optional<std::string> unwrap_body(std::string_view body, std::string_view path, const FileText* old_file, Wrapping wrapping) {
    if (wrapping == Wrapping::possible) {
        const std::optional<std::string_view> inner = without_wrapping(body, path, old_file);
        if (!inner) return {};
        body = *inner;
    }
    if (old_file == nullptr) return std::string(body);
    if (has_escaped_bracket(body) && !has_bracket(body) && has_bracket(old_file->original()) && !has_escaped_bracket(old_file->original()))
        return without_numbers(unescaped(std::string(body)), *old_file);
    return without_numbers(std::string(body), *old_file);
}

}  // namespace proffer::edit
