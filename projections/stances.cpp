// Tallies: each token's latest stance counts, former ones are counted as superseded. Which token is
// whose, nobody here knows.
#include "projections/consume.hpp"
#include "projections/limits.hpp"
#include "projections/rows.hpp"

namespace imaginons::projections {

namespace {

using events::ObjectKind;
using events::Stance;

struct What {
    std::uint64_t seq;
    Stance stance;  // unset = withdrawn
    std::uint32_t token;
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
std::uint64_t take(Views& views, Row& row, const What& what) {
    const auto position = static_cast<std::uint32_t>(row.seqs.size());
    row.seqs.push_back(what.seq);
    const Stance before = what.stance == Stance::unset
                              ? row.stances.remove(what.token)
                              : row.stances.set(what.token, what.stance, position);
    const std::uint64_t had = before == Stance::unset ? 0 : 1;
    const std::uint64_t has = what.stance == Stance::unset ? 0 : 1;
    count(row.tally, before, ~std::uint32_t{0});
    count(row.tally, what.stance, 1);
    row.tally.superseded += static_cast<std::uint32_t>(had);
    views.stances += has - had;
    return has - had;
}

std::uint32_t object_at(const Views& views, ObjectKind kind, const events::Id& object) {
    return position_of(kind == ObjectKind::argument ? views.argument_by_id : views.proposal_by_id,
                       object);
}

void apply_at(Views& views, ObjectKind kind, std::uint32_t position, const What& what) {
    if (kind == ObjectKind::argument) {
        Argument& row = views.arguments[position];
        take(views, row, what);
        touch_person(views, row.author, what.seq);
        touch_proposal(views, row.proposal, what.seq);
        return;
    }
    Proposal& row = views.proposals[position];
    const std::uint64_t change = take(views, row, what);
    refresh_list_row(views, position);
    touch_proposal(views, position, what.seq);
    if (row.project != Proposal::none && row.state != State::hidden) {
        views.projects[row.project].stances += change;
    }
}

template <class Row>
void prefetch_stance(const Row& row, std::uint32_t token) {
    row.stances.prefetch(token);
    __builtin_prefetch(row.seqs.data() + row.seqs.size(), 1);
}

}  // namespace

void Stances::apply(Views& views, const Meta& meta, const events::StanceTaken& e) {
    const std::uint32_t position = object_at(views, e.object_kind, e.object);
    if (position == Proposal::none) return;
    apply_at(views, e.object_kind, position, {meta.seq, e.stance, views.tokens.intern(e.token)});
}

void Stances::apply(Views& views, const Meta& meta, const events::StanceWithdrawn& e) {
    const std::uint32_t position = object_at(views, e.object_kind, e.object);
    if (position == Proposal::none) return;
    apply_at(views, e.object_kind, position,
             {meta.seq, Stance::unset, views.tokens.intern(e.token)});
}

struct StanceRun::One {
    std::uint64_t seq;
    events::Id object;
    events::Token token;
    ObjectKind kind;
    Stance stance;
    std::uint32_t position;  // of the object's row
    std::uint32_t token_number;
};

StanceRun::StanceRun(Views& views) : views_(views) {
    gathered_.reserve(limits::stances_gathered);
}
StanceRun::~StanceRun() = default;

void StanceRun::add(std::uint64_t seq, const schema::StanceTaken& taken) {
    static const events::Id nil{};
    static const events::Token no_token{};
    const events::Id& object = taken.object() != nullptr ? *taken.object() : nil;
    const events::Token& token = taken.token() != nullptr ? *taken.token() : no_token;
    gathered_.push_back({seq, object, token, taken.object_kind(), taken.stance(), 0, 0});
    views_.tokens.prefetch_slot(token);
    if (gathered_.size() == limits::stances_gathered) flush();
}

// Each pass asks for the memory that the next one reads.
void StanceRun::flush() {
    if (gathered_.empty()) return;
    for (One& one : gathered_) {
        views_.tokens.prefetch_token(one.token);
        one.position = object_at(views_, one.kind, one.object);
        if (one.position == Proposal::none) continue;
        const void* row = one.kind == ObjectKind::argument
                              ? static_cast<const void*>(&views_.arguments[one.position])
                              : static_cast<const void*>(&views_.proposals[one.position]);
        __builtin_prefetch(row, 1);
        __builtin_prefetch(static_cast<const char*>(row) + 64, 1);
    }
    for (One& one : gathered_) {
        if (one.position == Proposal::none) continue;
        one.token_number = views_.tokens.intern(one.token);
        if (one.kind == ObjectKind::argument) {
            prefetch_stance(views_.arguments[one.position], one.token_number);
            continue;
        }
        const Proposal& row = views_.proposals[one.position];
        prefetch_stance(row, one.token_number);
        __builtin_prefetch(&views_.list[one.position], 1);
        __builtin_prefetch(&views_.people[row.author].touched, 1);
    }
    for (const One& one : gathered_) {
        if (one.position == Proposal::none) continue;
        apply_at(views_, one.kind, one.position, {one.seq, one.stance, one.token_number});
    }
    views_.position = gathered_.back().seq + 1;
    gathered_.clear();
}

}  // namespace imaginons::projections
