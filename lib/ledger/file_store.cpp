// The ledger of one machine: written whole, under a lock.
#include <fmt/format.h>

#include "base/text.hpp"
#include "ledger/store.hpp"
#include "os/clock.hpp"
#include "os/files.hpp"

namespace proffer::ledger {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t k_limit_bytes = 32 * 1024 * 1024;
constexpr std::chrono::milliseconds k_longest_wait = std::chrono::seconds(20);  // nobody holds the lock for more than a write
constexpr std::chrono::milliseconds k_pause = std::chrono::milliseconds(10);

class FileStore : public Store {
 public:
    explicit FileStore(fs::path directory) : directory_(std::move(directory)) {}
    Result<Month> read(const std::string& month) override;
    Result<void> change(const std::string& month, const Change& change) override;

 private:
    [[nodiscard]] Result<os::DirectoryLock> lock() const;
    [[nodiscard]] fs::path file_of(const std::string& month) const { return directory_ / (month + ".json"); }
    fs::path directory_;
};

Result<os::DirectoryLock> FileStore::lock() const {
    std::error_code problem;
    fs::create_directories(directory_, problem);
    if (problem) return Error{ErrorCode::io, fmt::format("cannot make '{}': {}", directory_.string(), problem.message()), "", {}};
    const auto start = os::monotonic();
    while (true) {
        auto taken = os::DirectoryLock::take(directory_);
        if (taken || taken.error().code != ErrorCode::locked) return taken;
        if (os::monotonic() - start > k_longest_wait)
            return Error{ErrorCode::locked, "another run does not let go of the ledger", "end that run, then start again", {}};
        os::sleep_for(k_pause);
    }
}

Result<Month> FileStore::read(const std::string& month) {
    const fs::path file = file_of(month);
    auto text = os::read_file(file, k_limit_bytes);
    if (!text && text.error().code == ErrorCode::not_found) return Month{month, {}};
    if (!text) return std::move(text).error();
    auto parsed = parse_month(*text, month);
    // An empty file is no month without runs: it is what is left of one.
    if (parsed && !text->empty()) return parsed;
    const std::string why = text->empty() ? "it is empty" : parsed.error().message;
    const std::string shown = base::visible_line(file.string());
    return Error{ErrorCode::protocol,
                 fmt::format("the ledger '{}' is damaged: {}", shown, why),
                 fmt::format("mend it, or remove '{}' to count from zero", shown),
                 {}};
}

Result<void> FileStore::change(const std::string& month, const Change& change) {
    PROFFER_TRY(const os::DirectoryLock held, lock());
    PROFFER_TRY(Month changed, read(month));
    PROFFER_CHECK(change(changed));
    return os::write_file(file_of(month), render_month(changed));
}

}  // namespace

std::unique_ptr<Store> make_file_store(fs::path directory) {
    return std::make_unique<FileStore>(std::move(directory));
}

}  // namespace proffer::ledger
