// What the demo's people write together: who signs with whom, and amendments. Invented, like all of
// it.
#include "commands/demo_fr.hpp"

namespace imaginons::commands::demo {

namespace {

const std::vector<Together> all{
    {"tout-petits",
     "Toboggan",
     -17,
     {{"tout-petits-ombre", "Bac à sable", -12,
       "Des jeux pour les tout-petits place de la Mairie-Annexe",
       "Aujourd’hui, rien pour les moins de 4 ans à moins de vingt minutes à pied. Un toboggan "
       "bas, "
       "un panneau à toucher, trois bancs à l’ombre des tilleuls pour les adultes qui attendent.",
       "Sans ombre, personne n’y va en juillet, et deux bancs ne suffisent pas.", 31, -9},
      {"tout-petits-eau", "Parenthèse", -6,
       "Des jeux pour les tout-petits place de la Mairie-Annexe",
       "Aujourd’hui, rien pour les moins de 4 ans à moins de vingt minutes à pied. Un toboggan "
       "bas, "
       "un panneau à toucher, une fontaine où l’on patauge, trois bancs à l’ombre des tilleuls "
       "pour "
       "les adultes qui attendent.",
       "L’eau occupe plus longtemps qu’un toboggan, et la fontaine est déjà là.", 14, 0}}}};

}  // namespace

std::span<const Together> together() {
    return all;
}

}  // namespace imaginons::commands::demo
