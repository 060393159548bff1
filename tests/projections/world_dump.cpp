// An image of the read models as text: see world.hpp.
#include <map>
#include <set>
#include <sstream>

#include "world.hpp"

namespace imaginons::test {

using namespace events;
using projections::Proposal;
using projections::Views;
using projections::Words;

namespace {

class Dump {
  public:
    explicit Dump(const Views& views) : views_(views) {}

    std::string run() {
        out_ << "position " << views_.position << " stances " << views_.stances << '\n';
        for (const auto& row : views_.charter) charter(row);
        for (const auto& row : views_.people) person(row);
        for (const auto& row : views_.projects) project(row);
        for (std::size_t i = 0; i < views_.proposals.size(); ++i) proposal(i);
        for (const auto& row : views_.arguments) argument(row);
        for (const auto& row : views_.feed) feed(row);
        vocabulary(views_.themes);
        vocabulary(views_.districts);
        names();
        return out_.str();
    }

  private:
    void words(const Words& w) {
        out_ << " [" << w.seq << ' ' << w.opened << w.official << w.erased << ' ' << w.title << '|'
             << w.body << '|' << w.url;
        for (const auto& phase : w.phases) out_ << '|' << phase;
        out_ << ']';
    }
    template <class T>
    void list(const char* what, const std::vector<T>& all) {
        out_ << ' ' << what;
        for (const T& one : all) out_ << ',' << one;
    }
    template <class Row>
    void stances(const Row& row) {
        out_ << " tally " << row.tally.for_ << ' ' << row.tally.neutral << ' ' << row.tally.against
             << ' ' << row.tally.superseded;
        std::map<std::uint32_t, std::pair<int, std::uint64_t>> sorted;
        row.stances.for_each([&](std::uint32_t token, Stance stance, std::uint32_t at) {
            sorted[token] = {static_cast<int>(stance), row.seqs.at(at)};
        });
        for (const auto& [token, what] : sorted) {
            out_ << ' ' << to_text(views_.tokens.at(token)) << '=' << what.first << '@'
                 << what.second;
        }
    }
    void charter(const projections::CharterVersion& row) {
        out_ << "charter " << row.version << ' ' << row.seq << ' ' << row.published_at_ms;
        words(row.words);
        out_ << '\n';
    }
    void person(const projections::Person& row) {
        out_ << "person " << to_text(row.id) << ' ' << row.name_seq << ' ' << row.pseudonym << ' '
             << static_cast<int>(row.erased) << ' ' << row.joined_at_ms << ' '
             << row.email_confirmed << ' ' << row.charter_version << ' ' << row.touched;
        for (const auto& role : row.roles) {
            out_ << " role " << static_cast<int>(role.role) << ' ' << to_text(role.scope) << ' '
                 << role.since_ms;
            words(role.reason);
        }
        list("proposals", row.proposals);
        list("arguments", row.arguments);
        list("projects", row.projects);
        list("written", row.written);
        list("questions", row.questions);
        list("invitations", row.invitations);
        list("seqs", row.seqs);
        out_ << '\n';
    }
    void project(const projections::Project& row) {
        out_ << "project " << to_text(row.id) << ' ' << row.origin << ' '
             << static_cast<int>(row.owner_kind) << ' ' << row.owner << ' '
             << static_cast<int>(row.level) << ' ' << static_cast<int>(row.stance_choice) << ' '
             << row.current_phase << ' ' << row.opened_at_ms << ' ' << row.stances << ' '
             << row.arguments << ' ' << row.touched;
        for (const auto& phase : row.phases) {
            out_ << ' ' << phase.starts_on() << '-' << phase.ends_on() << '-'
                 << static_cast<int>(phase.kind());
        }
        words(row.words);
        labels(row.labels);
        for (const auto& m : row.milestones) {
            out_ << " milestone " << to_text(m.id) << ' ' << m.due_on << ' '
                 << int{m.progress_percent} << ' ' << m.reached << ' ' << m.updated_at_ms;
            words(m.words);
        }
        for (const auto& news : row.news) {
            out_ << " news " << to_text(news.id) << ' ' << news.published_at_ms;
            words(news.words);
        }
        list("proposals", row.proposals);
        list("feed", row.feed);
        for (const std::uint32_t at : row.meetings) meeting(views_.meetings[at]);
        for (const std::uint32_t at : row.questions) question(views_.questions[at]);
        for (const std::uint32_t at : row.conclusions) conclusion(views_.conclusions[at]);
        for (const ProposalId& id : row.taken_up) out_ << " carries " << to_text(id);
        list("seqs", row.seqs);
        out_ << '\n';
    }
    void meeting(const projections::Meeting& row) {
        out_ << " meeting " << to_text(row.id) << ' ' << row.origin << ' ' << row.project << ' '
             << row.starts_at_ms << ' ' << row.ends_at_ms << ' ' << row.capacity << ' '
             << row.version << ' ' << row.cancelled << ' ' << row.minutes_version << ' '
             << row.announced_at_ms << ' ' << row.changed_at_ms << ' ' << row.minutes_at_ms << ' '
             << row.touched;
        for (const Words* each : {&row.words, &row.reason, &row.minutes}) {
            words(*each);
            out_ << each->place;
        }
        std::set<std::string> seats;
        for (const Token& token : row.seats) seats.insert(to_text(token));
        for (const std::string& token : seats) out_ << " seat " << token;
        list("feed", row.feed);
        list("seqs", row.seqs);
    }
    void writing(const projections::Writing& row) {
        list("signing", row.co_authors);
        list("invited", row.invited);
        out_ << " writer " << row.writer << ' ' << row.withdrawn_by;
        for (const auto& other : row.others) {
            out_ << " wrote " << other.by << ' ' << other.version << ' ' << other.at_ms;
            words(other.words);
        }
    }
    void amending(const projections::Amending& row) {
        out_ << " amends " << row.version << ' ' << static_cast<int>(row.state) << ' '
             << row.amendment_version << ' ' << row.became << ' ' << row.by << ' ' << row.at_ms;
        words(row.reason);
    }
    void question(const projections::Question& row) {
        out_ << " question " << to_text(row.id) << ' ' << static_cast<int>(row.state) << ' '
             << row.proposal << ' ' << row.project << ' ' << row.author << ' ' << row.asked_at_ms
             << ' ' << row.version << ' ' << row.official << ' ' << row.function << ' '
             << row.answered_at_ms;
        words(row.words);
        words(row.answer);
        list("feed", row.feed);
        list("seqs", row.seqs);
    }
    void conclusion(const projections::Conclusion& row) {
        out_ << " conclusion " << row.proposal << ' ' << row.project << ' ' << row.phase << ' '
             << row.version << ' ' << row.by << ' ' << row.seq << ' ' << row.at_ms << ' '
             << row.opened << row.erased << row.words.said_for << '|' << row.words.said_against
             << '|' << row.words.left_open;
    }
    void proposal(std::size_t position) {
        const Proposal& row = views_.proposals[position];
        const projections::ListRow& listed = views_.list.at(position);
        out_ << "proposal " << to_text(row.id) << ' ' << row.origin << ' '
             << static_cast<int>(row.kind) << ' ' << static_cast<int>(row.state) << ' '
             << row.project << ' ' << row.author << ' ' << to_text(row.amends) << ' ' << row.version
             << ' ' << row.created_at_ms << ' ' << row.edited_at_ms << ' ' << row.shown_arguments
             << ' ' << row.touched << ' ' << row.search << ' ' << row.reason_seq << ' '
             << row.reason;
        words(row.words);
        list("amendments", row.amendments);
        list("arguments", row.arguments);
        list("seqs", row.seqs);
        list("acts", row.acts);
        stances(row);
        out_ << " stage " << static_cast<int>(row.stage) << ' ' << row.waits_since_ms;
        if (row.answering != Proposal::none) answering(views_.answerings[row.answering]);
        if (row.writing != Proposal::none) writing(views_.writings[row.writing]);
        if (row.amending != Proposal::none) amending(views_.amendings[row.amending]);
        for (const std::uint32_t at : row.questions) question(views_.questions[at]);
        if (row.conclusion != Proposal::none) conclusion(views_.conclusions[row.conclusion]);
        out_ << " list " << listed.created_at_ms << ' ' << listed.for_ << ' ' << listed.arguments
             << ' ' << listed.stances << ' ' << listed.project << ' '
             << static_cast<int>(listed.state) << ' ' << static_cast<int>(listed.kind) << ' '
             << static_cast<int>(listed.stage) << ' ' << listed.waits_since_ms;
        labels(row.labels);
        labels(listed.labels);
        if (row.point) out_ << " at " << row.point->latitude() << ' ' << row.point->longitude();
        out_ << ' ' << listed.located << '\n';
    }
    void answer(const Answer& a) {
        out_ << ' ' << static_cast<int>(a.outcome) << ' ' << a.title << '|' << a.body << '|'
             << a.official << '|' << a.function << '|' << a.cost << '|' << a.calendar << '|'
             << a.redirected_to;
        for (const auto* each : {&a.competence, &a.legality, &a.general_interest, &a.feasibility}) {
            if (*each) out_ << static_cast<int>((*each)->finding) << (*each)->reason << '|';
        }
    }
    void answering(const projections::Answering& row) {
        for (const auto& change : row.course) {
            out_ << " came to " << static_cast<int>(change.stage) << ' ' << change.at_ms << ' '
                 << change.seq;
            words(change.word);
        }
        for (const auto& given : row.answers) {
            out_ << " answer " << given.seq << ' ' << given.at_ms << ' ' << given.version << ' '
                 << given.drafted_by << ' ' << given.reviewed_by;
            answer(given.words);
        }
        out_ << " drafts " << row.drafts << ' ' << row.draft.number << ' ' << row.draft.seq << ' '
             << row.draft.at_ms << ' ' << row.draft.version << ' ' << row.draft.by << ' '
             << row.draft.opened << ' ' << static_cast<int>(row.draft.verdict) << ' '
             << row.draft.reviewed_by;
        answer(row.draft.words);
        words(row.draft.review);
        for (const ProjectId& id : row.projects) out_ << " in " << to_text(id);
    }
    void argument(const projections::Argument& row) {
        out_ << "argument " << to_text(row.id) << ' ' << row.origin << ' '
             << static_cast<int>(row.state) << ' ' << row.proposal << ' ' << row.parent << ' '
             << row.author << ' ' << static_cast<int>(row.side) << ' ' << row.source << ' '
             << row.created_at_ms << ' ' << row.hidden_seq;
        words(row.words);
        list("seqs", row.seqs);
        stances(row);
        out_ << '\n';
    }
    void feed(const projections::FeedItem& row) {
        out_ << "feed " << row.seq << ' ' << row.at_ms << ' ' << static_cast<int>(row.what) << ' '
             << row.project << ' ' << row.proposal << ' ' << row.argument << ' ' << row.question
             << ' ' << row.person << ' ' << row.detail << '\n';
    }
    void labels(const events::Labels& borne) {
        for (const std::uint8_t theme : borne.themes) out_ << ' ' << int{theme};
        out_ << " in " << int{borne.district};
    }
    void vocabulary(const projections::Vocabulary& row) {
        out_ << "labels " << row.touched << ' ';
        for (const events::Label& label : row.labels.all())
            out_ << label.code << '|' << label.french << '|' << label.english << '|'
                 << label.retired << ' ';
        for (const std::uint8_t place : row.labels.in_force()) out_ << int{place} << ' ';
        for (const auto& lines : row.feeds) list("of", lines);
        out_ << '\n';
    }
    void names() {
        const std::map<std::string, std::uint32_t> sorted(views_.person_by_name.begin(),
                                                          views_.person_by_name.end());
        for (const auto& [pseudonym, at] : sorted)
            out_ << "name " << pseudonym << ' ' << at << '\n';
        out_ << "ids " << views_.person_by_id.size() << ' ' << views_.project_by_id.size() << ' '
             << views_.proposal_by_id.size() << ' ' << views_.argument_by_id.size() << '\n';
    }

    const Views& views_;
    std::ostringstream out_;
};

}  // namespace

std::string dump(const Views& views) {
    return Dump(views).run();
}

}  // namespace imaginons::test
