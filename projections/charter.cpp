// The charter's versions. Who accepted which is people.cpp's.
#include "projections/consume.hpp"
#include "projections/rows.hpp"

namespace imaginons::projections {

void Charter::apply(Views& views, const Meta& meta, const events::CharterPublished& e) {
    CharterVersion& version = views.charter.emplace_back();
    version.version = e.version;
    version.seq = meta.seq;
    version.published_at_ms = meta.happened_at_ms();
    set_words(version.words, meta, e.text.get());
}

}  // namespace imaginons::projections
