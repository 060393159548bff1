// An object as it was when the log held so many events: its own events, and those of what is shown
// with it, applied to rows of their own by the apply() that made the present ones. The cost is that
// of the object's stream, whatever the log holds beside it. What may not be read now is not read
// then either: moderation and erasure win over history, and people go by the name they have now.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "projections/views.hpp"

namespace imaginons::storage {
class Log;
class Vault;
}  // namespace imaginons::storage

namespace imaginons::projections {

// What has to be known of the present before the past can be told. Gathered under the views' lock,
// from memory alone.
struct Recall {
    struct Name {
        events::PersonId person;
        std::string pseudonym;  // as it is now; empty: erased
    };
    std::vector<std::uint64_t> seqs;  // of the events to apply, ascending
    std::vector<Name> names;          // of everybody who may be named
    // Proposals, arguments and questions that are hidden now; these and projects whose words are
    // gone now.
    std::vector<events::Id> hidden;
    std::vector<events::Id> wordless;
    // Themes and districts have the places and the names that they have now.
    events::LabelTable themes;
    events::LabelTable districts;
};

// A proposal with its arguments, questions and project, until `position` (events with seq <
// position).
Recall recall(const Views& views, const Proposal& proposal, std::uint64_t position);

// Which proposals a project showed then: what is hidden now is left out.
struct ProposalsThen {
    std::vector<std::uint32_t> newest;  // positions in the views given, newest first, of each kind
    std::uint64_t proposals = 0;        // open ones, in all
    std::uint64_t statements = 0;
    std::uint64_t submitted = 0;  // of any kind and state
};
// At most `most` proposals and `most` statements in `newest`. Looks at each proposal of the project
// once: about 20 ns.
ProposalsThen proposals_then(const Views& views, const Project& project, std::uint64_t position,
                             std::size_t most);

// A project and the words of those proposals, without their stances and arguments.
Recall recall(const Views& views, const Project& project, const ProposalsThen& shown,
              std::uint64_t position);

// The rows of the past. Of one thread; reads the log and the vault, so that no lock is held.
class Past {
  public:
    Past(Recall recall, const storage::Log& log, const storage::Vault* vault);

    // The rows after the events before `position`, their words opened. `position` must not go down;
    // the rows change at the next call. Positions in these views are not those of the present.
    // About 2 us an event and 10 us a text. Throws storage's errors.
    const Views& at(std::uint64_t position);

  private:
    void apply_until(std::uint64_t position);
    void name_people();
    void leave_out();
    void leave_out_unopened();

    const Recall recall_;
    const storage::Log& log_;
    const storage::Vault* const vault_;
    std::size_t applied_ = 0;  // of recall_.seqs
    Views views_;
};

// How many events the log held when the last of those recorded until `time_ms` had come: the
// position that a date means. What counts is when the log recorded an event, which is all that it
// can prove, not the date that an import says. `end`: a position that the log has. O(log end)
// reads; recording times never go down but where a clock was set back by more than the engine makes
// up for, and there any position at which the clock passed that time will do.
std::uint64_t position_at(const storage::Log& log, std::uint64_t end, std::int64_t time_ms);

// When the event at `seq`, which must be there, was recorded.
std::int64_t recorded_at_ms(const storage::Log& log, std::uint64_t seq);

}  // namespace imaginons::projections
