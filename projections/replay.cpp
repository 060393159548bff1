// The verb `replay`: see replay.hpp.
#include "projections/replay.hpp"

#include <ostream>

#include "projections/apply.hpp"
#include "projections/progress.hpp"
#include "storage/store.hpp"

namespace imaginons::projections {

int replay_command(const std::filesystem::path& data, std::optional<std::uint64_t> until,
                   std::ostream& out, std::ostream& progress) {
    const storage::StoreReader store(data);
    ProgressLine line(progress, "folding events");
    FoldOptions options;
    if (until) options.until = *until;
    options.progress = [&](std::uint64_t done, std::uint64_t of) { line.show(done, of); };
    const auto views = fold(store.log, store.vault ? &*store.vault : nullptr, options);
    line.end();
    const Digests digest = digests(*views);
    out << "position " << digest.position << " public " << digest.public_hex << " full "
        << (store.vault ? digest.full_hex : "-") << '\n';
    return 0;
}

}  // namespace imaginons::projections
