// Layout: header, records (size, checksum, bytes), index of 32 bytes a record. Numbers as this machine has them; another kind of machine
// reads another magic number.
#include "index/segment.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "locate/facts.hpp"
#include "os/clock.hpp"

namespace proffer::index {
namespace {

constexpr std::uint64_t k_magic = 0x3153544341465250;  // "PRFACTS1"
constexpr std::uint32_t k_layout = 1;
constexpr std::size_t k_flush_bytes = 1024 * 1024;
constexpr std::uint64_t k_most_segment_bytes = std::uint64_t{2} * 1024 * 1024 * 1024;
constexpr std::uint32_t k_most_record_bytes = 1024 * 1024;
constexpr std::size_t k_random_name_bytes = 8;

struct Header {
    std::uint64_t magic = k_magic;
    std::uint32_t layout = k_layout;
    std::uint32_t facts_version = locate::k_facts_version;
    std::uint64_t records = 0;
    std::uint64_t index_offset = 0;
    std::uint64_t index_checksum = 0;
    std::uint64_t header_checksum = 0;
};

struct RecordHead {
    std::uint32_t size = 0;
    std::uint32_t checksum = 0;
};

/// As it stands in the file.
struct IndexEntry {
    git::RawId id{};
    std::uint8_t family = 0;
    std::array<std::uint8_t, 3> padding{};
    std::uint64_t offset = 0;
};
static_assert(sizeof(IndexEntry) == 32 && sizeof(Header) == 48);

/// Tells damage, not malice: who can write into the directory is ourselves.
std::uint64_t checksum_of(std::string_view bytes, std::uint64_t seed) {
    std::uint64_t sum = seed ^ (bytes.size() * 0x9E3779B97F4A7C15U);
    std::size_t at = 0;
    for (; at + 8 <= bytes.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + at, 8);
        sum = (sum ^ word) * 0xD6E8FEB86659FD93U;
        sum ^= sum >> 32;
    }
    std::uint64_t rest = 0;
    std::memcpy(&rest, bytes.data() + at, bytes.size() - at);
    sum = (sum ^ rest) * 0xD6E8FEB86659FD93U;
    return sum ^ (sum >> 29);
}

std::string_view bytes_of(const void* object, std::size_t size) {
    return {static_cast<const char*>(object), size};
}

std::uint64_t checksum_of(Header header) {
    header.header_checksum = 0;
    return checksum_of(bytes_of(&header, sizeof header), k_magic);
}

/// Bound to the key, so that no other blob's facts are taken for these.
std::uint32_t record_checksum(const FactsKey& key, std::string_view bytes) {
    const std::uint64_t seed = checksum_of(bytes_of(key.id.data(), key.id.size()), static_cast<std::uint64_t>(key.family));
    return static_cast<std::uint32_t>(checksum_of(bytes, seed));
}

bool read_at(int file, std::uint64_t offset, void* target, std::size_t size) {
    auto* bytes = static_cast<char*>(target);
    while (size > 0) {
        const ssize_t got = ::pread(file, bytes, size, static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        bytes += got;
        offset += static_cast<std::uint64_t>(got);
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

bool write_at(int file, std::uint64_t offset, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t put = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(put));
        offset += static_cast<std::uint64_t>(put);
    }
    return true;
}

/// Only what nobody else could have written is believed.
std::optional<std::uint64_t> trusted_size(int file) {
    struct stat status {};
    if (::fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) return {};
    if (status.st_uid != ::geteuid() || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) return {};
    const auto size = static_cast<std::uint64_t>(status.st_size);
    if (size < sizeof(Header) || size > k_most_segment_bytes) return {};
    return size;
}

bool is_sound(const Header& header, std::uint64_t size) {
    if (header.magic != k_magic || header.layout != k_layout || header.facts_version != locate::k_facts_version) return false;
    if (header.header_checksum != checksum_of(header) || header.index_offset < sizeof(Header) || header.index_offset > size) return false;
    return header.records <= (size - header.index_offset) / sizeof(IndexEntry) &&
           header.index_offset + header.records * sizeof(IndexEntry) == size;
}

}  // namespace

bool is_ours(const std::filesystem::path& directory) {
    struct stat status {};
    return ::lstat(directory.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::geteuid() &&
           (status.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

bool make_place(const std::filesystem::path& directory) {
    const auto make_private = [](const std::filesystem::path& one) {
        return (::mkdir(one.c_str(), 0700) == 0 || errno == EEXIST) && is_ours(one);
    };
    std::error_code error;
    const std::filesystem::path parent = directory.parent_path();
    if (!std::filesystem::is_directory(parent.parent_path(), error)) std::filesystem::create_directories(parent.parent_path(), error);
    return make_private(parent) && make_private(directory);
}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
}

Descriptor::~Descriptor() {
    if (number_ >= 0) ::close(number_);
}

std::optional<SegmentReader> SegmentReader::open(const std::filesystem::path& path) {
    SegmentReader reader;
    reader.path_ = path;
    reader.file_ = Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (!reader.file_) return {};
    const auto size = trusted_size(reader.file_.number());
    Header header;
    if (!size || !read_at(reader.file_.number(), 0, &header, sizeof header) || !is_sound(header, *size)) return {};
    reader.size_bytes_ = *size;
    std::vector<IndexEntry> index(header.records);
    if (!read_at(reader.file_.number(), header.index_offset, index.data(), index.size() * sizeof(IndexEntry))) return {};
    if (checksum_of(bytes_of(index.data(), index.size() * sizeof(IndexEntry)), header.index_offset) != header.index_checksum) return {};
    reader.entries_.reserve(index.size());
    for (const IndexEntry& entry : index) reader.entries_.push_back({{entry.id, static_cast<locate::Family>(entry.family)}, entry.offset});
    return reader;
}

std::optional<std::uint64_t> SegmentReader::find(const FactsKey& key) const {
    const auto entry =
        std::lower_bound(entries_.begin(), entries_.end(), key, [](const Entry& one, const FactsKey& wanted) { return one.key < wanted; });
    if (entry == entries_.end() || entry->key != key) return {};
    return entry->offset;
}

bool SegmentReader::read(const FactsKey& key, std::uint64_t offset, std::string& bytes) const {
    // Most records are a few kilobytes: head and bytes in one call.
    constexpr std::size_t k_usual_bytes = 4096;
    if (offset < sizeof(Header) || offset + sizeof(RecordHead) > size_bytes_) return false;
    bytes.resize(std::min<std::uint64_t>(k_usual_bytes, size_bytes_ - offset));
    if (!read_at(file_.number(), offset, bytes.data(), bytes.size())) return false;
    RecordHead head;
    std::memcpy(&head, bytes.data(), sizeof head);
    if (head.size > k_most_record_bytes || offset + sizeof head + head.size > size_bytes_) return false;
    const std::size_t had = bytes.size();
    bytes.resize(sizeof head + head.size);
    if (bytes.size() > had && !read_at(file_.number(), offset + had, bytes.data() + had, bytes.size() - had)) return false;
    bytes.erase(0, sizeof head);
    return record_checksum(key, bytes) == head.checksum;
}

SegmentWriter::~SegmentWriter() {
    if (file_ && !temporary_.empty()) ::unlink(temporary_.c_str());
}

void SegmentWriter::add(const FactsKey& key, std::string_view bytes) {
    if (has_failed_ || bytes.size() > k_most_record_bytes) return;
    if (buffer_.empty() && written_ == 0) buffer_.assign(sizeof(Header), '\0');
    const RecordHead head{static_cast<std::uint32_t>(bytes.size()), record_checksum(key, bytes)};
    entries_.push_back({key, written_ + buffer_.size()});
    buffer_.append(bytes_of(&head, sizeof head)).append(bytes);
    if (buffer_.size() >= k_flush_bytes) has_failed_ = !flush();
}

bool SegmentWriter::flush() {
    if (!file_) {
        if (!make_place(directory_)) return false;
        temporary_ = directory_ / (os::random_hex(k_random_name_bytes) + std::string(k_temporary_ending));
        file_ = Descriptor(::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
        if (!file_) return false;
    }
    if (!write_at(file_.number(), written_, buffer_)) return false;
    written_ += buffer_.size();
    buffer_.clear();
    return true;
}

bool SegmentWriter::finish() {
    if (entries_.empty() || has_failed_ || !flush()) return false;
    std::sort(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    std::vector<IndexEntry> index;
    index.reserve(entries_.size());
    for (const SegmentReader::Entry& entry : entries_)
        index.push_back({entry.key.id, static_cast<std::uint8_t>(entry.key.family), {}, entry.offset});
    const std::string_view index_bytes = bytes_of(index.data(), index.size() * sizeof(IndexEntry));
    Header header;
    header.records = index.size();
    header.index_offset = written_;
    header.index_checksum = checksum_of(index_bytes, header.index_offset);
    header.header_checksum = checksum_of(header);
    if (!write_at(file_.number(), written_, index_bytes) || !write_at(file_.number(), 0, bytes_of(&header, sizeof header))) return false;
    std::filesystem::path place = temporary_;
    place.replace_extension(k_segment_ending);
    if (::rename(temporary_.c_str(), place.c_str()) != 0) return false;
    temporary_.clear();
    return true;
}

}  // namespace proffer::index
