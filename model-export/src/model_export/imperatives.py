"""Tells a label that is an order from one that is not: its first word is the base form of a verb."""

from model_export.verbs import IRREGULAR, REGULAR

_MORE = frozenset(
    """
    accuse act add admit aim apologize apply arm arrange back bail bake bang bar bathe be beat become beg
    begin believe bend bless blink block blot board boil borrow bother breathe bribe bring burn bury button
    cast challenge change choose clench click coax come compare confess connect consider consult continue
    cook copy cough crack curse cut deliver demand deny describe dip disguise do don't dodge doubt duck
    dust ease end erase explain fake fall fall fan fear feed feel fetch fight file find finish flick flush
    forget forgive free freeze gaze get give glue go grow guess hang harvest have hear heed help hold hook
    hope hum hunt hush ignore imagine imitate inhale invite keep kindle know leap learn lend let lie lift
    lose love lure make marry mark measure meet melt mend mention mix mimic mourn name near need nudge obey
    oil outrun own paint part peel peek pile pinch plead plug polish post pretend prise prop prove push raise
    reach rebuild recite record reel refill refuse relax remember remind remain repair rescue respond reveal
    ride ring rip rock roll rouse rush saddle say scatter scold scoop scratch see sell send serve set sew
    shake share sharpen shield shift shine show shutter sing sink sip sit skip sleep slice slide slow smear
    snuff soothe sort sound speak spill spit splash split spray stab stack stamp stand steady steal stick
    stitch strap strip study submit suggest swap swear sweep swim switch sympathize take talk tease tell tempt
    think throw tick tidy tighten tilt tip trade trap treat trick trust tuck unbar unbolt unbutton uncover
    undo unhook unlatch unpack unpin unplug unroll unscrew unseal unwind use vow wade wait wake walk want warm
    weep weigh welcome wheel wind wish wonder wrestle write
    """.split()
)
VERBS = REGULAR | frozenset(IRREGULAR.values()) | _MORE


def is_imperative(label: str) -> bool:
    return label.split(" ")[0].strip("\"',").lower() in VERBS
