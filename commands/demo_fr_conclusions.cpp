// What the demo's debates came to, in the words of who holds them. Invented, like all of it.
#include "commands/demo_fr.hpp"

namespace imaginons::commands::demo {

namespace {

const std::vector<Conclusion> all{
    {"mediatheque", "", 0, "", -9,
     "- Le dimanche est le seul jour libre des familles qui travaillent à Genève.\n"
     "- Trois heures suffisent, et six agents sont volontaires.",
     "- Un jour de repos déplacé pèse sur les mêmes personnes.\n"
     "- Quelques habitants préfèrent plus d’heures le mercredi.",
     "Combien de dimanches par an, et que fait-on pendant les vacances ?"},
    {"", "cours", 0, "", -80,
     "Tout le monde veut de l’ombre. Les relevés de chaleur ont convaincu : 52 degrés au sol en "
     "juillet.",
     "La crainte qui revient : la place pour courir et pour jouer au foot. Personne n’a parlé "
     "contre "
     "les arbres eux-mêmes.",
     "Qui arrose le premier été, et ce que coûte l’entretien après cinq ans."},
    {"", "repare", 0, "Vis et versa", -2,
     "Neuf personnes prêtes à tenir une soirée, quarante outils promis, et une horlogère.",
     "Le jeudi tombe mal pour qui a des enfants. Deux voisins craignent le bruit après 21 h.",
     "Il manque un local. La salle du fond convient pour un essai, pas pour l’hiver."}};

}  // namespace

std::span<const Conclusion> conclusions() {
    return all;
}

}  // namespace imaginons::commands::demo
