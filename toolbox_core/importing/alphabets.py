"""What letters with accents look like in the languages of public administrations: the evidence for guessing encodings.

Per language: the letters outside ASCII that its spelling uses, typical pairs of a plain letter and such a letter, and a
few of its commonest words. Written down from general knowledge of the languages; only their rough frequency matters.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Language:
    """One language: ``letters`` are single small letters, ``pairs`` two characters, ``words`` small and frequent."""

    letters: frozenset[str]
    pairs: frozenset[str]
    words: frozenset[str]


def _language(letters: str, pairs: str, words: str) -> Language:
    return Language(frozenset(letters), frozenset(pairs.split()), frozenset(words.split()))


LANGUAGES: dict[str, Language] = {
    "English": _language("éèêëïôöüçñáâäåíóúø", "fé ïv ça ré né sé", "the of and to in for on by with is at from"),
    "Spanish": _language(
        "áéíóúüñ",
        "ió ón ía íc íd ít ís én éc ét ás án ál ám áf áx úb úm úl úa ña ño ñi ñe ún él ér ré ró rá ná lí tí sí cí mí "
        "gí ví rí dé né pú mú nú lú óm óg ór ód ús üe",
        "de la del y los las el en para por con a al",
    ),
    "Catalan": _language(
        "àèéíïòóúüç", "ió ón ís és ès às ól íc çó ça àr ní ït üe ém ôl èn òm", "de la del i els les el per a amb dels"
    ),
    "Portuguese": _language(
        "áâãàçéêíóôõú",
        "ção çã ão çõ õe ên ês ân ça ço íc ár ór ún úb ív éc ét rê nê in ól ób ám áx ía ío já já",
        "de da do e os as para com em dos das a o",
    ),
    "French": _language(
        "àâæçéèêëîïôùûüœ",
        "té ré dé mé né pé sé cé lé gé vé bé hé fé ér és ée éc ét él én ég ès èr èm èg èv êt ôt ôl ça ço çu ût às où "
        "où ît œu ôn âg ié",
        "de la le les et des du en à pour par aux au sur",
    ),
    "Italian": _language("àèéìòù", "tà ià ità lì rà ù è più ò", "di e il la per del della dei in con"),
    "German": _language(
        "äöüß",
        "fü ür üb üh öf öh kö mö äu är än äh aß oß uß ße ßn mä zä lä tä rü mü sü bü gü wü hö",
        "und der die das für von",
    ),
    "Dutch": _language("ëéèïöü", "ië eë oö één ën ïn", "de het van en een voor in op te"),
    "Danish or Norwegian": _language(
        "æøåé", "ør øk øn æk ær åd få gå må på rå så øv øj åb", "og i for til af av på det"
    ),
    "Swedish or Finnish": _language(
        "åäö", "är än ät äm ög öv ör för få gå må rå på åt ää öö ää yö hö lä tä vä mä", "och i för av på ja"
    ),
    "Icelandic": _language("áðéíóúýþæö", "að ið ár ís þa þe sý ný ög", "og í að á til"),
    "Polish": _language(
        "ąćęłńóśźż",
        "ów ól ór ób ść oś cią ją ią dą wą ął ło ła ły łu łą ęd ęt ęk ań eń ńs żs że ży ża źr śr śl ść ró gó",
        "i w na z do oraz dla przez od",
    ),
    "Czech": _language(
        "áčďéěíňóřšťúůýž",
        "ní ná ký ý ře ří ří ěn ět ěs ůs ův ům čn čí če šk št žn ží ář ád éh ov dů tů",
        "a v na z pro do od ve za",
    ),
    "Slovak": _language(
        "áäčďéíĺľňóôŕšťúýž", "né ná ný ých ľn ľs ôž ťa ňa čn šk žn ia ár ov ál", "a v na z pre do od vo za"
    ),
    "Hungarian": _language(
        "áéíóöőúüű",
        "ás és ös ők ől őr gő tő dő vő ül űk űv út ít íj áb ál án ár ék él én ér ét ó k ói",
        "a az és egy hogy nem",
    ),
    "Croatian, Bosnian or Slovene": _language(
        "čćđšž",
        "ći ća će ić ač či ča če čn šk šn št ša že ža žu ži đe đa đi rž už už už lj",
        "i u na za od s iz je se in v",
    ),
    "Romanian": _language(
        "ăâîșțşţ", "ță ţă ții ţii ăr ăt ăț în îm ân ât și şi ști şti ră lă nă", "de la și şi pentru din în cu"
    ),
    "Turkish": _language(
        "çğıöşüâî", "ış iş şt ği ğı ıl ın ım ık lı rı sı ül ün ür üt ör çı ça içi şi", "ve bir için ile bu"
    ),
    "Estonian": _language("äöõüšž", "õi õp öö ää üü ül õn är", "ja on ei see"),
    "Latvian": _language("āčēģīķļņšūž", "šan īb ān ēt ām ās ūt ņu ļu ķi", "un no par ar uz"),
    "Lithuanian": _language("ąčęėįšųūž", "ių ų ės ėj ų į šk ūr ąs", "ir iš į su dėl"),
    "Greek": _language(
        "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋ", "ου τη το τα κα αι στ ει ια ων ος ης ας", "και του της το των για"
    ),
    "Russian, Bulgarian or Serbian": _language(
        "абвгдежзийклмнопрстуфхцчшщъыьэюяёђјљњћџ",
        "ни ст но на ен ро ра ко ов то пр ре ли ва ер ал ос ет по",
        "и в на за по с от",
    ),
    "Ukrainian": _language(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", "ні ст ня на ів ії ро ва ен ко ов ти пр ті", "і в на за та з до"
    ),
}
