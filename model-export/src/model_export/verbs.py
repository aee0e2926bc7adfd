"""Verbs that a choice line may begin with: irregular past forms with their bases, and regular bases."""

IRREGULAR = dict(
    pair.split(":")
    for pair in """
    arose:arise ate:eat bent:bend bit:bite blew:blow bore:bear bought:buy broke:break brought:bring
    built:build caught:catch chose:choose clung:cling crept:creep cut:cut dealt:deal drank:drink
    drew:draw drove:drive dug:dig fed:feed fled:flee flew:fly flung:fling forced:force fought:fight
    found:find gave:give got:get held:hold hid:hide hit:hit hung:hang kept:keep knelt:kneel laid:lay
    leaped:leap leapt:leap led:lead left:leave let:let lit:light made:make met:meet put:put ran:run
    rang:ring read:read rode:ride rose:rise said:say sang:sing sat:sit sent:send set:set shook:shake
    shot:shoot shut:shut slid:slide slipped:slip spoke:speak sprang:spring stole:steal stood:stand
    strode:stride struck:strike swam:swim swept:sweep swung:swing threw:throw told:tell took:take
    tore:tear trod:tread went:go woke:wake wound:wind wrote:write
    """.split()
)
REGULAR = frozenset(
    """
    abandon accept accompany advance aim answer approach ask attack attempt beckon bolt bow brush call
    carry chase check circle clamber clap clasp clean clear climb close clutch collect comb count cover
    crawl cross crouch crush cry dance dash descend dismount dive drag dress drift drop edge embrace
    empty enter escape examine explore face fasten fill fire fix flatten flip fold follow fumble gather
    glance grab grasp greet grip grope guide hammer hand haul hoist hurl hurry inquire insert inspect
    jerk join jump kick kill kiss knock land laugh launch lean lift light limp listen load lock look
    loosen lower march motion mount move nod offer open order pace pack paddle pass pause pay peep peer
    perch pick place plant plunge pocket point pore post pound pour pray press proceed produce promise
    pry pull pursue push question race raise rap reach recall refuse release remove repeat reply resolve
    rest resume retire retrace retreat return row rub rush salute save scan scramble scrape scream
    scribble search seat seize select shoulder shout shove shrug sign signal sketch slam slip smash
    smell smile smoke snap snatch sniff spin spread squeeze stagger stalk stare start stay steer step
    stir stoop stop strain stretch stride strike stroke stroll stuff stumble summon surrender swallow
    tap taste tear test thank thrust tie tiptoe toss touch trace trail travel tread trot try tug tumble
    turn twist undress unfasten unfold unlock untie unwrap urge use visit wait walk wander warn wash
    watch wave whisper whistle wipe withdraw work wrap wrench yell yield
    """.split()
)


def base_form(verb: str) -> str | None:
    """The base form of a past or present verb of the list; None where it is not known."""
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    if verb in REGULAR or verb in IRREGULAR.values():
        return verb
    for ending, base_ending in (("ied", "y"), ("ed", ""), ("ed", "e")):
        if verb.endswith(ending):
            base = verb.removesuffix(ending) + base_ending
            if base in REGULAR:
                return base
            if len(base) > 3 and base[-1] == base[-2] and base[:-1] in REGULAR:
                return base[:-1]
    return None
