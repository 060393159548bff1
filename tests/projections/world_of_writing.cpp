// Co-authors and amendments in the random world: see world.hpp.
#include <algorithm>

#include "world.hpp"

namespace imaginons::test {

using namespace events;

bool RandomWorld::is_there(std::uint64_t person) const {
    return std::find(people_.begin(), people_.end(), person) != people_.end();
}

// One of who signs it and is still there; nothing if nobody is.
std::optional<std::uint64_t> RandomWorld::any_author(std::uint64_t number) {
    std::vector<std::uint64_t> signing;
    if (is_there(objects[number].author)) signing.push_back(objects[number].author);
    for (const std::uint64_t person : co_authors_[number]) {
        if (is_there(person)) signing.push_back(person);
    }
    if (signing.empty()) return std::nullopt;
    return signing[below(signing.size())];
}

void RandomWorld::writing_event() {
    const auto number = any_object(false);
    if (!number || !versions_.contains(*number)) return;
    const auto author = any_author(*number);
    if (!author) return;
    switch (below(4)) {
        case 0: return invite(*number, *author);
        case 1: return answer_invitation(*number);
        case 2: return amend(*number);
        default: return decide_amendment(*number, *author);
    }
}

void RandomWorld::invite(std::uint64_t number, std::uint64_t author) {
    const std::uint64_t person = people_[below(people_.size())];
    const auto& signing = co_authors_[number];
    const bool in = person == objects[number].author ||
                    std::find(signing.begin(), signing.end(), person) != signing.end() ||
                    !invited_[number].insert(person).second;
    if (in) return;
    CoAuthorInvited e;
    e.proposal = id_of<ProposalId>(number);
    e.person = id_of<PersonId>(person);
    e.by = id_of<PersonId>(author);
    recorder.add(e);
}

// Accepts, declines, or leaves again.
void RandomWorld::answer_invitation(std::uint64_t number) {
    std::set<std::uint64_t>& invited = invited_[number];
    std::vector<std::uint64_t>& signing = co_authors_[number];
    const auto tell = [&](auto e, std::uint64_t person) {
        e.proposal = id_of<ProposalId>(number);
        e.person = id_of<PersonId>(person);
        if constexpr (requires { e.by; }) e.by = e.person;
        recorder.add(e);
    };
    if (!signing.empty() && one_in(4)) {
        const std::uint64_t person = signing.back();
        if (!is_there(person)) return;
        signing.pop_back();
        return tell(CoAuthorLeft(), person);
    }
    if (invited.empty() || !is_there(*invited.begin())) return;
    const std::uint64_t person = *invited.begin();
    invited.erase(person);
    if (one_in(4)) return tell(CoAuthorLeft(), person);
    signing.push_back(person);
    tell(CoAuthorAccepted(), person);
}

void RandomWorld::amend(std::uint64_t number) {
    const std::uint64_t amendment = ++last_id_;
    NaiveObject object;
    object.kind = ObjectKind::proposal;
    object.project = objects[number].project;
    object.author = people_[below(people_.size())];
    const auto project = object.project ? id_of<ProjectId>(*object.project) : ProjectId{};
    ProposalSubmitted e =
        submitted(id_of<ProposalId>(amendment), project, id_of<PersonId>(object.author));
    e.kind = ProposalKind::amendment;
    e.amends = id_of<ProposalId>(number);
    e.amends_version = versions_[number];
    recorder.add_sealed(e, random_words(), e.author);
    versions_[amendment] = 1;
    objects[amendment] = object;
    numbers_.push_back(amendment);
    open_amendments_.emplace_back(number, amendment);
}

void RandomWorld::decide_amendment(std::uint64_t number, std::uint64_t author) {
    const auto found =
        std::find_if(open_amendments_.begin(), open_amendments_.end(),
                     [&](const auto& amendment) { return amendment.first == number; });
    if (found == open_amendments_.end()) return;
    const auto tell = [&](auto e) {
        e.proposal = id_of<ProposalId>(number);
        e.amendment = id_of<ProposalId>(found->second);
        e.amendment_version = versions_[found->second];
        e.by = id_of<PersonId>(author);
        return e;
    };
    if (one_in(2)) {
        recorder.add_sealed(tell(AmendmentRefused()), words("", "Non."), id_of<PersonId>(author));
    } else {
        AmendmentAccepted accepted = tell(AmendmentAccepted());
        accepted.version = ++versions_[number];
        recorder.add(accepted);
        ProposalEdited edited;
        edited.proposal = accepted.proposal;
        edited.author = accepted.by;
        edited.version = accepted.version;
        bear(number, edited.themes, edited.district);
        edited.point = some_point();
        recorder.add_sealed(edited, random_words(), edited.author);
    }
    open_amendments_.erase(found);
}

}  // namespace imaginons::test
