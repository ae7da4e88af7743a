// What the history says of files: touched lately, or by commits that speak of the same things.
#pragma once

#include <vector>

#include "git/tree_reader.hpp"
#include "locate/query.hpp"
#include "locate/ranking.hpp"

namespace proffer::index {

/// Sets `recent` and `messages` of the files.
void judge_by_history(const std::vector<git::PastCommit>& history, const locate::Query& query, std::vector<locate::File>& files);

}  // namespace proffer::index
