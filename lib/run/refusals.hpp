// Edits that could not be placed: what people and the model are told, and what is kept meanwhile.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "edit/understand.hpp"
#include "run/attempt.hpp"

namespace proffer::run {

/// A line for each refused edit: path, number, reason code, message.
[[nodiscard]] std::vector<std::string> refusal_lines(const edit::Understood& understood);

/// A whole file in the place of one that the model saw only in part is no edit but a loss: it is refused, whatever it says.
void refuse_whole_files(const std::set<std::string>& in_part, edit::Understood& understood);

/// The failure of an attempt whose edits could not all be placed. After `rounds` (from 1) without success the feedback asks for whole
/// files, when all that is missing is small.
[[nodiscard]] Failed refused_edits(const AttemptScene& scene, const domain::Reply& reply, edit::Understood understood, int rounds);

}  // namespace proffer::run
