// A small tag reader; no XML: bodies between tags are plain text.
#include "edit/tags.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace proffer::edit {
namespace {

constexpr std::size_t k_longest_tag = 6000;

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == ':';
}

class TagReader {
 public:
    explicit TagReader(std::string_view text) : text_(text.substr(0, std::min(text.find_first_of("\r\n"), k_longest_tag))) {}

    std::optional<Tag> read() {
        if (!take('<')) return {};
        Tag tag;
        tag.closing = take('/');
        tag.name = take_name();
        if (tag.name.empty()) return {};
        while (true) {
            skip_blanks();
            if (take('>')) break;
            if (take('/')) {
                tag.self_closing = true;
                continue;
            }
            const std::string_view name = take_name();
            if (name.empty()) return {};
            const std::optional<std::string_view> value = take_value();
            if (!value) return {};
            tag.attributes.emplace_back(name, *value);
        }
        tag.size_bytes = at_;
        return tag;
    }

 private:
    bool take(char c) {
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }
    void skip_blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    }
    std::string_view take_name() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && is_name_character(text_[at_])) ++at_;
        return text_.substr(begin, at_ - begin);
    }
    /// An attribute without a value has an empty one.
    std::optional<std::string_view> take_value() {
        skip_blanks();
        if (!take('=')) return std::string_view{};
        skip_blanks();
        for (const char quote : {'"', '\''}) {
            if (!take(quote)) continue;
            const std::size_t end = text_.find(quote, at_);
            if (end == std::string_view::npos) return {};
            const std::string_view value = text_.substr(at_, end - at_);
            at_ = end + 1;
            return value;
        }
        std::size_t end = std::min(text_.find_first_of(" \t>", at_), text_.size());
        if (end > at_ && end < text_.size() && text_[end] == '>' && text_[end - 1] == '/') --end;
        const std::string_view value = text_.substr(at_, end - at_);
        at_ = end;
        return value;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

}  // namespace

std::optional<std::string_view> Tag::attribute(std::initializer_list<std::string_view> names) const {
    for (const auto& [key, value] : attributes)
        if (std::find(names.begin(), names.end(), base::to_lower(key)) != names.end()) return value;
    return {};
}

bool Tag::is(std::string_view wanted) const {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(name.begin(), name.end(), wanted.begin(), wanted.end(), [&](char a, char b) { return lower(a) == lower(b); });
}

std::optional<Tag> parse_tag(std::string_view text) {
    return TagReader(text).read();
}

}  // namespace proffer::edit
