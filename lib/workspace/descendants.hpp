// Ends what a command left running where no pid namespace does it.
#pragma once

namespace proffer::workspace {

/// Kills and reaps every process below this one. The caller is a child subreaper (prctl), so orphans become its children; it has no
/// children that it wants to keep.
void end_descendants();

}  // namespace proffer::workspace
