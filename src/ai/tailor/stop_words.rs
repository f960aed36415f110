//! Words that say nothing about a job: the commonest of four languages, and of advertisements.

use std::collections::HashSet;
use std::sync::LazyLock;

const ENGLISH: &str = "a about above after again all also an and any are as at be because been before being below \
    between both but by can did do does doing down during each etc few for from further had has have having he her \
    here him his how i if in into is it its just me more most my no nor not now of off on once only or other our out \
    over own same she should so some such than that the their them then there these they this those through to too \
    under until up us very was we were what when where which while who whom why will with would you your";

const GERMAN: &str = "aber als am an auch auf aus bei bin bis bist da dann das dass dein dem den der des dich die dies \
    diese dieser doch du durch ein eine einem einen einer eines er es für hat hatte ich ihr ihre im ist ja kann kein \
    mit nach nicht noch nur oder ohne sehr sein sich sie sind so über um und uns unser unsere unter vom von vor war \
    was wenn werden wie wir wird zu zum zur";

const FRENCH: &str = "au aux avec ce ces cette dans de des du elle en est et eux il ils je la le les leur leurs lui mais \
    même mes mon ne nos notre nous ont ou où par pas plus pour qu que qui sa sans se ses son sont sur ta te tes toi ton \
    tu un une vos votre vous être";

const SPANISH: &str = "al algo como con contra cual cuando del desde donde dos el ella ellos entre era es esa ese eso esta \
    este esto está han hasta hay la las lo los me mi muy más nada ni no nos o para pero por porque que quien se sin \
    sobre son su sus también te tiene todo un una unos y ya";

const ADVERTISEMENTS: &str = "ability applicant apply candidate company experience job join looking must offer plus \
    position preferred required requirement responsibility role skill strong team work working year";

static ALL: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lists = [ENGLISH, GERMAN, FRENCH, SPANISH, ADVERTISEMENTS];
    lists.into_iter().flat_map(str::split_ascii_whitespace).collect()
});

/// Whether a word in small letters says nothing.
pub(super) fn is_stop_word(word: &str) -> bool {
    ALL.contains(word)
}
