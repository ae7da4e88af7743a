// The encodings that are looked for (security.md O8); what is not here (rot13, letters apart) is missed.
#include "base/secret_spellings.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.hpp"

namespace proffer::base {
namespace {

constexpr std::string_view k_base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view k_base64_url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view k_base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view k_lower_digits = "0123456789abcdef";
constexpr std::string_view k_upper_digits = "0123456789ABCDEF";

/// `value` in an encoding of `bits` bits a character, as it reads behind `offset` other bytes: only the characters
/// that are made of bits of `value` alone.
std::string encode_core(std::string_view value, std::string_view alphabet, std::size_t bits, std::size_t offset) {
    const std::size_t first_character = (offset * 8 + bits - 1) / bits;
    const std::size_t last_character = (offset + value.size()) * 8 / bits;
    std::string core;
    for (std::size_t character = first_character; character < last_character; ++character) {
        std::size_t index = 0;
        for (std::size_t bit = character * bits - offset * 8, end = bit + bits; bit < end; ++bit) {
            const auto byte = static_cast<unsigned char>(value[bit / 8]);
            index = index * 2 + ((byte >> (7 - bit % 8)) & 1U);
        }
        core += alphabet[index];
    }
    return core;
}

/// Every byte as two digits with `before` in front of it.
std::string encode_hex(std::string_view value, std::string_view digits, std::string_view before) {
    std::string text;
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        text.append(before);
        text += digits[byte >> 4U];
        text += digits[byte & 15U];
    }
    return text;
}

/// Pairs of bytes, as `xxd` prints them; `first` bytes stand before the first blank.
std::string encode_dump(std::string_view value, std::size_t first) {
    std::string text;
    for (std::size_t i = 0; i < value.size(); ++i) {
        if (i > 0 && i % 2 == first % 2) text += ' ';
        text += encode_hex(value.substr(i, 1), k_lower_digits, "");
    }
    return text;
}

bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-._~").find(c) != std::string_view::npos;
}

std::string encode_url(std::string_view value, std::string_view digits, std::string_view blank) {
    std::string text;
    for (const char& c : value) {
        if (c == ' ')
            text += blank;
        else if (is_unreserved(c))
            text += c;
        else
            text += encode_hex({&c, 1}, digits, "%");
    }
    return text;
}

enum class Slash { plain, escaped };

std::string encode_json(std::string_view value, Slash slash) {
    std::string text;
    for (const char& c : value) {
        if (c == '"' || c == '\\')
            (text += '\\') += c;
        else if (c == '/' && slash == Slash::escaped)
            text += "\\/";
        else if (c == '\n')
            text += "\\n";
        else if (c == '\r')
            text += "\\r";
        else if (c == '\t')
            text += "\\t";
        else if (static_cast<unsigned char>(c) < 0x20)
            text += "\\u00" + encode_hex({&c, 1}, k_lower_digits, "");
        else
            text += c;
    }
    return text;
}

std::string encode_html(std::string_view value) {
    std::string text = replace_all(std::string(value), "&", "&amp;");
    text = replace_all(replace_all(std::move(text), "<", "&lt;"), ">", "&gt;");
    return replace_all(replace_all(std::move(text), "\"", "&quot;"), "'", "&#39;");
}

/// As `printf %q` of a shell writes it; quotes are covered by `shell_quote`.
std::string encode_backslashes(std::string_view value) {
    std::string text;
    for (const char c : value) {
        const bool plain =
            is_unreserved(c) || static_cast<unsigned char>(c) >= 0x80 || std::string_view("@%+=:,/").find(c) != std::string_view::npos;
        if (!plain) text += '\\';
        text += c;
    }
    return text;
}

std::string encode_utf16(std::string_view value) {
    std::string text;
    for (const char c : value) (text += c) += '\0';
    return text;
}

std::string without_quotes(std::string quoted) {
    return quoted.starts_with('\'') ? quoted.substr(1, quoted.size() - 2) : quoted;
}

constexpr std::size_t k_fully_spelt_bytes = 512;  // a longer value (a private key) gets the usual encodings only

void add_base_encodings(std::vector<std::string>& spellings, std::string_view value) {
    for (std::size_t offset = 0; offset < 3; ++offset) {
        const std::string once = encode_core(value, k_base64, 6, offset);
        spellings.push_back(once);
        spellings.push_back(encode_core(value, k_base64_url, 6, offset));
        if (value.size() > k_fully_spelt_bytes) continue;
        for (std::size_t again = 0; again < 3; ++again) spellings.push_back(encode_core(once, k_base64, 6, again));
    }
    if (value.size() > k_fully_spelt_bytes) return;
    for (std::size_t offset = 0; offset < 5; ++offset) spellings.push_back(encode_core(value, k_base32, 5, offset));
}

void add_hex_encodings(std::vector<std::string>& spellings, std::string_view value) {
    for (const std::string_view digits : {k_lower_digits, k_upper_digits}) {
        spellings.push_back(encode_hex(value, digits, ""));
        if (value.size() > k_fully_spelt_bytes) continue;
        for (const std::string_view before : {"%", "\\x", "\\u00", " ", ":", ", 0x"})
            spellings.push_back(encode_hex(value, digits, before));
    }
    if (value.size() > k_fully_spelt_bytes) return;
    spellings.push_back(encode_dump(value, 1));
    spellings.push_back(encode_dump(value, 2));
}

}  // namespace

std::vector<std::string> spellings_of(std::string_view secret) {
    std::vector<std::string> spellings = {std::string(secret), std::string(secret.rbegin(), secret.rend())};
    for (const std::string_view digits : {k_lower_digits, k_upper_digits})
        for (const std::string_view blank : {"%20", "+"}) spellings.push_back(encode_url(secret, digits, blank));
    spellings.push_back(encode_json(secret, Slash::plain));
    spellings.push_back(encode_json(secret, Slash::escaped));
    spellings.push_back(encode_html(secret));
    spellings.push_back(encode_backslashes(secret));
    spellings.push_back(without_quotes(shell_quote(secret)));
    spellings.push_back(encode_utf16(secret));
    add_base_encodings(spellings, secret);
    add_hex_encodings(spellings, secret);
    // The value stays first: where two spellings share bytes, what is known of the value counts.
    std::sort(spellings.begin() + 1, spellings.end());
    spellings.erase(std::unique(spellings.begin() + 1, spellings.end()), spellings.end());
    const std::string& value = spellings.front();
    spellings.erase(std::remove(spellings.begin() + 1, spellings.end(), value), spellings.end());
    return spellings;
}

std::size_t public_prefix_bytes(std::string_view secret) {
    constexpr std::size_t k_before_token = 24;  // "ghs_" and the number of an App
    const std::size_t token = secret.substr(0, k_before_token).find("eyJ");
    if (token != std::string_view::npos) {
        const std::size_t header_end = secret.find('.', token);
        if (header_end != std::string_view::npos) return header_end + 1;
    }
    for (const std::string_view known :
         {"-----BEGIN OPENSSH PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----", "sk-ant-api03-",
          "github_pat_", "sk-svcacct-", "sk-proj-", "glpat-"})
        if (secret.starts_with(known)) return known.size();
    return 0;
}

}  // namespace proffer::base
