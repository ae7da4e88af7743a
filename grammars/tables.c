// Unpacks a grammar's tables to where the linker left room for them (grammars/pack), once, at its first use.
#include "tables.h"

#include <pthread.h>
#include <stdlib.h>
#include <tree_sitter/parser.h>
#include <zlib.h>

#include "grammar_list.h"

struct Packed {
    const TSLanguage* (*language)(void);
    const unsigned char *parse, *parse_end, *small_parse, *small_parse_end;
    int is_unpacked;
};

#define GRAMMAR(name)                                                                                               \
    extern const TSLanguage* tree_sitter_##name(void);                                                              \
    extern const unsigned char packed_##name##_parse[], packed_##name##_parse_end[], packed_##name##_small_parse[], \
        packed_##name##_small_parse_end[];
PACKED_GRAMMARS
#undef GRAMMAR

#define GRAMMAR(name)                                                                                       \
    {tree_sitter_##name,           packed_##name##_parse,           packed_##name##_parse_end,              \
     packed_##name##_small_parse, packed_##name##_small_parse_end, 0},
static struct Packed packed_grammars[] = {PACKED_GRAMMARS{0, 0, 0, 0, 0, 0}};
#undef GRAMMAR

static pthread_mutex_t unpacking = PTHREAD_MUTEX_INITIALIZER;

static void unpack(const unsigned char* begin, const unsigned char* end, const void* table) {
    z_stream stream = {0};
    // gzip ends with the length of what it holds.
    const unsigned bytes = end[-4] | (unsigned)end[-3] << 8 | (unsigned)end[-2] << 16 | (unsigned)end[-1] << 24;
    stream.next_in = (unsigned char*)begin;
    stream.avail_in = (unsigned)(end - begin);
    stream.next_out = (unsigned char*)table;
    stream.avail_out = bytes;
    if (inflateInit2(&stream, 16 + MAX_WBITS) != Z_OK || inflate(&stream, Z_FINISH) != Z_STREAM_END || stream.avail_out != 0) abort();
    inflateEnd(&stream);
}

const TSLanguage* with_tables(const TSLanguage* language) {
    struct Packed* grammar = packed_grammars;
    while (grammar->language != 0 && grammar->language() != language) ++grammar;
    if (grammar->language == 0) return language;  // a build that packs nothing
    pthread_mutex_lock(&unpacking);
    if (!grammar->is_unpacked) {
        unpack(grammar->parse, grammar->parse_end, language->parse_table);
        unpack(grammar->small_parse, grammar->small_parse_end, language->small_parse_table);
        grammar->is_unpacked = 1;
    }
    pthread_mutex_unlock(&unpacking);
    return language;
}
