"""What the message says that brings a one-time code. It has no link, and says that nobody asks for the code."""

from models.codes import Channel
from models.language import Text
from models.packs.pack import Pack

SUBJECT = Text(ar="رمز الاطلاع على طلبكم {reference}", en="The code to open your request {reference}")
BODY = Text(
    ar="""{title}

{code}

اكتبوا هذا الرمز في صفحة طلبكم {reference}. يصلح الرمز {minutes} دقيقة ولمرة واحدة.
لن يطلبه منكم أي موظف، فلا تعطوه أحدًا. إن لم تطلبوه فلا يلزمكم شيء.""",
    en="""{title}

{code}

Type this code on the page of your request {reference}. It holds for {minutes} minutes, and once.
No member of staff will ever ask you for it: give it to nobody. If you did not ask for it, do nothing.""",
)
SMS = Text(
    ar="{code} للاطلاع على طلبكم {reference}. لا تعطوه أحدًا.",
    en="{code} opens your request {reference}. Give it to nobody.",
)
MINUTES = 15


def said(pack: Pack, channel: Channel, language: str, reference: str, code: str) -> tuple[str, str]:
    """Subject and body of the message, in a language, else in the first of the pack that has words here."""
    spoken = next((each for each in (language, *pack.languages) if each in BODY.texts), "en")
    values = {"code": code, "reference": reference, "minutes": str(MINUTES), "title": pack.title.of(spoken)}
    if channel is Channel.SMS:
        return "", SMS.of(spoken).format(**values)
    return SUBJECT.of(spoken).format(**values), BODY.of(spoken).format(**values)
