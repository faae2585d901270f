/* SPDX-License-Identifier: MIT
 *
 * The glyph palettes, as data. The order within a palette matters only to a layer that keeps it
 * (`raw`); otherwise src/glyph sorts by the ink that it measures. A palette may mix any scripts:
 * each character is served by the first font that has it. U+FE0E keeps what could be an emoji, two
 * cells wide, a sign of one cell.
 */
#include "model/palette.h"

#include <stddef.h>

const GrPalette gr_palettes[] = {
    {"classic", "the ten-step ASCII ramp that everyone knows", " .:-=+*#%@"},
    {"dense", "fine steps of light from half of all ASCII",
     " .`',:;-~+=<>!?ilrcvxtjzsfneoaukhdbpqgmwXKHAENRMWB#8&%@$Q"},
    {"minimal", "four quiet steps", " .+#"},
    {"binary", "zeros and ones, told apart by brightness", "01"},
    {"digits", "the ten decimal digits", "0123456789"},
    {"hex", "hexadecimal digits", "0123456789ABCDEF"},
    {"ascii", "every printable ASCII character",
     " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ["
     "\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"},
    {"gradient", "a dot, then flat shades up to full", "·░▒▓█"},
    {"shades", "flat shades, like pixels as large as a cell", " ░▒▓█"},
    {"blocks", "quarter blocks, from a lattice of dots over a chequerboard to full", " ▗▚▟█"},
    {"quadrants", "quarter blocks in all arrangements", " ▖▗▘▝▚▞▙▛▜▟█"},
    {"sextants", "blocks of two by three",
     " 🬀🬁🬂🬃🬄🬅🬆🬇🬈🬉🬊🬋🬌🬍🬎🬏🬐🬑🬒🬓🬔🬕🬖"
     "🬗🬘🬙🬚🬛🬜🬝🬞🬟🬠🬡🬢🬣🬤🬥🬦🬧🬨🬩🬪🬫🬬🬭"
     "🬮🬯🬰🬱🬲🬳🬴🬵🬶🬷🬸🬹🬺"
     "🬻▌▐█"},
    {"eighths", "blinds that rise by eighths", " ▁▂▃▄▅▆▇█"},
    {"bars", "blinds that widen by eighths", " ▏▎▍▌▋▊▉█"},
    {"braille", "two by four dots, evenly dispersed",
     "⠄⠂⠐⠠⠁⠈⡀⢀⠢⠔⠊⠑⡠⢄⢁⡈⠕⠪⡢⢌⡑⢔⡪⢕⢎⡱⣪⣕⢝⡫⢮⡵⢷⡾⣳⣞⣾⣷⣽⣻⢿⡿⣟⣯⣿"},
    {"dots", "round dots that grow", ".˙·∙•◦∘○◎◉●"},
    {"stars", "from a speck to a full star", "·˙∗⋆✧✦☆✩✶✷✸✹✺★"},
    {"halffill", "circles that fill up", "◌○◔◐◑◒◓◕●◎◍◉"},
    {"hatch", "strokes and hatched squares", "╱╲╳▤▥▦▧▨▩"},
    {"math", "signs of the mathematician", "+−×÷=≠≈±∓∑∏∫∂∇∞√∈∀∃∅∩∪⊂⊕⊗⊙∮≡∝∴"},
    {"box", "lines and corners: light, heavy, double and round",
     "─│┌┐└┘├┤┬┴┼━┃┏┓┗┛┣┫┳┻╋═║╔╗╚╝╠╣╦╩╬╭╮╯╰╱╲╳"},
    {"circuit", "traces, joints and pads of a circuit board", "╴╵╶╷─│╭╮╯╰┌┐└┘├┤┬┴┼╪╫◦○▫▪⊕⊗⊙"},
    {"runes", "the elder futhark", "ᚠᚢᚦᚨᚱᚲᚷᚹᚺᚾᛁᛃᛇᛈᛉᛋᛏᛒᛖᛗᛚᛜᛞᛟ"},
    {"alchemy", "signs of the elements, metals and vessels",
     "🜁🜂🜃🜄🜅🜆🜇🜈🜉🜊🜋🜌🜍🜎🜏🜐🜑🜒🜓🜔🜕🜖🜗🜘🜙🜚🜛🜜🜝🜞🜟🜠🜡🜢🜣🜤☉☽☿♀♂♃♄"},
    {"zodiac", "signs of the zodiac and the planets",
     "♈\uFE0E♉\uFE0E♊\uFE0E♋\uFE0E♌\uFE0E♍\uFE0E♎\uFE0E♏\uFE0E♐\uFE0E♑\uFE0E♒\uFE0E♓\uFE0E"
     "☉☽☿♀♂♃♄♅♆♇"},
    {"arrows", "arrows in every direction", "←↑→↓↔↕↖↗↘↙⇐⇑⇒⇓⇔⇕↺↻➔➜➤"},
    {"music", "notes, clefs and accidentals", "♩♪♫♬♭♮♯𝄞𝄢𝄐𝄽𝄾"},
    {"katakana", "half-width katakana, as in digital rain",
     "ｦｧｨｩｪｫｬｭｮｯｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ"},
    {"greek", "Greek letters", "αβγδεζηθικλμνξοπρστυφχψωΓΔΘΛΞΠΣΦΨΩ"},
    {"cyrillic", "Cyrillic letters", "бвгджзийлмнптфцчшщъыьэюяБГДЖЗИЛПФЦЧШЩЪЫЭЮЯ"},
    {"arabic", "Arabic letters in their isolated forms", "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"},
    {"ocean", "ripples, waves and foam", ".·˙~∼∽∿≈≋°∘○◎"},
    {"organic", "seeds, cells and blossoms", "·˚°∘○◌❀❁✿❋❃✾"},
    {"machine", "gears, screens and switches", "·▫≡▢⊡⊟⊞⊠⚙▣▤▥▦▩"},
    {"energy", "sparks and bolts", "·•∗+✦✶✷↯ϟ⚡\uFE0E"},
    {"spark", "small bright points", "·.'`∗+✧✦"},
    {"leaf", "leaves and petals", "·❧☙❦⚘♣♠✿❀❁"},
    {"snow", "flakes", "·∗✻✼❄❅❆❉"},
    {"rain", "falling strokes", "'`,.:¦|│╎╵╷"},
    {"bubble", "rising bubbles", ".·°∘○◎"},
    {"data", "the punctuation of programs", "01{}[]()<>/\\|=+-_#$%&;:!?"},
    {"dash", "strokes of every length", "‐-–—─━╌╍═~"},
    {NULL, NULL, NULL},
};
