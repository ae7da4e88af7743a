// Replaces what SecretIndex covers by `***`, in one text or in a stream of chunks.
#include "base/redact.hpp"

#include <algorithm>
#include <utility>

#include "base/sealed_index.hpp"
#include "base/sealed_secrets.hpp"
#include "base/secret_index.hpp"

namespace proffer::base {
namespace {

constexpr std::string_view k_stars = "***";
constexpr std::size_t k_least_stream_step_bytes = 512;
constexpr unsigned k_own_mark_bits = 18;

/// Appends `text` with each run of covered bytes as one `***`; `in_secret` says whether such a run goes on from before
/// and, afterwards, whether one goes on behind.
void append_redacted(std::string& out, std::string_view text, const char* covered, bool& in_secret) {
    for (std::size_t begin = 0; begin < text.size();) {
        std::size_t end = begin;
        while (end < text.size() && covered[end] == covered[begin]) ++end;
        const bool secret = covered[begin] != 0;
        if (!secret)
            out += text.substr(begin, end - begin);
        else if (!in_secret)
            out += k_stars;
        in_secret = secret;
        begin = end;
    }
}

}  // namespace

Redactor::Redactor(const std::vector<std::string>& secrets) : Redactor(secrets, {}) {}

Redactor::Redactor(const std::vector<std::string>& secrets, std::string_view seal) {
    auto index = std::make_shared<const SecretIndex>(secrets);
    if (!index->empty()) index_ = std::move(index);
    // Of our own secrets SecretIndex finds what is not encoded.
    SealContent content = parse_seal(seal).value_or(SealContent{std::string(k_salt_bytes, '\0'), k_own_mark_bits, {}, {}});
    const auto plainly = content.windows.empty() ? SealedIndex::Plainly::not_at_all : SealedIndex::Plainly::too;
    add_own_windows(secrets, content);
    auto sealed = std::make_shared<const SealedIndex>(content, plainly);
    if (!sealed->empty()) sealed_ = std::move(sealed);
}

std::vector<char> Redactor::cover(std::string_view text) const {
    std::vector<char> covered = index_ ? index_->cover(text) : std::vector<char>(text.size(), 0);
    if (sealed_) sealed_->cover(text, covered);
    return covered;
}

std::size_t Redactor::reach_bytes() const {
    return std::max(index_ ? index_->reach_bytes() : 0, sealed_ ? sealed_->reach_bytes() : 0);
}

std::string Redactor::redact(std::string_view text) const {
    if (!finds_secret(text)) return std::string(text);
    std::string redacted;
    redacted.reserve(text.size());
    bool in_secret = false;
    append_redacted(redacted, text, cover(text).data(), in_secret);
    return redacted;
}

bool Redactor::finds_secret(std::string_view text) const {
    return (index_ && index_->finds(text)) || (sealed_ && sealed_->finds(text));
}

std::size_t Redactor::longest() const {
    return std::max(index_ ? index_->longest_bytes() : 0, sealed_ ? sealed_->reach_bytes() : 0);
}

StreamRedactor::StreamRedactor(Redactor redactor) : redactor_(std::move(redactor)) {}

std::string StreamRedactor::push(std::string_view chunk) {
    if (redactor_.is_empty()) return std::string(chunk);
    buffer_ += chunk;
    const std::size_t reach = redactor_.reach_bytes();
    const std::size_t held_back = buffer_.size() - released_;
    // Each look goes over the kept bytes again; steps of at least their length keep the whole linear.
    if (held_back < 2 * reach + k_least_stream_step_bytes) return {};
    return release(buffer_.size() - reach);
}

std::string StreamRedactor::finish() {
    std::string rest = redactor_.is_empty() ? std::string() : release(buffer_.size());
    buffer_.clear();
    released_ = 0;
    in_secret_ = false;
    return rest;
}

/// Gives out up to `end`, and keeps as many bytes before it as a match could still begin in.
std::string StreamRedactor::release(std::size_t end) {
    const std::vector<char> covered = redactor_.cover(buffer_);
    std::string out;
    append_redacted(out, std::string_view(buffer_).substr(released_, end - released_), covered.data() + released_, in_secret_);
    const std::size_t kept_from = end - std::min(end, redactor_.reach_bytes());
    buffer_.erase(0, kept_from);
    released_ = end - kept_from;
    return out;
}

}  // namespace proffer::base
