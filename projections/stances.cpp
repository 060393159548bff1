// Tallies: each token's latest stance counts, former ones are counted as superseded. Which token is
// whose, nobody here knows.
#include "projections/consume.hpp"
#include "projections/rows.hpp"

namespace imaginons::projections {

namespace {

using events::ObjectKind;
using events::Stance;

struct What {
    events::Id object;
    ObjectKind kind;
    events::Token token;
    Stance stance;  // unset = withdrawn
};

void count(Tally& tally, Stance stance, std::uint32_t one) {
    switch (stance) {
        case Stance::for_: tally.for_ += one; return;
        case Stance::neutral: tally.neutral += one; return;
        case Stance::against: tally.against += one; return;
        case Stance::unset: return;
    }
}

// By how much the number of current stances changes: -1, 0 or 1, modulo 2^64.
template <class Row>
std::uint64_t take(Views& views, Row& row, std::uint64_t seq, const What& what) {
    const auto position = static_cast<std::uint32_t>(row.seqs.size());
    row.seqs.push_back(seq);
    const std::uint32_t token = views.tokens.intern(what.token);
    const Stance before = what.stance == Stance::unset
                              ? row.stances.remove(token)
                              : row.stances.set(token, what.stance, position);
    const std::uint64_t had = before == Stance::unset ? 0 : 1;
    const std::uint64_t has = what.stance == Stance::unset ? 0 : 1;
    count(row.tally, before, ~std::uint32_t{0});
    count(row.tally, what.stance, 1);
    row.tally.superseded += static_cast<std::uint32_t>(had);
    views.stances += has - had;
    return has - had;
}

void apply_to(Views& views, std::uint64_t seq, const What& what) {
    if (what.kind == ObjectKind::argument) {
        Argument* row = row_of(views.argument_by_id, views.arguments, what.object);
        if (row == nullptr) return;
        take(views, *row, seq, what);
        touch_person(views, row->author, seq);
        touch_proposal(views, row->proposal, seq);
        return;
    }
    const std::uint32_t position = position_of(views.proposal_by_id, what.object);
    if (position == Proposal::none) return;
    Proposal& row = views.proposals[position];
    const std::uint64_t change = take(views, row, seq, what);
    refresh_list_row(views, position);
    touch_proposal(views, position, seq);
    if (row.project != Proposal::none && row.state != State::hidden) {
        views.projects[row.project].stances += change;
    }
}

}  // namespace

void Stances::apply(Views& views, std::uint64_t seq, const schema::StanceTaken& e) {
    if (e.object() == nullptr || e.token() == nullptr) return;
    apply_to(views, seq, {*e.object(), e.object_kind(), *e.token(), e.stance()});
}

void Stances::apply(Views& views, const Meta& meta, const events::StanceTaken& e) {
    apply_to(views, meta.seq, {e.object, e.object_kind, e.token, e.stance});
}

void Stances::apply(Views& views, const Meta& meta, const events::StanceWithdrawn& e) {
    apply_to(views, meta.seq, {e.object, e.object_kind, e.token, Stance::unset});
}

}  // namespace imaginons::projections
