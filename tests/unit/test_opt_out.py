"""The judgement of incoming texts, on a labelled table of what people write."""

import pytest

from chalicelib.domain.opt_out import Verdict, judge

STOP = """
STOP
Stop
stop.
Stop!
STOP ALL
Stopall
please stop
Please STOP.
Stop please
STOP PLEASE!!!
stop pls
Stop, thank you
Stop thanks
Hi, please stop
ok stop
Can you stop please
I said STOP
stop stop stop
Stop now
STOP texts
stop texting
Stop texting me
Please stop texting me
stop messages
Stop all messages
stop sending me texts
stop sending these messages
Stop messaging me now
stop contacting me
Stop these alerts please
stop alerts
stop the alerts
Stop sms
S T O P
S.T.O.P.
"STOP"
(stop)
-stop-
STOP :)
Stopp
ARRET
Arrêt
CANCEL
cancel please
Cancel my subscription
cancel all
cancel alerts
END
End
End texts
end all
OPT-OUT
opt out
Optout
OPT OUT PLEASE
opt me out
opt out of all texts
QUIT
quit.
REMOVE
Remove me
remove me please
Remove me from this list
remove my number
Please remove my number from your list
TD
td
UNSUBSCRIBE
Unsubscribe
un-subscribe
unsub
unsubscribe me
Unsubscribe me from this list please
unsubscribe from all
take me off this list
Take me off your list please
Please take me off the mailing list
take my number off your list
take my name off this list thanks
Get me off this list
no more texts
No more messages please
no more of these texts thank you
don't text me
Don’t text me again
do not text me anymore
Dont contact me again
please don't send me any more messages
Do not send any more texts
I want to unsubscribe
I would like to opt out please
I'd like to unsubscribe
i want to be removed from this list
I would like to be taken off your list
I want to leave this service
I don't want these messages
I no longer want to receive these texts
i dont want any more alerts
I do not wish to receive these messages any more
Delete my details
Stopio
stopiwch
STOPIWCH os gwelwch yn dda
Peidiwch
Peidiwch â thecstio fi
peidiwch a tecstio fi eto
Peidiwch ag anfon negeseuon ataf i
Peidiwch ag anfon mwy o negeseuon
Dim mwy o negeseuon
dim mwy o negeseuon os gwelwch yn dda
Dim rhagor o negeseuon
Stopiwch y negeseuon
stopiwch anfon negeseuon
Tynnwch fi oddi ar y rhestr
Tynnwch fi oddi ar y rhestr hon os gwelwch yn dda
Tynnwch fi oddi ar eich rhestr, diolch
tynnwch fy rhif oddi ar y rhestr
Dad-danysgrifio
dw i eisiau dad-danysgrifio
Dwi ddim eisiau'r negeseuon hyn
Canslo
Diwedd
stop diolch
"""
SIGNED_STOP = [
    "  stop  ",
    "STOP\nSent from my iPhone",
    "STOP\n\nSent from my iPhone",
    "Stop Sent from my iPhone",
    "Stop. Sent from my Samsung Galaxy S21",
    "stop\nGet Outlook for Android",
    "STOP\nSent from Yahoo Mail on Android",
    "Please stop\n\nSent from Outlook for iOS",
    "STOP\nAnfonwyd o fy iPhone",
    "stop\nKind regards\nJohn Smith",
    "STOP\n\nRegards,\nMrs J. Hughes",
    "Unsubscribe\n--\nJohn Smith\nSmith & Sons\n01622 496 000",
    "STOP\r\n\r\nSent from my iPad",
    "Take me off this list\nThanks\nDave",
    "Stop\n\nBest wishes\n\nAnn Hughes\nTel: 01622 496 000\nann@example.org",
    "ST\u200bOP",
    "\ufeffstop",
    "ＳＴＯＰ",
    "stop\u00a0please",
]
START = """
START
start
Start.
Start please
Please start
UNSTOP
opt in
Opt-in
Subscribe
Resubscribe please
start texts again
Start sending me alerts again
Restart
sign me up again
Put me back on the list
Dechrau
dechreuwch os gwelwch yn dda
"""
HELP = """
HELP
help
Help?
INFO
Cymorth
"""
FLAGGED = """
Stop sign at Mill Lane smashed
End house, two men
Stop texting he reads my phone
make it stop
Make him stop
please make it stop
Cancel. Hes back.
Cancel he's here
stop he's coming
Stop it
Stop them they are in the yard
STOP he is outside
Stop messaging please my husband checks my phone
stop dont reply
End of Mill Lane, white van
End terrace on Church Road, door kicked in
Remove the graffiti please it is still on the bus shelter
Remove van from outside number 9
Quit calling it antisocial behaviour, it is theft
Cancel my appeal, the dog came home
cancel that, we found her
TD driving school car was there at 9
Opt out cameras were broken on Friday
Stop and search on the High Street at noon?
help me
HELP ME
help he's got a knife
Help needed at the village hall Saturday
need help now
Leave me alone
I am scared
I'm really frightened he is outside
he hits me
hes back
my partner reads my messages
she is going through my phone
he is threatening me
999
call the police
send someone
don't text back
Helpwch fi
mae o yma
Mae'n ôl
Peidiwch â thecstio mae o'n darllen fy ffôn
Stopiwch y fan wen ar Heol y Felin
please stop texting my boyfriend sees this
Remove me from the house
"""
PLAIN = """
Saw the van on Mill Lane
Two men by the bus stop
There is a van at the end of our road
It never stops, music every night
White Transit, reg ends KLM
Sent from my iPhone
Yes
No
ok
Thanks
Thank you for letting us know
Bus stop vandalised again
The fence was removed last night
I will not cancel, see you Saturday
We helped them fix it
Starting at 9 there were quads on the field
Start of Mill Lane is blocked
Dogs loose near the quarry
Can someone ring me about the shed break-in
Gwelais y fan wen ar Heol y Felin
Diolch yn fawr
Mae fan wen wrth yr ysgol
Stopping by the shop I saw him
stopwatch found on the green
Endless parties at number 12
Who is this?
wrong number
🙂
???
"""


TOLD_APART = [
    ("Stop\nThanks\nhe comes", Verdict("reply", True)),
    ("Stop\n--\nplease ring the neighbour", Verdict("reply", True)),
    ("Stop\nThanks\nhe is at number 12", Verdict("reply", True)),
    ("Stop\nThanks\nHe is back", Verdict("reply", True)),
    ("Stop\nThanks\nShe Knows", Verdict("reply", True)),
    ("Stop\nThanks\n" + "x" * 61, Verdict("reply", True)),
    ("Help please", Verdict("help", True)),
    ("please help", Verdict("help", True)),
    ("I want to leave", Verdict("reply", False)),
    ("I want to be taken home", Verdict("reply", False)),
    ("", Verdict("reply", False)),
    (" \u200b", Verdict("reply", False)),
    ("Peidiwch â phoeni, mae popeth yn iawn", Verdict("reply", True)),
]


def lines(texts: str) -> list[str]:
    return [line for line in texts.split("\n") if line]


TABLE = [
    *((text, Verdict("stop", False)) for text in [*lines(STOP), *SIGNED_STOP]),
    *((text, Verdict("start", False)) for text in lines(START)),
    *((text, Verdict("help", False)) for text in lines(HELP)),
    *((text, Verdict("reply", True)) for text in lines(FLAGGED)),
    *((text, Verdict("reply", False)) for text in lines(PLAIN)),
    *TOLD_APART,
]


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(TABLE) >= 200
    assert len({text for text, _ in TABLE}) == len(TABLE)


@pytest.mark.parametrize(("text", "verdict"), TABLE)
def test_a_text_is_judged_as_a_person_would(text: str, verdict: Verdict) -> None:
    assert judge(text) == verdict
