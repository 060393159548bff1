// Rows of the past: for any history and any position they are what a fold until that position
// gives, but for what may not be read any more and for names, which are the present ones.
#include "projections/as_it_was.hpp"

#include <doctest/doctest.h>

#include <sstream>

#include "projections/queries.hpp"
#include "world.hpp"

using namespace imaginons;
using namespace imaginons::projections;
using namespace imaginons::test;

namespace {

constexpr std::size_t most_listed = 3;

// One object of an image as text. `now` says what may be read and what people are called.
class Told {
  public:
    Told(const Views& views, const Views& now) : views_(views), now_(now) {}

    std::string proposal(const Proposal& row) {
        const bool hidden = find(now_, row.id)->state == State::hidden;
        out_ << "proposal " << events::to_text(row.id) << ' ' << row.origin << ' '
             << static_cast<int>(row.kind) << ' '
             << static_cast<int>(hidden ? State::hidden : row.state) << ' ' << row.version << ' '
             << row.created_at_ms << ' ' << row.edited_at_ms << ' ' << events::to_text(row.amends)
             << ' ' << (hidden ? "" : row.reason);
        name(row.author);
        words(row.words, hidden);
        stances(row);
        std::uint32_t shown = 0;
        for (const std::uint32_t at : row.arguments) {
            if (!argument(views_.arguments[at])) ++shown;
        }
        out_ << "shown " << shown << '\n';
        if (!hidden) answering(row);
        if (!hidden && row.conclusion != Proposal::none)
            conclusion(views_.conclusions[row.conclusion]);
        for (const std::uint32_t at : row.questions) question(views_.questions[at]);
        if (row.project != Proposal::none) project(views_.projects[row.project], false);
        return out_.str();
    }

    std::string project(const Project& row, bool with_questions = true) {
        out_ << "project " << events::to_text(row.id) << ' ' << row.origin << ' '
             << static_cast<int>(row.level) << ' ' << static_cast<int>(row.stance_choice) << ' '
             << row.current_phase << ' ' << row.opened_at_ms;
        for (const events::Phase& phase : row.phases) {
            out_ << ' ' << phase.starts_on() << '-' << phase.ends_on();
        }
        if (row.owner_kind == events::OwnerKind::person) name(row.owner);
        words(row.words, false);
        for (const Milestone& one : row.milestones) {
            out_ << events::to_text(one.id) << int{one.progress_percent} << one.reached
                 << one.due_on;
            words(one.words, false);
        }
        for (const News& one : row.news) words(one.words, false);
        for (const events::ProposalId& one : row.taken_up) out_ << events::to_text(one) << '\n';
        for (const std::uint64_t seq : row.seqs) out_ << ' ' << seq;
        out_ << '\n';
        for (const std::uint32_t at : row.conclusions) conclusion(views_.conclusions[at]);
        // A proposal of the past brings its project, without the questions about that.
        if (with_questions) {
            for (const std::uint32_t at : row.questions) question(views_.questions[at]);
        }
        return out_.str();
    }

  private:
    void conclusion(const Conclusion& row) {
        out_ << "conclusion " << row.phase << ' ' << row.version << ' ' << row.seq << ' '
             << row.at_ms << ' ' << row.opened << row.words.said_for << '|'
             << row.words.said_against;
        if (row.by != Proposal::none) name(row.by);
        out_ << '\n';
    }

    void question(const Question& row) {
        const bool hidden = find(now_, row.id)->state == State::hidden;
        out_ << "question " << events::to_text(row.id) << ' ' << row.asked_at_ms;
        name(row.author);
        words(row.words, hidden);
        words(row.answer, hidden);
        out_ << row.version << ' ' << row.official << ' ' << row.answered_at_ms << " of";
        for (const std::uint64_t seq : row.seqs) out_ << ' ' << seq;
        out_ << '\n';
    }

    void answering(const Proposal& row) {
        out_ << "stage " << static_cast<int>(row.stage) << '\n';
        const Answering* answering = answering_of(views_, row);
        if (answering == nullptr) return;
        for (const StageChange& change : answering->course) {
            out_ << static_cast<int>(change.stage) << ' ' << change.seq << ' ' << change.word.body
                 << '\n';
        }
        for (const PublishedAnswer& answer : answering->answers) {
            out_ << answer.seq << ' ' << answer.version << ' ' << answer.words.title << '\n';
        }
        for (const events::ProjectId& project : answering->projects) {
            out_ << "in " << events::to_text(project) << '\n';
        }
    }

    // Whether it is hidden now.
    bool argument(const Argument& row) {
        const bool hidden = find(now_, row.id)->state == State::hidden;
        out_ << "argument " << events::to_text(row.id) << ' ' << row.origin << ' ' << hidden << ' '
             << static_cast<int>(row.side) << ' ' << row.source << ' ' << row.created_at_ms;
        if (row.parent != Proposal::none) {
            out_ << " on " << events::to_text(views_.arguments[row.parent].id);
        }
        name(row.author);
        words(row.words, hidden);
        stances(row);
        return hidden;
    }

    void name(std::uint32_t person) {
        const Person& row = *find(now_, views_.people[person].id);
        out_ << " by " << events::to_text(row.id) << ' ' << row.pseudonym;
    }

    void words(const Words& words, bool hidden) {
        if (hidden) {
            out_ << " hidden\n";
            return;
        }
        out_ << " [" << words.seq << ' ' << words.opened << words.official << words.title << '|'
             << words.body << '|' << words.url;
        for (const std::string& phase : words.phases) out_ << '|' << phase;
        out_ << "]\n";
    }

    template <class Row>
    void stances(const Row& row) {
        out_ << row.tally.for_ << ' ' << row.tally.neutral << ' ' << row.tally.against << ' '
             << row.tally.superseded << " of";
        for (const std::uint64_t seq : row.seqs) out_ << ' ' << seq;
        std::map<std::string, std::uint64_t> sorted;
        row.stances.for_each([&](std::uint32_t token, events::Stance, std::uint32_t at) {
            sorted[events::to_text(views_.tokens.at(token))] = row.seqs.at(at);
        });
        for (const auto& [token, seq] : sorted) out_ << ' ' << token << '@' << seq;
        out_ << '\n';
    }

    const Views& views_;
    const Views& now_;
    std::ostringstream out_;
};

struct Stored {
    Stored(std::uint64_t seed, std::size_t steps) : world(seed), store(dir.path) {
        world.steps(steps);
        world.recorder.store_all(store);
    }
    std::unique_ptr<Views> fold_until(std::uint64_t position) const {
        FoldOptions options;
        options.until = position;
        return fold(store.log, &store.vault, options);
    }
    TempDir dir;
    RandomWorld world;
    storage::Store store;
};

bool existed(const std::vector<std::uint64_t>& stream, std::uint64_t position) {
    return stream.front() < position;
}

}  // namespace

TEST_CASE(
    "a proposal of the past is what a fold until then gives, with its arguments and project") {
    std::mt19937_64 random(seed());
    for (int round = 0; round < 4; ++round) {
        const Stored stored(random(), 900);
        const auto now = stored.fold_until(~std::uint64_t{0});
        for (int i = 0; i < 12; ++i) {
            const std::uint64_t position = random() % (now->position + 1);
            CAPTURE(position);
            const auto then = stored.fold_until(position);
            for (const Proposal& row : now->proposals) {
                if (!existed(row.seqs, position)) continue;
                Past past(recall(*now, row, position), stored.store.log, &stored.store.vault);
                const Views& views = past.at(position);
                CHECK(views.position == position);
                REQUIRE(find(views, row.id) != nullptr);
                const std::string told = Told(views, *now).proposal(*find(views, row.id));
                CHECK(told == Told(*then, *now).proposal(*find(*then, row.id)));
                std::uint32_t shown = 0;
                for (const std::uint32_t at : find(views, row.id)->arguments) {
                    if (views.arguments[at].state != State::hidden) ++shown;
                }
                CHECK(find(views, row.id)->shown_arguments == shown);
            }
        }
    }
}

TEST_CASE("a project of the past is what a fold until then gives, and lists what was open") {
    std::mt19937_64 random(seed());
    for (int round = 0; round < 4; ++round) {
        const Stored stored(random(), 900);
        const auto now = stored.fold_until(~std::uint64_t{0});
        for (int i = 0; i < 12; ++i) {
            const std::uint64_t position = random() % (now->position + 1);
            CAPTURE(position);
            const auto then = stored.fold_until(position);
            for (const Project& row : now->projects) {
                if (!existed(row.seqs, position)) continue;
                const ProposalsThen shown = proposals_then(*now, row, position, most_listed);
                Past past(recall(*now, row, shown, position), stored.store.log,
                          &stored.store.vault);
                const Views& views = past.at(position);
                REQUIRE(find(views, row.id) != nullptr);
                CHECK(Told(views, *now).project(*find(views, row.id)) ==
                      Told(*then, *now).project(*find(*then, row.id)));

                std::uint64_t open = 0;
                std::vector<std::string> expected;
                const Project& before = *find(*then, row.id);
                CHECK(shown.submitted == before.proposals.size());
                for (auto at = before.proposals.rbegin(); at != before.proposals.rend(); ++at) {
                    const Proposal& proposal = then->proposals[*at];
                    if (find(*now, proposal.id)->state == State::hidden) continue;
                    if (proposal.state != State::submitted) continue;
                    // Listed with what it amends.
                    if (proposal.amending != Proposal::none) continue;
                    ++open;
                    if (proposal.kind != Kind::statement && expected.size() < most_listed) {
                        expected.push_back(proposal.words.title);
                    }
                }
                CHECK(shown.proposals + shown.statements == open);
                std::vector<std::string> listed;
                for (const std::uint32_t at : shown.newest) {
                    const Proposal& proposal = *find(views, now->proposals[at].id);
                    CHECK(proposal.state == State::submitted);
                    if (proposal.kind != Kind::statement) listed.push_back(proposal.words.title);
                }
                CHECK(listed == expected);
            }
        }
    }
}

TEST_CASE("the past is told forwards in one go") {
    std::mt19937_64 random(seed());
    const Stored stored(random(), 900);
    const auto now = stored.fold_until(~std::uint64_t{0});
    for (const Proposal& row : now->proposals) {
        Past past(recall(*now, row, now->position), stored.store.log, &stored.store.vault);
        for (std::uint64_t position = row.seqs.front() + 1; position <= now->position;
             position += 1 + random() % 300) {
            Past alone(recall(*now, row, position), stored.store.log, &stored.store.vault);
            const Views& expected = alone.at(position);
            const Views& views = past.at(position);
            CHECK(Told(views, *now).proposal(*find(views, row.id)) ==
                  Told(expected, *now).proposal(*find(expected, row.id)));
        }
    }
}

TEST_CASE("what cannot be read now cannot be read as it was") {
    const TempDir dir;
    storage::Store store(dir.path);
    Recorder recorder;
    const auto anna = id_of<events::PersonId>(1);
    const auto bruno = id_of<events::PersonId>(2);
    const auto bench = id_of<events::ProposalId>(3);
    const auto tree = id_of<events::ProposalId>(4);
    const auto against = id_of<events::ArgumentId>(5);
    recorder.add(events::CharterPublished());  // position 0 is never a name's
    recorder.add_sealed(joined(anna), name("Anna"), anna);
    recorder.add_sealed(joined(bruno), name("Bruno"), bruno);
    recorder.add_sealed(submitted(bench, {}, anna), words("Un banc", "À l'ombre"), anna);
    recorder.add_sealed(submitted(tree, {}, bruno), words("Un arbre", "Au soleil"), bruno);
    recorder.add_sealed(argued(against, bench, bruno), words("", "Une insulte"), bruno);
    const std::uint64_t position = recorder.events.size();
    events::ProposalEdited edited;
    edited.proposal = bench;
    edited.author = anna;
    edited.version = 2;
    const std::uint64_t edit = recorder.add_sealed(edited, words("Deux bancs", "À l'ombre"), anna);
    recorder.add(hid(events::ObjectKind::argument, plain(against)));
    recorder.add(hid(events::ObjectKind::proposal, plain(tree)));
    recorder.store_all(store);
    const auto told = [&](const events::ProposalId& id) {
        const auto now = fold(store.log, &store.vault, {});
        Past past(recall(*now, *find(*now, id), position), store.log, &store.vault);
        const Views& views = past.at(position);
        return Told(views, views).proposal(*find(views, id));
    };

    CHECK(told(bench).find("Un banc") != std::string::npos);
    CHECK(told(bench).find("Anna") != std::string::npos);
    CHECK(told(bench).find("insulte") == std::string::npos);
    CHECK(told(tree).find("arbre") == std::string::npos);
    SUBCASE("the row with the present words was erased") {
        store.log.erase_sealed({&edit, 1});
        CHECK(told(bench).find("Un banc") == std::string::npos);
    }
    SUBCASE("the author's key was erased") {
        store.vault.write([&](storage::VaultTxn& vault) { vault.erase_person(anna); });
        CHECK(told(bench).find("Un banc") == std::string::npos);
        CHECK(told(bench).find("Anna") == std::string::npos);
    }
}

TEST_CASE("a time means the position after the last event that the log had recorded by then") {
    const Stored stored(11, 100);
    const storage::Log& log = stored.store.log;
    const std::uint64_t end = log.size();
    CHECK(position_at(log, end, recorded_at_ms(log, 0) - 1) == 0);
    for (std::uint64_t seq = 0; seq < end; ++seq) {
        CHECK(position_at(log, end, recorded_at_ms(log, seq)) == seq + 1);
        CHECK(position_at(log, end, recorded_at_ms(log, seq) - 1) == seq);
        CHECK(position_at(log, seq, recorded_at_ms(log, seq)) == seq);
    }
    CHECK(position_at(log, 0, 0) == 0);
}
