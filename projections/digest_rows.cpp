#include "projections/digest_rows.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace imaginons::projections {

namespace {

using storage::Digest;

// Nil if there is no such row.
template <class Row>
auto id_at(const std::vector<Row>& rows, std::uint32_t position) {
    return position == Proposal::none ? decltype(Row::id){} : rows[position].id;
}

std::string hex_of(std::uint64_t position, const RowBytes& tables) {
    const Digest digest =
        storage::sha256({storage::as_bytes("imaginons/views/v6\n"),
                         {reinterpret_cast<const std::uint8_t*>(&position), sizeof position},
                         tables.bytes()});
    constexpr std::string_view digits = "0123456789abcdef";
    std::string hex;
    for (const std::uint8_t byte : digest) {
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
    }
    return hex;
}

}  // namespace

void RowBytes::add(const std::string& text) {
    count(text.size());
    append(text.data(), text.size());
}

void RowBytes::add(const std::vector<std::uint64_t>& seqs) {
    count(seqs.size());
    append(seqs.data(), seqs.size() * sizeof(std::uint64_t));
}

void RowBytes::add(const events::Phase& phase) {
    add(phase.starts_on());
    add(phase.ends_on());
    add(phase.kind());
}

void RowBytes::add(const Tally& tally) {
    add(tally.for_);
    add(tally.neutral);
    add(tally.against);
    add(tally.superseded);
}

void RowBytes::add(const std::unique_ptr<events::Criterion>& criterion) {
    add(criterion ? criterion->finding : events::Finding::unset);
    add(criterion ? criterion->reason : std::string());
}

void RowBytes::add(const events::Answer& answer) {
    add(answer.outcome);
    add(answer.title);
    add(answer.body);
    add(answer.competence);
    add(answer.legality);
    add(answer.general_interest);
    add(answer.feasibility);
    add(answer.official);
    add(answer.function);
    add(answer.cost);
    add(answer.calendar);
    add(answer.redirected_to);
}

void RowCopy::copy(const Views&, const CharterVersion& row) {
    public_.add(row.version);
    public_.add(row.seq);
    public_.add(row.published_at_ms);
    add(row.words);
}

void RowCopy::copy(const Views&, const Person& row) {
    public_.add(row.id);
    public_.add(row.name_seq);
    public_.add(row.joined_at_ms);
    public_.add(row.email_confirmed);
    public_.add(row.charter_version);
    public_.add(row.erased);
    public_.add(row.seqs);
    public_.add(row.touched);
    sealed_.add(row.pseudonym);
    public_.count(row.roles.size());
    for (const HeldRole& role : row.roles) {
        public_.add(role.role);
        public_.add(role.scope);
        public_.add(role.since_ms);
        add(role.reason);
    }
}

void RowCopy::copy(const Views& views, const Project& row) {
    const bool owned = row.owner_kind == events::OwnerKind::person;
    public_.add(row.id);
    public_.add(row.origin);
    public_.add(row.owner_kind);
    public_.add(owned ? views.people[row.owner].id : events::PersonId{});
    public_.add(row.level);
    public_.add(row.stance_choice);
    public_.add(row.phases);
    public_.add(row.current_phase);
    public_.add(row.opened_at_ms);
    public_.add(row.stances);
    public_.add(row.arguments);
    public_.add(row.seqs);
    public_.add(row.touched);
    add(row.words);
    public_.count(row.milestones.size());
    for (const Milestone& milestone : row.milestones) add(milestone);
    public_.count(row.news.size());
    for (const News& news : row.news) add(news);
    public_.add(row.taken_up);
    public_.count(row.meetings.size());
    for (const std::uint32_t meeting : row.meetings) add(views.meetings[meeting]);
    add(row.labels);
    public_.count(row.questions.size());
    for (const std::uint32_t question : row.questions) add(views, views.questions[question]);
    public_.count(row.conclusions.size());
    for (const std::uint32_t at : row.conclusions) add(views, views.conclusions[at]);
}

void RowCopy::copy(const Views& views, const Proposal& row) {
    public_.add(row.id);
    public_.add(row.origin);
    public_.add(row.kind);
    public_.add(row.state);
    public_.add(id_at(views.projects, row.project));
    public_.add(views.people[row.author].id);
    public_.add(row.amends);
    public_.add(row.version);
    public_.add(row.created_at_ms);
    public_.add(row.edited_at_ms);
    public_.add(row.shown_arguments);
    public_.add(row.reason_seq);
    public_.add(row.touched);
    add(row.words);
    sealed_.add(row.reason);
    public_.add(row.stage);
    public_.add(row.waits_since_ms);
    public_.add(row.answering != Proposal::none);
    if (row.answering != Proposal::none) add(views, views.answerings[row.answering]);
    public_.add(row.writing != Proposal::none);
    if (row.writing != Proposal::none) add(views, views.writings[row.writing]);
    public_.add(row.amending != Proposal::none);
    if (row.amending != Proposal::none) add(views, views.amendings[row.amending]);
    add(row.labels);
    add(row.point);
    public_.count(row.questions.size());
    for (const std::uint32_t question : row.questions) add(views, views.questions[question]);
    public_.add(row.conclusion != Proposal::none);
    if (row.conclusion != Proposal::none) add(views, views.conclusions[row.conclusion]);
    add_stances(row);
}

void RowCopy::copy(const Views& views, const Argument& row) {
    public_.add(row.id);
    public_.add(row.origin);
    public_.add(row.state);
    public_.add(id_at(views.proposals, row.proposal));
    public_.add(id_at(views.arguments, row.parent));
    public_.add(views.people[row.author].id);
    public_.add(row.side);
    public_.add(row.source);
    public_.add(row.created_at_ms);
    add(row.words);
    add_stances(row);
}

void RowCopy::copy(const Views& views, const FeedItem& row) {
    public_.add(row.seq);
    public_.add(row.at_ms);
    public_.add(row.what);
    public_.add(id_at(views.projects, row.project));
    public_.add(id_at(views.proposals, row.proposal));
    public_.add(id_at(views.arguments, row.argument));
    public_.add(id_at(views.questions, row.question));
    public_.add(id_at(views.people, row.person));
    public_.add(id_at(views.people, row.to));
    public_.add(row.detail);
}

void RowCopy::copy(const Views&, const Vocabulary& row) {
    public_.count(row.labels.all().size());
    for (const events::Label& label : row.labels.all()) {
        public_.add(label.code);
        public_.add(label.french);
        public_.add(label.english);
        public_.add(label.retired);
    }
    public_.add(row.labels.in_force());
}

void RowCopy::add(const events::Labels& labels) {
    for (const std::uint8_t theme : labels.themes) public_.add(theme);
    public_.add(labels.district);
}

void RowCopy::add(const std::optional<events::Point>& point) {
    public_.add(point.has_value());
    public_.add(point ? point->latitude() : 0);
    public_.add(point ? point->longitude() : 0);
}

void RowCopy::add(const Words& words) {
    public_.add(words.seq);
    public_.add(words.official);
    RowBytes& row = words.official ? public_ : sealed_;
    row.add(words.title);
    row.add(words.body);
    row.add(words.url);
    row.add(words.phases);
}

// Of the draft that it is there, never its words: they are no public's, and no mirror has them.
void RowCopy::add(const Views& views, const Answering& row) {
    public_.count(row.course.size());
    for (const StageChange& change : row.course) {
        public_.add(change.stage);
        public_.add(change.at_ms);
        public_.add(change.seq);
        add(change.word);
    }
    public_.count(row.answers.size());
    for (const PublishedAnswer& answer : row.answers) {
        public_.add(answer.seq);
        public_.add(answer.at_ms);
        public_.add(answer.version);
        public_.add(views.people[answer.drafted_by].id);
        public_.add(views.people[answer.reviewed_by].id);
        public_.add(answer.words);
    }
    public_.add(row.drafts);
    public_.add(row.draft.number);
    public_.add(row.draft.seq);
    public_.add(row.draft.version);
    public_.add(row.draft.verdict);
    public_.add(row.projects);
}

void RowCopy::add(const Views& views, const Writing& row) {
    for (const auto* people : {&row.co_authors, &row.invited}) {
        public_.count(people->size());
        for (const std::uint32_t person : *people) public_.add(views.people[person].id);
    }
    public_.add(views.people[row.writer].id);
    public_.add(id_at(views.people, row.withdrawn_by));
    public_.count(row.others.size());
    for (const WrittenVersion& other : row.others) {
        public_.add(views.people[other.by].id);
        public_.add(other.version);
        public_.add(other.at_ms);
        add(other.words);
    }
}

void RowCopy::add(const Views& views, const Amending& row) {
    const bool open = row.state == Amending::State::open;
    public_.add(row.version);
    public_.add(row.state);
    public_.add(row.amendment_version);
    public_.add(row.became);
    public_.add(open ? events::PersonId{} : views.people[row.by].id);
    public_.add(row.at_ms);
    add(row.reason);
}

void RowCopy::add(const Views& views, const Question& row) {
    public_.add(row.id);
    public_.add(row.state);
    public_.add(views.people[row.author].id);
    public_.add(row.asked_at_ms);
    public_.add(row.version);
    public_.add(row.official);
    public_.add(row.function);
    public_.add(row.answered_at_ms);
    public_.add(row.seqs);
    add(row.words);
    add(row.answer);
}

void RowCopy::add(const Views& views, const Conclusion& row) {
    const bool by_city = row.by == Proposal::none;
    public_.add(row.phase);
    public_.add(row.version);
    public_.add(id_at(views.people, row.by));
    public_.add(row.seq);
    public_.add(row.at_ms);
    RowBytes& words = by_city ? public_ : sealed_;
    words.add(row.words.said_for);
    words.add(row.words.said_against);
    words.add(row.words.left_open);
}

void RowCopy::add(const Milestone& row) {
    public_.add(row.id);
    public_.add(row.due_on);
    public_.add(row.progress_percent);
    public_.add(row.reached);
    public_.add(row.updated_at_ms);
    add(row.words);
}

void RowCopy::add(const News& row) {
    public_.add(row.id);
    public_.add(row.published_at_ms);
    add(row.words);
}

void RowCopy::add(const Meeting& row) {
    public_.add(row.id);
    public_.add(row.origin);
    public_.add(row.starts_at_ms);
    public_.add(row.ends_at_ms);
    public_.add(row.capacity);
    public_.add(row.version);
    public_.add(row.cancelled);
    public_.add(row.minutes_version);
    public_.add(row.announced_at_ms);
    public_.add(row.changed_at_ms);
    public_.add(row.minutes_at_ms);
    public_.add(row.seqs);
    public_.add(row.touched);
    std::vector<events::Token> seats(row.seats.begin(), row.seats.end());
    std::sort(seats.begin(), seats.end(), events::ByBytes{});
    public_.add(seats);
    for (const Words* words : {&row.words, &row.reason, &row.minutes}) {
        add(*words);
        (words->official ? public_ : sealed_).add(words->place);
    }
}

// Tally, own stream, and what each token now thinks: those are named and put in order later.
template <class Row>
void RowCopy::add_stances(const Row& row) {
    public_.add(row.tally);
    public_.add(row.seqs);
    seqs_offset_ = public_.bytes().size() - row.seqs.size() * sizeof(std::uint64_t);
    standing_.reserve(row.tally.for_ + row.tally.neutral + row.tally.against);
    row.stances.for_each([&](std::uint32_t token, events::Stance stance, std::uint32_t at) {
        standing_.push_back({token, at, stance});
    });
    public_.count(standing_.size());
}

std::uint64_t RowCopy::seq_at(std::uint32_t stream_position) const {
    std::uint64_t seq;
    std::memcpy(&seq, public_.bytes().data() + seqs_offset_ + stream_position * sizeof seq,
                sizeof seq);
    return seq;
}

std::size_t RowCopy::bytes() const {
    return public_.bytes().size() + sealed_.bytes().size() + standing_.size() * sizeof(Standing);
}

std::size_t RowCopy::name_tokens(const events::TokenTable& tokens, std::size_t most) {
    const std::size_t from = named_.size();
    const std::size_t to = from + std::min(most, standing_.size() - from);
    named_.reserve(standing_.size());
    for (std::size_t i = from; i < to; ++i) {
        const Standing& one = standing_[i];
        const events::Token& token = tokens.at(one.token);
        named_.push_back({__builtin_bswap64(token.hi()), __builtin_bswap64(token.lo()),
                          seq_at(one.stream_position), one.stance});
    }
    return to - from;
}

RowDigests RowCopy::digest() {
    assert(all_named());
    std::sort(named_.begin(), named_.end(), [](const Named& a, const Named& b) {
        return a.first != b.first ? a.first < b.first : a.second < b.second;
    });
    for (const Named& one : named_) {
        public_.add(events::Token(__builtin_bswap64(one.first), __builtin_bswap64(one.second)));
        public_.add(one.stance);
        public_.add(one.seq);
    }
    return {storage::sha256(public_.bytes()), storage::sha256({public_.bytes(), sealed_.bytes()})};
}

void DigestSum::add(const RowDigests& row) {
    rows_public_.append(row.public_part.data(), row.public_part.size());
    rows_full_.append(row.full.data(), row.full.size());
}

void DigestSum::end_table() {
    const Digest without_words = storage::sha256(rows_public_.bytes());
    const Digest with_words = storage::sha256(rows_full_.bytes());
    tables_public_.append(without_words.data(), without_words.size());
    tables_full_.append(with_words.data(), with_words.size());
    rows_public_.clear();
    rows_full_.clear();
}

Digests DigestSum::at(std::uint64_t position) const {
    return {position, hex_of(position, tables_public_), hex_of(position, tables_full_)};
}

}  // namespace imaginons::projections
