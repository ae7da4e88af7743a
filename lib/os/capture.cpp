// Head and tail of a stream.
#include "os/capture.hpp"

#include "base/text.hpp"

namespace proffer::os {

namespace {

std::string_view without_half_character(std::string_view tail) {
    std::size_t skipped = 0;
    while (skipped < tail.size() && skipped < 4 && (static_cast<unsigned char>(tail[skipped]) & 0xC0) == 0x80) ++skipped;
    return tail.substr(skipped);
}

}  // namespace

void HeadAndTail::add(std::string_view bytes) {
    total_bytes_ += bytes.size();
    if (head_.size() < half_) {
        const std::string_view first = bytes.substr(0, half_ - head_.size());
        head_ += first;
        bytes.remove_prefix(first.size());
    }
    if (bytes.size() >= half_) {
        tail_ = bytes.substr(bytes.size() - half_);
        return;
    }
    tail_ += bytes;
    if (tail_.size() > 2 * half_) tail_.erase(0, tail_.size() - half_);
}

std::string HeadAndTail::text() const {
    std::string_view tail = tail_;
    if (tail.size() > half_) tail.remove_prefix(tail.size() - half_);
    if (head_.size() + tail.size() == total_bytes_) return head_ + std::string(tail);
    const std::string_view head = base::prefix(head_, head_.size());
    tail = without_half_character(tail);
    const std::uint64_t missing = total_bytes_ - head.size() - tail.size();
    std::string kept(head);
    if (!kept.empty() && kept.back() != '\n') kept += '\n';
    kept += "[… " + std::to_string(missing) + " bytes left out …]\n";
    return kept += tail;
}

}  // namespace proffer::os
