// The program carries the grammars' parse tables compressed: as they are they would be half of it.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

typedef struct TSLanguage TSLanguage;

/// The same language, its tables in place. May be called by several threads at once.
const TSLanguage* with_tables(const TSLanguage* language);

#ifdef __cplusplus
}
#endif
