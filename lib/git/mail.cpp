// Renders the mail that carries a patch, in a form that git am reads as nothing else, whatever the commit message says.
#include "git/mail.hpp"

#include <algorithm>
#include <array>
#include <ctime>

#include "base/text.hpp"

namespace proffer::git {

namespace {

// RFC 2047: an encoded word is at most 75 characters; "=?UTF-8?q?" and "?=" take 12.
constexpr std::size_t k_encoded_word = 63;
constexpr std::size_t k_line = 76;
// Between the two ends of a mail's headers the form is fixed; git's own constant date of the separator says "no real mailbox".
constexpr std::string_view k_separator_date = " Mon Sep 17 00:00:00 2001\n";

bool is_plain(std::string_view text) {
    return text.find("=?") == std::string_view::npos &&
           std::all_of(text.begin(), text.end(), [](unsigned char c) { return c >= 0x20 && c < 0x7f; });
}

std::string quoted_printable(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (const char c : bytes) {
        const bool literal = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '/';
        const auto value = static_cast<unsigned char>(c);
        if (literal)
            text += c;
        else
            text += {'=', digits[value >> 4U], digits[value & 15U]};
    }
    return text;
}

/// As encoded words on as many lines as needed; never cut inside a character.
std::string encoded(std::string_view text) {
    std::string result;
    std::string word;
    for (std::size_t position = 0; position < text.size();) {
        const std::size_t begin = position;
        static_cast<void>(base::next_code_point(text, position));
        const std::string piece = quoted_printable(text.substr(begin, position - begin));
        if (word.size() + piece.size() > k_encoded_word) {
            result += "=?UTF-8?q?" + word + "?=\n ";
            word.clear();
        }
        word += piece;
    }
    return result + "=?UTF-8?q?" + word + "?=";
}

/// Lines over 76 characters go on in the next, at a blank.
std::string folded(std::string_view text, std::size_t column) {
    std::string result;
    for (const std::string_view word : base::split(text, ' ')) {
        if (!result.empty()) {
            const bool fits = word.empty() || column + 1 + word.size() <= k_line;
            result += fits ? " " : "\n ";
            column = fits ? column + 1 : 1;
        }
        result += word;
        column += word.size();
    }
    return result;
}

std::string one_line(std::string_view text) {
    std::string line(text);
    for (char& c : line)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    return line;
}

std::string from_header(const Identity& author) {
    const std::string name = one_line(author.name);
    const std::string address = " <" + one_line(author.email) + ">";
    if (!is_plain(name)) return encoded(name) + address;
    if (name.find_first_of("()<>[]:;@\\,.\"") == std::string::npos) return name + address;
    return "\"" + base::replace_all(base::replace_all(name, "\\", "\\\\"), "\"", "\\\"") + "\"" + address;
}

std::string date_header(std::int64_t time_seconds, int offset_minutes) {
    constexpr std::array<const char*, 7> days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr std::array<const char*, 12> months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t local = static_cast<std::time_t>(time_seconds) + offset_minutes * 60;
    std::tm parts{};
    if (gmtime_r(&local, &parts) == nullptr) return "Thu, 1 Jan 1970 00:00:00 +0000";
    const auto two = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    const int offset = std::abs(offset_minutes);
    return std::string(days[static_cast<std::size_t>(parts.tm_wday)]) + ", " + std::to_string(parts.tm_mday) + " " +
           months[static_cast<std::size_t>(parts.tm_mon)] + " " + std::to_string(1900 + parts.tm_year) + " " + two(parts.tm_hour) + ":" +
           two(parts.tm_min) + ":" + two(parts.tm_sec) + (offset_minutes < 0 ? " -" : " +") + two(offset / 60) + two(offset % 60);
}

/// What git mailinfo gives a meaning, at the begin of a line.
bool has_meaning(std::string_view line) {
    for (const std::string_view begin :
         {"diff -", "Index: ", "--- ", "+++ ", "@@ ", "From ", ">From ", "Binary files ", "GIT binary patch"})
        if (line.starts_with(begin)) return true;
    const std::string_view bare = base::trim_right(line);
    if (bare == "---" || bare == "--") return true;
    const std::string lower = base::to_lower(base::prefix(line, 32));
    for (const std::string_view header : {"from:", "subject:", "date:", "content-type:", "content-transfer-encoding:", "[patch"})
        if (lower.starts_with(header)) return true;
    return false;
}

struct Message {
    std::string subject;
    std::string body;
};

Message split_message(std::string_view text) {
    Message message;
    bool in_subject = true;
    for (const std::string_view raw : base::split_lines(text)) {
        const std::string_view line = base::trim_right(raw);
        if (in_subject && line.empty() && message.subject.empty()) continue;
        if (in_subject && !line.empty()) {
            message.subject += (message.subject.empty() ? "" : " ") + one_line(line);
            continue;
        }
        if (!in_subject) message.body += (has_meaning(line) ? " " : "") + std::string(line) + "\n";
        in_subject = false;
    }
    return message;
}

}  // namespace

std::string render_mail_head(const MailHead& head) {
    const Message message = split_message(head.message);
    constexpr std::string_view tag = "Subject: [PATCH] ";
    std::string text = "From " + head.commit + std::string(k_separator_date);
    text += "From: " + from_header(head.author) + "\n";
    text += "Date: " + date_header(head.time_seconds, head.offset_minutes) + "\n";
    text += std::string(tag) + (is_plain(message.subject) ? folded(message.subject, tag.size()) : encoded(message.subject)) + "\n";
    text += "MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n";
    if (!message.body.empty()) text += message.body;
    return text + "---\n\n";
}

}  // namespace proffer::git
