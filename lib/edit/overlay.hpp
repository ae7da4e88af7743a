// A snapshot with edits laid over it: what the files will be once those edits are applied.
#pragma once

#include <map>

#include "domain/edit.hpp"
#include "domain/snapshot.hpp"

namespace proffer::edit {

/// Refers to both; they must outlive it.
class OverlaySnapshot : public domain::Snapshot {
 public:
    OverlaySnapshot(const domain::Snapshot& base, const domain::EditSet& placed);

    [[nodiscard]] std::optional<domain::FileMode> find(std::string_view path) const override;
    [[nodiscard]] Result<std::string> read(std::string_view path) const override;
    [[nodiscard]] Result<std::uint64_t> size_bytes(std::string_view path) const override;
    [[nodiscard]] Result<std::vector<std::string>> paths() const override;

 private:
    [[nodiscard]] const domain::Edit* placed_at(std::string_view path) const;
    [[nodiscard]] bool has_placed_below(std::string_view path) const;

    const domain::Snapshot& base_;
    std::map<std::string_view, const domain::Edit*> placed_;
};

}  // namespace proffer::edit
