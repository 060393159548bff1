// Opening words: see words.hpp.
#include "projections/words.hpp"

#include <exception>
#include <thread>

#include "projections/rows.hpp"
#include "storage/sealed_reader.hpp"

namespace imaginons::projections {

namespace {

// Opens many texts. Of one thread, short-lived.
class Opener {
  public:
    // Source: a vault, or a mirror's openings.
    template <class Source>
    Opener(const storage::Log& log, const Source& source) : parts_(log, source) {}

    // Nothing if there is no sealed part, or if what opens it is gone.
    std::optional<events::Text> open(std::uint64_t seq) {
        const auto opened = parts_.open(seq);
        return opened ? events::decode_text(opened->plaintext) : std::nullopt;
    }

  private:
    storage::SealedReader parts_;
};

// The city's words of an event, if its kind has any.
struct OfficialWords {
    std::optional<events::Text> words;

    template <class Event>
    void operator()(const events::Meta&, Event& event) {
        if constexpr (requires { event.text->title; }) {
            if (event.text) words = std::move(*event.text);
        }
    }
};

// Opens the rows of one slice of each table: [size * part / parts, size * (part + 1) / parts).
class Slice {
  public:
    Slice(Views& views, Opener& opener, std::size_t part, std::size_t parts)
        : views_(views), opener_(opener), part_(part), parts_(parts) {}

    void open() {
        each(views_.people, [&](Person& row) { open_name(row); });
        each(views_.charter, [&](CharterVersion& row) { open_words(row.words); });
        each(views_.projects, [&](Project& row) { open_project(row); });
        each(views_.meetings, [&](Meeting& row) { open_meeting(row); });
        each(views_.proposals, [&](Proposal& row) { open_proposal(row); });
        each(views_.answerings, [&](Answering& row) { open_draft(row.draft); });
        each(views_.writings, [&](Writing& row) {
            for (WrittenVersion& other : row.others) open_words(other.words);
        });
        each(views_.amendings, [&](Amending& row) { open_words(row.reason); });
        each(views_.arguments, [&](Argument& row) { open_words(row.words); });
        each(views_.questions, [&](Question& row) { open_words(row.words); });
        each(views_.conclusions, [&](Conclusion& row) { open_conclusion(row); });
    }

  private:
    template <class Row, class F>
    void each(std::vector<Row>& rows, F&& f) {
        const std::size_t end = rows.size() * (part_ + 1) / parts_;
        for (std::size_t i = rows.size() * part_ / parts_; i < end; ++i) f(rows[i]);
    }

    void open_words(Words& words) {
        if (words.opened || words.erased || words.seq == 0) return;
        if (auto text = opener_.open(words.seq)) put_words(words, std::move(*text));
    }

    void open_name(Person& person) {
        for (HeldRole& role : person.roles) open_words(role.reason);
        if (person.name_seq == 0 || !person.pseudonym.empty()) return;
        if (auto text = opener_.open(person.name_seq)) person.pseudonym = std::move(text->name);
    }

    void open_project(Project& project) {
        open_words(project.words);
        for (Milestone& milestone : project.milestones) open_words(milestone.words);
        for (News& news : project.news) open_words(news.words);
    }

    void open_meeting(Meeting& meeting) {
        for (Words* words : {&meeting.words, &meeting.reason, &meeting.minutes}) open_words(*words);
    }

    void open_proposal(Proposal& proposal) {
        open_words(proposal.words);
        refresh_search(proposal);
        if (proposal.reason_seq == 0 || !proposal.reason.empty()) return;
        if (auto text = opener_.open(proposal.reason_seq)) proposal.reason = std::move(text->body);
    }

    void open_conclusion(Conclusion& row) {
        if (row.opened || row.erased) return;
        auto text = opener_.open(row.seq);
        if (!text || !text->conclusion) return;
        row.opened = true;
        row.words = std::move(*text->conclusion);
    }

    void open_draft(AnswerDraft& draft) {
        if (draft.number == 0) return;
        open_words(draft.review);
        if (draft.opened) return;
        auto text = opener_.open(draft.seq);
        if (!text || !text->answer) return;
        draft.opened = true;
        draft.words = std::move(*text->answer);
    }

    Views& views_;
    Opener& opener_;
    const std::size_t part_;
    const std::size_t parts_;
};

// Source: as for Opener.
template <class Source>
void open_from(Views& views, const storage::Log& log, const Source& source, unsigned threads) {
    const std::size_t parts = threads == 0 ? 1 : threads;
    std::vector<std::exception_ptr> thrown(parts);
    const auto open_part = [&](std::size_t part) {
        try {
            Opener opener(log, source);
            Slice(views, opener, part, parts).open();
        } catch (...) {
            thrown[part] = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> others;
        for (std::size_t part = 1; part < parts; ++part) others.emplace_back(open_part, part);
        open_part(0);
    }
    for (const std::exception_ptr& error : thrown) {
        if (error) std::rethrow_exception(error);
    }
    for (std::uint32_t i = 0; i < views.people.size(); ++i) {
        const std::string& name = views.people[i].pseudonym;
        if (!name.empty()) views.person_by_name[name] = i;
    }
}

}  // namespace

std::optional<events::Text> open_words(const storage::Log& log, const storage::Vault* vault,
                                       std::uint64_t seq) {
    const auto event = log.event_at(seq);
    if (!event) return std::nullopt;
    const events::Meta meta = events::read_meta(seq, *event);
    OfficialWords official;
    events::visit(meta, *event, official);
    if (official.words || vault == nullptr) return std::move(official.words);
    return Opener(log, *vault).open(seq);
}

void open_all(Views& views, const storage::Log& log, const storage::Vault& vault,
              unsigned threads) {
    open_from(views, log, vault, threads);
}

void open_all(Views& views, const storage::Log& log, const storage::Openings& openings,
              unsigned threads) {
    open_from(views, log, openings, threads);
}

}  // namespace imaginons::projections
