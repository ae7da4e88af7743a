// The head of a mail as git format-patch writes it. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "git/repository.hpp"

namespace proffer::git {

struct MailHead {
    std::string commit;  ///< 40 digits, in the first line that separates mails
    Identity author;
    std::int64_t time_seconds = 0;
    int offset_minutes = 0;
    std::string message;  ///< of the commit
};

/// Everything before the diff, the line `---` included. Headers are encoded (RFC 2047) where they are not ASCII. Lines of the message
/// that git am would read as a header, as the end of the message or as a patch are indented by a blank.
[[nodiscard]] std::string render_mail_head(const MailHead& head);

}  // namespace proffer::git
