// One file of the cache: facts of many blobs, written once and never changed. Nothing in it is believed that does not match its checksum.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "git/tree_reader.hpp"
#include "locate/file_kind.hpp"

namespace proffer::index {

/// A blob and how its text was read.
struct FactsKey {
    git::RawId id{};
    locate::Family family = locate::Family::none;
    friend auto operator<=>(const FactsKey&, const FactsKey&) = default;
};

/// An open file descriptor.
class Descriptor {
 public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(other.number_) { other.number_ = -1; }
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();
    [[nodiscard]] int number() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }

 private:
    int number_;
};

/// A directory of ours that nobody else may write to.
[[nodiscard]] bool is_ours(const std::filesystem::path& directory);
/// Makes `directory` and the one above it so, when they are not there; false when they are anything else.
[[nodiscard]] bool make_place(const std::filesystem::path& directory);

class SegmentReader {
 public:
    /// Nothing for a file that is not ours alone to write, of another version, or damaged.
    static std::optional<SegmentReader> open(const std::filesystem::path& path);

    /// Where the facts are, or nothing.
    [[nodiscard]] std::optional<std::uint64_t> find(const FactsKey& key) const;
    /// Reads what stands there; false when it is damaged. May be called by several threads at once.
    [[nodiscard]] bool read(const FactsKey& key, std::uint64_t offset, std::string& bytes) const;

    struct Entry {
        FactsKey key;
        std::uint64_t offset = 0;
    };
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }  ///< sorted by key
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::uint64_t size_bytes() const { return size_bytes_; }

 private:
    Descriptor file_;
    std::filesystem::path path_;
    std::uint64_t size_bytes_ = 0;
    std::vector<Entry> entries_;
};

/// Gathers facts and writes them as one segment. Nothing is on disk before a megabyte came together or `finish` was called.
class SegmentWriter {
 public:
    explicit SegmentWriter(std::filesystem::path directory) : directory_(std::move(directory)) {}
    SegmentWriter(SegmentWriter&&) = default;
    SegmentWriter& operator=(SegmentWriter&&) = default;
    ~SegmentWriter();

    void add(const FactsKey& key, std::string_view bytes);
    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] bool is_on_disk() const { return static_cast<bool>(file_); }
    /// Puts the segment into place under a new name; false when it could not be written.
    bool finish();

 private:
    bool flush();
    std::filesystem::path directory_, temporary_;
    Descriptor file_;
    std::string buffer_;
    std::uint64_t written_ = 0;
    bool has_failed_ = false;
    std::vector<SegmentReader::Entry> entries_;
};

inline constexpr std::string_view k_segment_ending = ".facts";
inline constexpr std::string_view k_temporary_ending = ".part";

}  // namespace proffer::index
