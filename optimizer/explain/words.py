"""In which words are levels explained? One table of phrases a language.

Phrases hold ``{values}``; numbers, weekdays and lists are formatted by Babel.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["LANGUAGES", "WORDS"]

_EN = {
    "day": "1 day",
    "days": "{n} days",
    "weekday": "{name}s",
    "on weekdays": "on {days}",
    "every day": "every day",
    "sek": "SEK\u00a0{amount}",
    # What is used, and how long a delivery has to last.
    "use": "{ward} uses about {n} of “{item}” a week, in most weeks between {low} and {high}",
    "rare": "{ward} uses “{item}” rarely, about one in {every} weeks",
    "several at once": ", often several at once",
    "unused": "{ward} has not used “{item}” in {days}",
    "unknown": "How much {ward} uses of “{item}” is not known",
    "rhythm": (
        "; deliveries come {weekdays} and each has to last up to {days}, with stock counted "
        "{counted}."
    ),
    "counted 0": "the same morning",
    "counted 1": "the day before",
    "counted 2": "{n} days before",
    "never": "; there are no regular deliveries.",
    # Min and max, and what holds them.
    "min_max": (
        "When {min} or fewer are left or on their way, the shelf is filled up to {max}{packs}, "
        "{why}."
    ),
    "par": "At every delivery the shelf is filled up to {max}{packs}, {why}.",
    "packs": (
        "When {min} or fewer are left or on their way, as many packs of {pack} come as make it "
        "more than {min}, {why}."
    ),
    "kanban": "There are two bins of {bin}, and an empty one is exchanged for a full one, {why}.",
    "in packs": " in whole packs of {pack}",
    "nothing": "Nothing is kept on the shelf, {why}.",
    "stuck": "Nothing can be ordered, {why}.",
    "why cost": (
        "because that costs the least: with fewer there would be more orders and shortages, with "
        "more there would be more stock to pay for"
    ),
    "why fill_rate": (
        "because with fewer, less than {target} of what is asked for would be on the shelf"
    ),
    "why cycle_service": (
        "because with fewer, the shelf would last until the next delivery less often than the "
        "{target} of times that are promised"
    ),
    "why shelf": "because the shelf has room for {shelf} and no more",
    "why shelf unknown": "because the shelf has no room for more",
    "why space": (
        "because the ward's shelves hold {litres} litres of all items together, and more of this "
        "one would crowd out others"
    ),
    "why pack": "because a pack of {pack} is more than the shelf holds",
    "why no_demand": "because nothing was used",
    "why given": "as it is set today, not chosen by Wardflow",
    "why not cost": "because keeping it would cost more than being without it now and then",
    "why not shelf": "because the shelf has no room for it",
    "why not space": "because the ward's shelves have no room for it beside the others",
    # What service is expected and promised, and what a shortage costs.
    "service": "Of what is asked for, {fill} is expected to be on the shelf",
    "promised": ", with at least {target} promised",
    "short of promise": ", less than the {target} promised",
    "no promise": ", with no share promised",
    "lasts": ", and in {cycle} of cases it lasts until the next delivery, with {target} promised",
    "lasts too seldom": (
        ", and in only {cycle} of cases it lasts until the next delivery, with {target} promised"
    ),
    "and": "; {cost}.",
    "all the same": "If it is asked for all the same, {cost}.",
    "cost both": "each missing piece costs {piece} and an emergency delivery {emergency}",
    "cost piece": "each missing piece costs {piece}",
    "cost emergency": "a shortage costs an emergency delivery of {emergency}",
    "cost none": "a shortage is given no cost",
}

_SV = {
    "day": "1 dag",
    "days": "{n} dagar",
    "weekday": "{name}ar",
    "on weekdays": "på {days}",
    "every day": "varje dag",
    "sek": "{amount}\u00a0kr",
    "use": "{ward} använder cirka {n} ”{item}” i veckan, de flesta veckor mellan {low} och {high}",
    "rare": "{ward} använder sällan ”{item}”, cirka en på {every} veckor",
    "several at once": ", ofta flera på en gång",
    "unused": "{ward} har inte använt ”{item}” på {days}",
    "unknown": "Hur mycket {ward} använder av ”{item}” är inte känt",
    "rhythm": (
        "; leveranser kommer {weekdays} och var och en ska räcka i upp till {days}, med saldot "
        "räknat {counted}."
    ),
    "counted 0": "samma morgon",
    "counted 1": "dagen före",
    "counted 2": "{n} dagar före",
    "never": "; regelbundna leveranser saknas.",
    "min_max": (
        "När {min} eller färre finns kvar eller är på väg fylls hyllan på upp till {max}{packs}, "
        "{why}."
    ),
    "par": "Vid varje leverans fylls hyllan på upp till {max}{packs}, {why}.",
    "packs": (
        "När {min} eller färre finns kvar eller är på väg kommer så många förpackningar om {pack} "
        "att det blir fler än {min}, {why}."
    ),
    "kanban": "Det finns två fack om {bin}, och ett tomt fack ersätts med ett fullt, {why}.",
    "in packs": " i hela förpackningar om {pack}",
    "nothing": "Ingenting hålls på hyllan, {why}.",
    "stuck": "Ingenting kan beställas, {why}.",
    "why cost": (
        "eftersom det kostar minst: med färre blir det fler beställningar och brister, med fler "
        "blir det mer lager att betala för"
    ),
    "why fill_rate": (
        "eftersom mindre än {target} av allt ni frågar efter skulle finnas på hyllan med färre"
    ),
    "why cycle_service": (
        "eftersom hyllan med färre skulle räcka till nästa leverans mer sällan än i utlovade "
        "{target} av fallen"
    ),
    "why shelf": "eftersom hyllan rymmer {shelf} och inte fler",
    "why shelf unknown": "eftersom hyllan inte rymmer fler",
    "why space": (
        "eftersom avdelningens hyllor rymmer {litres} liter av alla artiklar tillsammans, och fler "
        "av den här skulle tränga undan andra"
    ),
    "why pack": "eftersom en förpackning om {pack} är mer än hyllan rymmer",
    "why no_demand": "eftersom ingenting har använts",
    "why given": "så är det satt i dag, inte valt av Wardflow",
    "why not cost": "eftersom det skulle kosta mer att ha den än att vara utan ibland",
    "why not shelf": "eftersom hyllan inte har plats för den",
    "why not space": "eftersom avdelningens hyllor inte har plats för den bredvid de andra",
    "service": "Av allt ni frågar efter väntas {fill} finnas på hyllan",
    "promised": ", med minst {target} utlovat",
    "short of promise": ", mindre än utlovade {target}",
    "no promise": ", utan att någon andel är utlovad",
    "lasts": ", och i {cycle} av fallen räcker det till nästa leverans, med {target} utlovat",
    "lasts too seldom": (
        ", och i bara {cycle} av fallen räcker det till nästa leverans, med {target} utlovat"
    ),
    "and": "; {cost}.",
    "all the same": "Frågar ni ändå efter den: {cost}.",
    "cost both": "varje saknad vara kostar {piece} och en akutleverans {emergency}",
    "cost piece": "varje saknad vara kostar {piece}",
    "cost emergency": "en brist kostar en akutleverans för {emergency}",
    "cost none": "en brist är inte satt till någon kostnad",
}

WORDS: Mapping[str, Mapping[str, str]] = {"en": _EN, "sv": _SV}
LANGUAGES = tuple(WORDS)
"""Languages that levels are explained in."""
